import { types } from 'node:util';

/** A value has no place in JSON; the message is the one Go's encoder gives, since users of k6 know it. */
export class NotSerialisable extends Error {}

/** Host objects (an HTTP response) may give their exported fields under this key. */
export const EXPORTED_FIELDS: unique symbol = Symbol('squall.exportedFields') as never;

/**
 * JSON text of a script value the way k6 exports values to Go and encodes them: unlike `JSON.stringify`,
 * undefined properties become null, functions are errors, and maps, sets and byte arrays keep their content
 * (`spec/script/lifecycle.md` §3). Returns undefined for undefined.
 */
export function exportJson(value: unknown): string | undefined {
  return value === undefined ? undefined : encode(value, []);
}

function encode(value: unknown, path: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return encodeNumber(value);
    case 'boolean':
      return String(value);
    case 'bigint':
      return value.toString();
    case 'symbol':
      return JSON.stringify(value.description ?? '');
    case 'function':
      throw new NotSerialisable('json: unsupported type: func(sobek.FunctionCall) sobek.Value');
    case 'undefined':
      return 'null';
    default:
      return value === null ? 'null' : encodeObject(value as object, path);
  }
}

function encodeNumber(value: number): string {
  if (Number.isNaN(value)) throw new NotSerialisable('json: unsupported value: NaN');
  if (!Number.isFinite(value))
    throw new NotSerialisable(`json: unsupported value: ${value > 0 ? '+' : '-'}Inf`);
  return String(value === 0 ? 0 : value);
}

function encodeObject(value: object, path: readonly object[]): string {
  if (path.includes(value)) throw new NotSerialisable('json: unsupported value: encountered a cycle');
  const inner = [...path, value];
  const list = (items: Iterable<unknown>) =>
    `[${Array.from(items, (item) => encode(item, inner)).join(',')}]`;
  if (Array.isArray(value)) return list(value);
  if (types.isDate(value)) return JSON.stringify(formatGoTime(value));
  if (types.isMap(value))
    return list(Array.from(value as Map<unknown, unknown>, ([key, item]) => [key, item]));
  if (types.isSet(value)) return list(value as Set<unknown>);
  if (types.isUint8Array(value)) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (types.isTypedArray(value)) return list(value as Iterable<unknown>);
  if (isOpaque(value)) return '{}';
  return encodeFields((value as { readonly [EXPORTED_FIELDS]?: object })[EXPORTED_FIELDS] ?? value, inner);
}

function isOpaque(value: object): boolean {
  return (
    types.isNativeError(value) ||
    types.isRegExp(value) ||
    types.isBoxedPrimitive(value) ||
    types.isAnyArrayBuffer(value)
  );
}

function encodeFields(value: object, path: readonly object[]): string {
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${encode(item, path)}`);
  return `{${fields.join(',')}}`;
}

/** RFC 3339 without trailing zeros in the fraction, as Go prints times. */
function formatGoTime(date: Date): string {
  const [seconds = '', fraction = ''] = date.toISOString().slice(0, -1).split('.');
  const digits = fraction.replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}
