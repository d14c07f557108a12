import { types } from 'node:util';

/** Thrown for data of the wrong type; scripts see the text alone. */
export class NotBytes extends Error {}

/** A copy of what an ArrayBuffer or view of any realm holds now. */
export function requireBytes(value: unknown): Uint8Array<ArrayBuffer> {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value).slice();
  if (ArrayBuffer.isView(value)) {
    return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).slice();
  }
  throw new NotBytes('data must be an ArrayBuffer, TypedArray, or DataView');
}
