const BLOCK_BYTES = 64;
const DIGEST_BYTES = 16;

/** Order of message words, rotations and constant of one of MD4's three rounds (RFC 1320). */
interface Round {
  readonly mix: (x: number, y: number, z: number) => number;
  readonly words: readonly number[];
  readonly shifts: readonly [number, number, number, number];
  readonly constant: number;
}

const ROUNDS: readonly Round[] = [
  {
    mix: (x, y, z) => (x & y) | (~x & z),
    words: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
    shifts: [3, 7, 11, 19],
    constant: 0,
  },
  {
    mix: (x, y, z) => (x & y) | (x & z) | (y & z),
    words: [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15],
    shifts: [3, 5, 9, 13],
    constant: 0x5a827999,
  },
  {
    mix: (x, y, z) => x ^ y ^ z,
    words: [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15],
    shifts: [3, 9, 11, 15],
    constant: 0x6ed9eba1,
  },
];

/** MD4, which the OpenSSL of Node no longer offers. The digest can be read at any time and more data added after. */
export class Md4 {
  #state = new Uint32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  readonly #block = new Uint8Array(BLOCK_BYTES);
  #blockLength = 0;
  #totalBytes = 0;

  update(bytes: Uint8Array): void {
    this.#totalBytes += bytes.length;
    let offset = 0;
    while (offset < bytes.length) {
      const chunk = bytes.subarray(offset, offset + BLOCK_BYTES - this.#blockLength);
      this.#block.set(chunk, this.#blockLength);
      this.#blockLength += chunk.length;
      offset += chunk.length;
      if (this.#blockLength === BLOCK_BYTES) {
        this.#compress();
        this.#blockLength = 0;
      }
    }
  }

  digest(): Uint8Array {
    const end = this.copy();
    end.#pad();
    const digest = new Uint8Array(DIGEST_BYTES);
    const view = new DataView(digest.buffer);
    for (const [index, word] of end.#state.entries()) view.setUint32(index * 4, word, true);
    return digest;
  }

  copy(): Md4 {
    const copy = new Md4();
    copy.#state = this.#state.slice();
    copy.#block.set(this.#block);
    copy.#blockLength = this.#blockLength;
    copy.#totalBytes = this.#totalBytes;
    return copy;
  }

  #pad(): void {
    const bits = BigInt(this.#totalBytes) * 8n;
    const zeros = (BLOCK_BYTES * 2 - 9 - this.#blockLength) % BLOCK_BYTES;
    const tail = new Uint8Array(1 + zeros + 8);
    tail[0] = 0x80;
    new DataView(tail.buffer).setBigUint64(1 + zeros, bits, true);
    this.update(tail);
  }

  #compress(): void {
    const view = new DataView(this.#block.buffer);
    let [a = 0, b = 0, c = 0, d = 0] = this.#state;
    for (const { mix, words, shifts, constant } of ROUNDS) {
      for (const [step, word] of words.entries()) {
        const sum = (a + mix(b, c, d) + view.getUint32(word * 4, true) + constant) | 0;
        const shift = shifts[(step % 4) as 0 | 1 | 2 | 3];
        [a, b, c, d] = [d, (sum << shift) | (sum >>> (32 - shift)), b, c];
      }
    }
    for (const [index, word] of [a, b, c, d].entries()) this.#state[index] = (this.#state[index] ?? 0) + word;
  }
}
