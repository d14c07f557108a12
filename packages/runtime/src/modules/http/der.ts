/** One value of DER-encoded ASN.1. */
export interface DerValue {
  readonly tag: number;
  readonly bytes: Uint8Array;
}

/** The value that starts at the first byte. @throws RangeError when it is cut short */
export function readDer(bytes: Uint8Array): DerValue {
  return readAt(bytes, 0).value;
}

/** The values inside a constructed one. @throws RangeError when one is cut short */
export function childrenOf(parent: DerValue): readonly DerValue[] {
  const children: DerValue[] = [];
  let at = 0;
  while (at < parent.bytes.length) {
    const { value, end } = readAt(parent.bytes, at);
    children.push(value);
    at = end;
  }
  return children;
}

function readAt(bytes: Uint8Array, at: number): { value: DerValue; end: number } {
  const tag = byteAt(bytes, at);
  const first = byteAt(bytes, at + 1);
  let start = at + 2;
  let length = first;
  if (first >= 0x80) {
    const lengthBytes = first & 0x7f;
    length = 0;
    for (let i = 0; i < lengthBytes; i++) length = length * 256 + byteAt(bytes, start + i);
    start += lengthBytes;
  }
  const end = start + length;
  if (end > bytes.length) throw new RangeError('a DER value is cut short');
  return { value: { tag, bytes: bytes.subarray(start, end) }, end };
}

function byteAt(bytes: Uint8Array, index: number): number {
  const byte = bytes[index];
  if (byte === undefined) throw new RangeError('a DER value is cut short');
  return byte;
}

/** Unix seconds of `20060102150405Z`. @throws RangeError for another form */
export function generalizedTimeSeconds({ bytes }: DerValue): number {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(Buffer.from(bytes).toString('latin1'));
  if (match === null) throw new RangeError('not a GeneralizedTime');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}
