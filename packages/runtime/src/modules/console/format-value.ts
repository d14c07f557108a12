import { types } from 'node:util';

/** `String` of the script's realm, so that what goes wrong in it is an error of that realm. */
export type ToText = (value: unknown) => string;

/** The text `console` prints for its arguments: joined by spaces, no format strings. */
export function formatConsoleArguments(args: readonly unknown[], toText: ToText): string {
  return args.map((value) => formatTopLevel(value, toText)).join(' ');
}

function formatTopLevel(value: unknown, toText: ToText): string {
  if (typeof value === 'string') return value;
  return value === undefined ? 'undefined' : formatNested(value, { ancestors: [], toText });
}

interface Surroundings {
  /** The objects around the value, to find cycles. */
  readonly ancestors: readonly object[];
  readonly toText: ToText;
}

function formatNested(value: unknown, around: Surroundings): string {
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
      return value === null ? 'null' : formatObject(value, around);
    default:
      return String(value);
  }
}

// The value may come from another realm, so kinds are told by Node's internal checks, never by prototypes.
function formatObject(value: object, around: Surroundings): string {
  if (around.ancestors.includes(value)) return '[Circular]';
  if (types.isNativeError(value)) return around.toText(value);
  if (types.isDate(value)) return formatDate(value);
  if (types.isAnyArrayBuffer(value)) return formatArrayBuffer(value);
  const inside: Surroundings = { ...around, ancestors: [...around.ancestors, value] };
  if (types.isTypedArray(value)) {
    return `${value[Symbol.toStringTag]}(${value.length}) ${formatItems(Array.from<unknown>(value), inside)}`;
  }
  if (Array.isArray(value)) return formatItems(value, inside);
  const properties = Object.entries(value).map(([key, item]) => `${key}: ${formatNested(item, inside)}`);
  return enclosed('{', properties, '}');
}

function formatItems(items: readonly unknown[], inside: Surroundings): string {
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
