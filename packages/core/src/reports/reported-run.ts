import type { SummaryInput, SummaryTimeUnit } from '../summary/summary-input.ts';
import type { FinalError } from '../verdict/final-error.ts';

/** What a report is made from. */
export interface ReportedRun {
  /** As the user typed it. */
  readonly script: string;
  readonly endedAt: Date;
  readonly summary: SummaryInput;
  readonly trendStats: readonly string[];
  readonly timeUnit: SummaryTimeUnit;
  /** Undefined when the run succeeded. */
  readonly error: FinalError | undefined;
  /** What the user must know to trust the numbers. */
  readonly notices: readonly string[];
}
