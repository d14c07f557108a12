import { ERROR_CODES, type ErrorCode } from './codes.ts';

const BRAND = Symbol.for('squall.UserError');

export interface UserErrorDetails {
  /** What to do about it; shown as the log field `hint`. */
  hint?: string;
  /** Further log fields. */
  fields?: Readonly<Record<string, string>>;
  cause?: unknown;
}

/** An error the user can fix: shown as message and hint, without a stack of ours. */
export class UserError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message: string, details: UserErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'UserError';
    this.code = code;
    this.hint = details.hint;
    this.fields = details.fields ?? {};
    Object.defineProperty(this, BRAND, { value: true });
  }

  get exitCode(): number {
    return ERROR_CODES[this.code];
  }
}

/** Works across realms and bundles, where `instanceof` does not. */
export function isUserError(error: unknown): error is UserError {
  return typeof error === 'object' && error !== null && BRAND in error;
}
