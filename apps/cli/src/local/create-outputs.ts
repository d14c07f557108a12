import type { Output } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

/** Where samples go besides the summary: `--out`. */
export async function createOutputs(request: RunRequest, { config }: PreparedTest): Promise<Output[]> {
  if (config.out === undefined || config.out.length === 0) return [];
  const { createOutput } = await import('@squall/outputs');
  const context = {
    env: request.processEnv,
    collectors: (config.collectors ?? {}) as Readonly<Record<string, unknown>>,
    systemTags: config.systemTags ?? [],
    features: request.features,
    stdout: process.stdout,
    workingDirectory: request.workingDirectory,
    log: request.log,
  };
  return Promise.all(config.out.map((spec) => createOutput(spec, context)));
}
