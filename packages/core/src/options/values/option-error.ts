import { goQuote } from '../../errors/go-quote.ts';
import { isUserError } from '../../errors/user-error.ts';

/** A value that cannot be an option. The layer it came from knows the exit code and what to say around it. */
export class OptionError extends Error {
  /** The offending piece of JSON, for errors of type mismatches. */
  readonly snippet: string | undefined;

  constructor(message: string, snippet?: string) {
    super(message);
    this.name = 'OptionError';
    this.snippet = snippet;
  }
}

/** The message of an error about a value; anything else is a bug and goes on its way. */
export function problemOf(error: unknown): string {
  if (error instanceof OptionError || isUserError(error)) return error.message;
  throw error;
}

/** Where a value stands in the options object. */
export interface Place {
  /** The path as Go's messages give it, from the option on: `tags`, `dns.ttl`. */
  readonly field: string;
  /** The innermost key. */
  readonly key: string;
}

/** Go's word for what a JSON value is. */
export function jsonKind(json: unknown): string {
  if (json === null) return 'null';
  if (Array.isArray(json)) return 'array';
  if (typeof json === 'boolean') return 'bool';
  return typeof json;
}

/** `json: cannot unmarshal string into Go struct field Options.stages of type []lib.Stage`. */
export function typeMismatch(json: unknown, place: Place, goType: string): OptionError {
  return new OptionError(
    `json: cannot unmarshal ${jsonKind(json)} into Go struct field Options.${place.field} of type ${goType}`,
    `${goQuote(place.key)}: ${opening(json)}`,
  );
}

// Go's error points just behind a scalar, but at the opening bracket of an object or array.
function opening(json: unknown): string {
  if (Array.isArray(json)) return '[';
  if (typeof json === 'object' && json !== null) return '{';
  return JSON.stringify(json) ?? String(json);
}

/** The name a value has after Go decoded it without knowing a type; composite values have none. */
export function decodedTypeName(json: unknown): string {
  switch (typeof json) {
    case 'boolean':
      return 'bool';
    case 'number':
      return 'float64';
    case 'string':
      return 'string';
    default:
      return '';
  }
}

export function isRecord(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}
