import { parseEnvLayer, parseFlagLayer, parseRuntimeOptions, resolveFeatures } from '@squall/core';
import { loadConfigFile } from '../config-file.ts';
import type { TestRequest } from '../engine-calls.ts';
import { readChoice } from '../flags/option-flags.ts';
import type { CommandContext } from './command.ts';

export interface RequestDefaults {
  /** Whether `__ENV` holds this process's variables unless the user decides. */
  readonly includeSystemEnvVars: boolean;
}

/** Gathers everything outside the script that decides about a test. */
export async function readTestRequest(
  context: CommandContext,
  defaults: RequestDefaults,
): Promise<TestRequest> {
  const { flags, env, global, log } = context;
  const runtime = parseRuntimeOptions(flags, env, defaults);
  const layers = {
    configFile: loadConfigFile(global.configFile, env),
    env: parseEnvLayer(env),
    flags: parseFlagLayer(flags),
  };
  const features = resolveFeatures({ ...layers, env: { ...env, ...runtime.env } });
  for (const { level, message, fields } of features.notices) log.log(level, message, fields);
  return {
    script: context.args[0] ?? '',
    workingDirectory: context.workingDirectory,
    runtime,
    layers,
    choice: readChoice(flags),
    features: features.active,
    scriptEnv: {
      ...(runtime.includeSystemEnvVars ? definedOnly(env) : {}),
      ...runtime.env,
      ...(features.active.length > 0 ? { K6_FEATURES: features.active.join(',') } : {}),
    },
    processEnv: env,
    global,
    log,
  };
}

function definedOnly(env: CommandContext['env']): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
