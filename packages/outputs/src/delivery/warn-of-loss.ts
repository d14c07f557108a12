import type { Logger } from '@squall/core';

export interface Loss {
  readonly output: string;
  /** What is counted, as it stands before and after the numbers. */
  readonly what: readonly [before: string, after: string];
  readonly lost: number;
  readonly of: number;
  readonly lastError: Error | undefined;
}

/** The one line at the end of a run that says what did not arrive; none when everything did. */
export function warnOfLoss(log: Logger, { output, what, lost, of, lastError }: Loss): void {
  if (lost === 0) return;
  log.log('warning', `The ${output} output lost ${what[0]}${lost} of ${of} ${what[1]}`, {
    output,
    lost,
    ...(lastError === undefined ? {} : { error: lastError.message }),
  });
}
