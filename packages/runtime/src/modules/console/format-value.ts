import { types } from 'node:util';

/** The text `console` prints for its arguments: joined by spaces, no format strings. */
export function formatConsoleArguments(args: readonly unknown[]): string {
  return args.map(formatTopLevel).join(' ');
}

function formatTopLevel(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? 'undefined' : formatNested(value, []);
}

/** `ancestors` are the objects around the value, to find cycles. */
function formatNested(value: unknown, ancestors: readonly object[]): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'symbol':
      return value.description ?? '';
    case 'function':
      return '[object Function]';
    case 'undefined':
      return 'null';
    case 'object':
      return value === null ? 'null' : formatObject(value, ancestors);
    default:
      return String(value);
  }
}

// The value may come from another realm, so kinds are told by Node's internal checks, never by prototypes.
function formatObject(value: object, ancestors: readonly object[]): string {
  if (ancestors.includes(value)) return '[Circular]';
  if (types.isNativeError(value)) return String(value);
  if (types.isDate(value)) return formatDate(value);
  if (types.isAnyArrayBuffer(value)) return formatArrayBuffer(value);
  const inside = [...ancestors, value];
  if (types.isTypedArray(value)) {
    return `${value[Symbol.toStringTag]}(${value.length}) ${formatItems(Array.from<unknown>(value), inside)}`;
  }
  if (Array.isArray(value)) return formatItems(value, inside);
  const properties = Object.entries(value).map(([key, item]) => `${key}: ${formatNested(item, inside)}`);
  return enclosed('{', properties, '}');
}

function formatItems(items: readonly unknown[], inside: readonly object[]): string {
  // Array.from turns holes into undefined, which prints as null.
  const texts = Array.from(items, (item) => formatNested(item, inside));
  return enclosed('[', texts, ']');
}

function formatDate(date: Date): string {
  const time = Date.prototype.getTime.call(date);
  return Number.isNaN(time) ? '{}' : quoted(new Date(time).toISOString());
}

function formatArrayBuffer(buffer: ArrayBufferLike): string {
  const bytes = Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0'));
  return `ArrayBuffer { [Uint8Contents]: <${bytes.join(' ')}>, byteLength: ${bytes.length} }`;
}

function enclosed(open: string, parts: readonly string[], close: string): string {
  return parts.length === 0 ? open + close : `${open} ${parts.join(', ')} ${close}`;
}

/** k6 escapes nothing inside. */
function quoted(text: string): string {
  return `"${text}"`;
}
