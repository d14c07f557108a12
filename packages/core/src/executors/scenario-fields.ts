import { goQuote } from '../errors/go-quote.ts';
import { UserError } from '../errors/user-error.ts';
import { formatDuration } from '../time/format-duration.ts';
import { parseJsonDuration } from '../time/parse-duration.ts';

/** A JSON object: scenarios arrive as `unknown` and are refused in the words of Go's strict JSON decoder. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Where a value stands, for messages: the Go struct and the field path within it. */
export interface Place {
  readonly struct: string;
  readonly field: string;
}

/** One kind of field. A parser returns undefined for "not set"; null never reaches it. */
export interface FieldType<T> {
  parse(value: unknown, place: Place): T | undefined;
  toJSON(value: T): unknown;
}

export type FieldTable = Readonly<Record<string, FieldType<unknown>>>;

export type FieldValues<F extends FieldTable> = {
  readonly [K in keyof F]: F[K] extends FieldType<infer T> ? T | undefined : never;
};

/** Reads an object of known fields. As in Go, names match without regard to case and unknown ones are refused. */
export function parseFields<F extends FieldTable>(
  json: JsonObject,
  struct: string,
  table: F,
): FieldValues<F> {
  const values: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(json)) {
    if (value === undefined) continue;
    const field = findField(key, table);
    if (field === undefined) throw refuse(`json: unknown field ${goQuote(key)}`);
    values[field] = value === null ? undefined : table[field]?.parse(value, { struct, field });
  }
  return values as FieldValues<F>;
}

function findField(key: string, table: FieldTable): string | undefined {
  if (Object.hasOwn(table, key)) return key;
  return Object.keys(table).find((name) => name.toLowerCase() === key.toLowerCase());
}

/** All fields in the order of the table, null where unset. */
export function fieldsToJSON<F extends FieldTable>(
  values: FieldValues<F>,
  table: F,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([name, type]) => {
      const value: unknown = values[name];
      return [name, value === undefined ? null : type.toJSON(value)];
    }),
  );
}

export const refuse = (message: string): UserError => new UserError('INVALID_OPTION', message);

export function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

export function typeMismatch(value: unknown, place: Place, goType: string): UserError {
  const kind = typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? 'array' : typeof value;
  return refuse(
    `json: cannot unmarshal ${kind} into Go struct field ${place.struct}.${place.field} of type ${goType}`,
  );
}

// k6's nullable types decode without a target type first, so their messages name what came out of that.
function nullableMismatch(value: unknown, goType: string): UserError {
  const names: Record<string, string> = { boolean: 'bool', number: 'float64', string: 'string' };
  return refuse(`json: cannot unmarshal ${names[typeof value] ?? ''} into Go value of type ${goType}`);
}

/** A whole number, also as text. */
export const intField: FieldType<number> = {
  parse(value, place) {
    if (typeof value === 'string') return value === '' ? undefined : parseInt64(value);
    if (typeof value !== 'number') throw nullableMismatch(value, 'null.Int');
    if (Number.isInteger(value)) return value;
    throw refuse(
      `json: cannot unmarshal number ${value} into Go struct field ${place.struct}.${place.field} of type int64`,
    );
  },
  toJSON: (value) => value,
};

function parseInt64(text: string): number {
  if (!/^[+-]?\d+$/.test(text)) throw refuse(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`);
  const value = BigInt(text.replace('+', ''));
  if (BigInt.asIntN(64, value) !== value) {
    throw refuse(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  }
  return Number(value);
}

/** In milliseconds. */
export const durationField: FieldType<number> = {
  parse: parseJsonDuration,
  toJSON: formatDuration,
};

export const stringField: FieldType<string> = {
  parse(value) {
    if (typeof value === 'string') return value;
    throw nullableMismatch(value, 'null.String');
  },
  toJSON: (value) => value,
};

export const stringMapField: FieldType<Readonly<Record<string, string>>> = {
  parse(value, place) {
    if (!isObject(value)) throw typeMismatch(value, place, 'map[string]string');
    for (const item of Object.values(value)) {
      if (typeof item !== 'string' && item !== null) throw typeMismatch(item, place, 'string');
    }
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, item === null ? '' : String(item)]),
    );
  },
  toJSON: (value) => Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))),
};

/** Checked by whoever it is for. */
export const opaqueField: FieldType<unknown> = {
  parse: (value) => value,
  toJSON: (value) => value,
};
