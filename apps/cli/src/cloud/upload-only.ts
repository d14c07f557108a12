import { EXIT_CODES } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';
import { load } from '../local/load.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { prepareForCloud } from './load-for-cloud.ts';
import { uploadTest } from './upload-test.ts';

/** `squall cloud upload`. */
export async function uploadOnly(request: RunRequest, deps: LocalDeps): Promise<number> {
  await using loaded = await load(request, deps);
  const test = prepareForCloud(request, loaded);
  const { api, testId, name } = await uploadTest(request, { script: loaded.script, test }, deps);
  if (!request.global.quiet) {
    deps.terminal.print(`uploaded '${name}': ${deps.paint('cyan', `${api.url}/tests/${testId}`)}\n`);
  }
  return EXIT_CODES.OK;
}
