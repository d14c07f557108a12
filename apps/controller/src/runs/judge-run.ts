import type { Logger, ThresholdEvaluation } from '@squall/core';
import type { TestRun, ThresholdOutcome } from './test-run.ts';

/** Whoever knows what a run measured. */
export interface Judge {
  judge(run: TestRun): Promise<ThresholdEvaluation>;
}

/**
 * What became of the thresholds of a run whose generators report none. Problems with what was pushed are logged:
 * they must not keep a run from ending.
 */
export async function judgeThresholds(
  judge: Judge,
  run: TestRun,
  log: Logger,
): Promise<readonly ThresholdOutcome[]> {
  try {
    const { metrics } = await judge.judge(run);
    return metrics.flatMap(({ metric, results }) =>
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
