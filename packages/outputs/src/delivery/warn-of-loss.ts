import type { Logger } from '@squall/core';

export interface Loss {
  readonly output: string;
  /** What is counted: `samples`, `time series`. */
  readonly what: string;
  readonly lost: number;
  readonly of: number;
  readonly lastError: Error | undefined;
}

/** The one line at the end of a run that says what did not arrive; none when everything did. */
export function warnOfLoss(log: Logger, { output, what, lost, of, lastError }: Loss): void {
  if (lost === 0) return;
  log.log('warning', `The ${output} output lost ${lost} of ${of} ${what}`, {
    output,
    lost,
    ...(lastError === undefined ? {} : { error: lastError.message }),
  });
}
