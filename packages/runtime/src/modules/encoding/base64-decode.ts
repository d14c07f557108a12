export interface Base64Variant {
  readonly urlSafe: boolean;
  readonly padded: boolean;
}

/** Offset of the input byte k6 blames; the message is `illegal base64 data at input byte N`. */
export interface Base64Failure {
  readonly illegalByteAt: number;
}

const LINE_BREAKS = /[\r\n]/g;

const VALID_TEXTS: Readonly<Record<string, RegExp>> = {
  std: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  rawstd: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?$/,
  url: /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2}==|[A-Za-z0-9_-]{3}=)?$/,
  rawurl: /^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-]{2,3})?$/,
};

/** Strict about alphabet and padding, where Node's own decoder accepts anything. Line breaks are ignored. */
export function decodeBase64(text: string, variant: Base64Variant): Uint8Array | Base64Failure {
  const name = (variant.padded ? '' : 'raw') + (variant.urlSafe ? 'url' : 'std');
  const joined = text.replace(LINE_BREAKS, '');
  if (VALID_TEXTS[name]?.test(joined)) return Buffer.from(joined, 'base64');
  return { illegalByteAt: illegalByteAt(Buffer.from(text, 'utf8'), variant) };
}

const CR = 13;
const LF = 10;
const PAD = 61;

/** Where decoding of an invalid text stops, as Go's decoder counts it. */
function illegalByteAt(bytes: Uint8Array, { urlSafe, padded }: Base64Variant): number {
  let inQuantum = 0;
  for (const [index, byte] of bytes.entries()) {
    if (byte === CR || byte === LF) continue;
    if (isDigit(byte, urlSafe)) {
      inQuantum = (inQuantum + 1) % 4;
    } else if (padded && byte === PAD && inQuantum >= 2) {
      return afterPadding(bytes, index, inQuantum);
    } else {
      return index;
    }
  }
  // The text ends inside a group of four: the group's start is blamed.
  return bytes.length - inQuantum;
}

/** The first padding character is fine: blames what is missing or left over behind it. */
function afterPadding(bytes: Uint8Array, padIndex: number, inQuantum: number): number {
  let index = skipLineBreaks(bytes, padIndex + 1);
  if (inQuantum === 2) {
    if (bytes[index] !== PAD) return index;
    index = skipLineBreaks(bytes, index + 1);
  }
  return index;
}

function skipLineBreaks(bytes: Uint8Array, from: number): number {
  let index = from;
  while (bytes[index] === CR || bytes[index] === LF) index++;
  return index;
}

function isDigit(byte: number, urlSafe: boolean): boolean {
  const char = String.fromCharCode(byte);
  return /[A-Za-z0-9]/.test(char) || (urlSafe ? '-_' : '+/').includes(char);
}
