import { CODE_LENGTHS, CODES } from './huffman-code.ts';

/** Bytes the text takes when it is coded. */
export function huffmanLength(text: Uint8Array): number {
  let bits = 0;
  for (const byte of text) bits += CODE_LENGTHS[byte] as number;
  return (bits + 7) >> 3;
}

/** Writes the coded text at `at` and returns the index after it; `target` has room for `huffmanLength(text)`. */
export function encodeHuffman(target: Uint8Array, at: number, text: Uint8Array): number {
  let next = at;
  // Up to 7 bits wait here for the next code; that has up to 30, more than fit beside them.
  let waiting = 0;
  let waitingBits = 0;
  for (const byte of text) {
    const code = CODES[byte] as number;
    for (let left = CODE_LENGTHS[byte] as number; left > 0; ) {
      const taken = Math.min(left, 8 - waitingBits);
      left -= taken;
      waiting = (waiting << taken) | ((code >>> left) & ((1 << taken) - 1));
      waitingBits += taken;
      if (waitingBits === 8) {
        target[next++] = waiting;
        waiting = 0;
        waitingBits = 0;
      }
    }
  }
  // Padding is the beginning of the end-of-text code: ones.
  if (waitingBits > 0) target[next++] = (waiting << (8 - waitingBits)) | (0xff >> waitingBits);
  return next;
}
