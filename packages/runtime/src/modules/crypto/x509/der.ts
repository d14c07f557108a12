/** One element of a DER encoding: the tag byte and what it encloses. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
}

export const DER_SEQUENCE = 0x30;

/** @throws Error when the bytes are no sequence of DER elements. */
export function readDer(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const { element, end } = readElement(bytes, offset);
    elements.push(element);
    offset = end;
  }
  return elements;
}

/** `1.2.840.113549.1.1.11` from the content of an OBJECT IDENTIFIER. */
export function objectIdentifier(content: Uint8Array): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content) {
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) {
      numbers.push(value);
      value = 0;
    }
  }
  const [first = 0, ...rest] = numbers;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

function readElement(bytes: Uint8Array, start: number): { element: DerElement; end: number } {
  const tag = byteAt(bytes, start);
  const first = byteAt(bytes, start + 1);
  let length = first;
  let contentStart = start + 2;
  if (first >= 0x80) {
    const lengthBytes = first & 0x7f;
    if (lengthBytes === 0 || lengthBytes > 4) throw new Error('unsupported DER length');
    length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + byteAt(bytes, contentStart + i);
    contentStart += lengthBytes;
  }
  const end = contentStart + length;
  if (end > bytes.length) throw new Error('truncated DER element');
  return { element: { tag, content: bytes.subarray(contentStart, end) }, end };
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new Error('truncated DER element');
  return byte;
}
