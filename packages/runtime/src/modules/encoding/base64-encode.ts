/** `toString('base64url')` leaves the padding out; k6's `url` variants have it. */
export function paddedBase64Url(bytes: Uint8Array): string {
  const text = asBuffer(bytes).toString('base64url');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

export function rawBase64Url(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64url');
}

export function paddedBase64(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('base64');
}

export function rawBase64(bytes: Uint8Array): string {
  return paddedBase64(bytes).replace(/=+$/, '');
}

export function hex(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('hex');
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
