import type { FinalError, SummaryInput, SummaryTimeUnit } from '@squall/core';

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

/** A file made from the results at the end of a run; needs no samples. */
export interface Report {
  /** How the run header names it, for example `junit (junit.xml)`. */
  readonly description: string;
  /** `-` for stdout. */
  readonly file: string;
  /** Whether it goes to the end of a file that others write to as well. */
  readonly appends: boolean;
  render(run: ReportedRun): string;
}
