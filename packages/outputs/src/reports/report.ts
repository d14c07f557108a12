import type { ReportedRun } from '@squall/core';

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
