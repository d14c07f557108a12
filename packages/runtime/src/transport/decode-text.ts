const REPLACEMENT = 0xfffd;
const BEYOND_ASCII = /[\x80-\xff]/;

/** The same for bytes kept as a text with one character each. */
export function decodeByteText(bytes: string): string {
  return BEYOND_ASCII.test(bytes) ? decodeText(Buffer.from(bytes, 'latin1')) : bytes;
}

/**
 * UTF-8 as k6 shows it to scripts: each byte that is not part of a character becomes one U+FFFD, where the
 * encoding standard has one for several such bytes. Lengths of binary bodies read as text depend on it.
 */
export function decodeText(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? decodeByteByByte(bytes) : text;
}

function decodeByteByByte(bytes: Buffer): string {
  const units = new Uint16Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; ) {
    const size = characterSize(bytes, i);
    const point = codePoint(bytes, i, size);
    if (point > 0xffff) {
      units[length++] = 0xd7c0 + (point >> 10);
      units[length++] = 0xdc00 + (point & 0x3ff);
    } else units[length++] = point;
    i += Math.max(1, size);
  }
  return Buffer.from(units.buffer, 0, length * 2).toString('utf16le');
}

/** Bytes of the character that starts at `i`; 0 if none does. */
function characterSize(bytes: Buffer, i: number): number {
  const first = bytes[i] ?? 0;
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const second = bytes[i + 1] ?? 0;
  const [low, high] = secondByteRange(first);
  if (second < low || second > high) return 0;
  if (first < 0xe0) return 2;
  if (!isContinuation(bytes[i + 2])) return 0;
  if (first < 0xf0) return 3;
  return isContinuation(bytes[i + 3]) ? 4 : 0;
}

/** Leaves out overlong forms, surrogates and what lies beyond Unicode. */
function secondByteRange(first: number): readonly [number, number] {
  switch (first) {
    case 0xe0:
      return [0xa0, 0xbf];
    case 0xed:
      return [0x80, 0x9f];
    case 0xf0:
      return [0x90, 0xbf];
    case 0xf4:
      return [0x80, 0x8f];
    default:
      return [0x80, 0xbf];
  }
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

function codePoint(bytes: Buffer, i: number, size: number): number {
  const [a = 0, b = 0, c = 0, d = 0] = [bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]];
  switch (size) {
    case 1:
      return a;
    case 2:
      return ((a & 0x1f) << 6) | (b & 0x3f);
    case 3:
      return ((a & 0x0f) << 12) | ((b & 0x3f) << 6) | (c & 0x3f);
    case 4:
      return ((a & 0x07) << 18) | ((b & 0x3f) << 12) | ((c & 0x3f) << 6) | (d & 0x3f);
    default:
      return REPLACEMENT;
  }
}
