export const INVALID_URL_CODE = 1020;

/** The request cannot be made from what the script gave: a bad URL, body or parameter. */
export class PreparationError extends Error {
  /** k6's error code; 0 when there is none. */
  readonly code: number;

  constructor(message: string, code = 0) {
    super(message);
    this.name = 'PreparationError';
    this.code = code;
  }
}

export function invalidUrl(reason: string): PreparationError {
  return new PreparationError(`invalid URL: ${reason}`, INVALID_URL_CODE);
}
