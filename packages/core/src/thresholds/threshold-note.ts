import type { OutputRun, ThresholdNote } from '../metrics/output.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { formatDuration } from '../time/format-duration.ts';
import type { ThresholdConfig, ThresholdConfigs } from './threshold-config.ts';

/** k6's JSON form: a plain string unless the threshold may abort the run. */
export function thresholdNote({ threshold, abortOnFail, delayAbortEvalMs }: ThresholdConfig): ThresholdNote {
  if (!abortOnFail) return threshold;
  return {
    threshold,
    abortOnFail,
    delayAbortEval: delayAbortEvalMs === null ? null : formatDuration(delayAbortEvalMs),
  };
}

/** What outputs are told of a run. */
export function describeRun(
  configs: ThresholdConfigs,
  run: RunMetrics,
  abort: (error: Error) => void,
): OutputRun {
  return {
    abort,
    thresholdsOf: ({ name }) => (configs[name] ?? []).map(thresholdNote),
    submetricsOf: (metric) =>
      run
        .submetricsOf(metric)
        .flatMap(({ name, submetric }) => (submetric === undefined ? [] : [{ name, ...submetric }])),
  };
}
