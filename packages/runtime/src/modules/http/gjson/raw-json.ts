/**
 * Reading valid JSON piece by piece as text: members and elements are slices of the whole, so nothing is built
 * that a path does not lead to.
 */

export type RawKind = 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null';

/** `raw` without white space around it. */
export function kindOf(raw: string): RawKind {
  switch (raw.charAt(0)) {
    case '{':
      return 'object';
    case '[':
      return 'array';
    case '"':
      return 'string';
    case 't':
      return 'true';
    case 'f':
      return 'false';
    case 'n':
      return 'null';
    default:
      return 'number';
  }
}

export interface RawMember {
  /** The key as it stands, in quotes. */
  readonly rawKey: string;
  readonly value: string;
}

export function* membersOf(object: string): Generator<RawMember> {
  let at = skipSpace(object, 1);
  while (object.charAt(at) === '"') {
    const keyEnd = endOfString(object, at);
    const start = skipSpace(object, object.indexOf(':', keyEnd) + 1);
    const end = endOfValue(object, start);
    yield { rawKey: object.slice(at, keyEnd), value: object.slice(start, end) };
    at = skipSpace(object, skipSpace(object, end) + 1);
  }
}

export function* elementsOf(array: string): Generator<string> {
  let at = skipSpace(array, 1);
  if (array.charAt(at) === ']') return;
  while (at < array.length) {
    const end = endOfValue(array, at);
    yield array.slice(at, end);
    at = skipSpace(array, skipSpace(array, end) + 1);
  }
}

/** The values of JSON lines. */
export function* valuesOf(lines: string): Generator<string> {
  let at = skipSpace(lines, 0);
  while (at < lines.length) {
    const end = endOfValue(lines, at);
    yield lines.slice(at, end);
    at = skipSpace(lines, end);
  }
}

/** The text of a raw string. */
export function unquote(raw: string): string {
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 0x20) at++;
  return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index after the closing quote of the string that starts at `from`. */
export function endOfString(text: string, from: number): number {
  let at = text.indexOf('"', from + 1);
  while (at > 0 && isEscaped(text, at)) at = text.indexOf('"', at + 1);
  return at < 0 ? text.length : at + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let slashes = 0;
  while (text.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

/** Index after the value that starts at `from`. */
export function endOfValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return endOfString(text, from);
  if (first === 0x7b || first === 0x5b) return endOfContainer(text, from);
  let at = from;
  while (at < text.length && !',]}'.includes(text.charAt(at)) && text.charCodeAt(at) > 0x20) at++;
  return at;
}

/** Index after the bracket that closes the one at `from`; brackets in strings do not count. */
export function endOfContainer(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    // Braces, brackets and, in paths, parentheses.
    if (char === 0x7b || char === 0x5b || char === 0x28) depth++;
    if (char === 0x7d || char === 0x5d || char === 0x29) depth--;
    at++;
    if (depth === 0) return at;
  }
  return text.length;
}
