/** Codes of errors in answers, each with its HTTP status. Clients may rely on them. */
export const API_ERRORS = {
  'invalid-request': 400,
  'invalid-options': 400,
  'invalid-archive': 400,
  'script-failed': 400,
  unauthenticated: 401,
  'sign-in-failed': 401,
  forbidden: 403,
  'csrf-token-missing': 403,
  'run-stopped': 403,
  'not-found': 404,
  conflict: 409,
  'already-ended': 409,
  'quota-exceeded': 422,
  'payload-too-large': 413,
  'unsupported-media-type': 415,
  'rate-limited': 429,
  unavailable: 503,
  internal: 500,
} as const;

export type ApiErrorCode = keyof typeof API_ERRORS;

export interface ApiErrorDetails {
  /** The field or option it is about. */
  readonly target?: string;
  readonly cause?: unknown;
}

/** A request that cannot be answered as hoped, for a reason the client may know. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly target: string | undefined;

  constructor(code: ApiErrorCode, message: string, { target, cause }: ApiErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ApiError';
    this.code = code;
    this.target = target;
  }

  get status(): number {
    return API_ERRORS[this.code];
  }
}

export function notFound(what: string): ApiError {
  return new ApiError('not-found', `there is no such ${what}`);
}
