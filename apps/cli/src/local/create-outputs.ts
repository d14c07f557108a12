import type { Output } from '@squall/core';
import type { Report } from '@squall/outputs';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

/** Where results go besides the summary: `--out`. */
export interface Destinations {
  /** They take every sample. */
  readonly outputs: readonly Output[];
  /** They are made from the results at the end. */
  readonly reports: readonly Report[];
}

export async function createOutputs(request: RunRequest, { config }: PreparedTest): Promise<Destinations> {
  if (config.out === undefined || config.out.length === 0) return { outputs: [], reports: [] };
  const { createOutput, createReport } = await import('@squall/outputs');
  const context = {
    env: request.processEnv,
    collectors: (config.collectors ?? {}) as Readonly<Record<string, unknown>>,
    systemTags: config.systemTags ?? [],
    features: request.features,
    stdout: process.stdout,
    workingDirectory: request.workingDirectory,
    log: request.log,
  };
  const outputs: Output[] = [];
  const reports: Report[] = [];
  for (const spec of config.out) {
    const report = createReport(spec, context);
    if (report === undefined) outputs.push(await createOutput(spec, context));
    else reports.push(report);
  }
  return { outputs, reports };
}
