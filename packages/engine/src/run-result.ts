import type { FinalError, HandleSummaryOutcome, RunMetrics, ThresholdEvaluation } from '@squall/core';

export interface RunResult {
  readonly metrics: RunMetrics;
  /** Undefined when thresholds are switched off. */
  readonly thresholds: ThresholdEvaluation | undefined;
  /** From just before `setup()` to the end of `teardown()`. */
  readonly durationMs: number;
  /** JSON of what `setup()` returned. */
  readonly setupDataJson: string | undefined;
  /** Undefined when the run succeeded. */
  readonly error: FinalError | undefined;
  /** What the user must know to trust the numbers; empty as a rule. */
  readonly notices: readonly string[];
  /** Calls the script's `handleSummary()`, once; the threads end after it. */
  handleSummary(dataJson: string): Promise<HandleSummaryOutcome>;
}
