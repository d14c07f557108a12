import { consolidate, type Logger, parseScriptLayer, type ThresholdConfigs } from '@squall/core';
import { replayRun } from '../aggregation/replay-run.ts';
import type { FrameStore } from './run-frames.ts';
import type { TestRun, ThresholdOutcome } from './test-run.ts';

/**
 * What became of the thresholds of a run whose generators report none. Problems with what was pushed are logged:
 * they must not keep a run from ending.
 */
export async function judgeThresholds(
  frames: FrameStore,
  run: TestRun,
  log: Logger,
): Promise<readonly ThresholdOutcome[]> {
  try {
    const configs = thresholdsOf(run);
    if (Object.keys(configs).length === 0) return [];
    const { thresholds } = await replayRun(frames, run.id, configs, log);
    return thresholds.metrics.flatMap(({ metric, results }) =>
      results.map(({ expression, ok }) => ({ metric, expression, isCrossed: !ok })),
    );
  } catch (error) {
    log.log('error', 'the thresholds of a run could not be judged', {
      run: run.id,
      error: (error as Error).message,
    });
    return [];
  }
}

function thresholdsOf({ options }: TestRun): ThresholdConfigs {
  return consolidate({ script: parseScriptLayer(options).options }).config.thresholds ?? {};
}
