import { optionsToJSON, withRequirements } from '@squall/core';
import type { InspectRequest, TestRequest } from '../engine-calls.ts';
import { load } from './load.ts';
import type { LocalDeps } from './local-deps.ts';
import { prepareTest, readScriptOptions } from './prepare-test.ts';

/** `squall inspect`: the options the script asks for, or with requirements the ones that would hold. */
export async function inspectTest(
  request: InspectRequest,
  deps: LocalDeps,
): Promise<Readonly<Record<string, unknown>>> {
  await using loaded = await load(request, deps);
  if (!request.executionRequirements) return optionsToJSON(readScriptOptions(request, loaded.script));
  const test = prepareTest(request, loaded.script);
  const { maxDurationMs, maxVUs } = test.plan;
  return withRequirements(optionsToJSON(test.options), { totalDurationMs: maxDurationMs, maxVUs });
}

/** Everything a script imports, sorted. */
export async function importsOfTest(request: TestRequest, deps: LocalDeps): Promise<readonly string[]> {
  await using loaded = await load(request, deps);
  return [...loaded.script.imports].sort();
}
