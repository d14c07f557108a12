/** A message that did not arrive. */
export class DeliveryError extends Error {
  /** Whether the same message may arrive later. */
  readonly mayRetry: boolean;

  constructor(message: string, mayRetry: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.mayRetry = mayRetry;
  }
}

const PASSING_STATUSES = [408, 425, 429];

/** Whether a receiver that answered with this status may accept the same message later. */
export function isPassingStatus(status: number): boolean {
  return status >= 500 || PASSING_STATUSES.includes(status);
}

/** Anything but an explicit refusal may pass: the network, a restart, a deadline. */
export function mayRetry(error: unknown): boolean {
  return error instanceof DeliveryError ? error.mayRetry : true;
}
