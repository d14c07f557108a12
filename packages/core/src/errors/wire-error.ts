import type { ErrorCode } from './codes.ts';
import { isUserError, UserError } from './user-error.ts';

/** An error on its way across a thread, process or socket; structured cloning would drop `code` and `hint`. */
export interface WireError {
  /** Absent for a bug of ours. */
  readonly code?: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly fields?: Readonly<Record<string, string>>;
  readonly stack?: string;
}

export function toWireError(error: unknown): WireError {
  if (isUserError(error)) {
    return {
      code: error.code,
      message: error.message,
      fields: error.fields,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    };
  }
  const { message, stack } = error as Partial<Error>;
  return { message: String(message ?? error), ...(stack === undefined ? {} : { stack }) };
}

export function fromWireError(wire: WireError): Error {
  if (wire.code === undefined) {
    const error = new Error(wire.message);
    if (wire.stack !== undefined) error.stack = wire.stack;
    return error;
  }
  return new UserError(wire.code, wire.message, {
    fields: wire.fields ?? {},
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
  });
}
