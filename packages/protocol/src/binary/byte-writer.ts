const FIRST_CAPACITY = 8192;
const TWO_TO_28 = 2 ** 28;
const encoder = new TextEncoder();

/** Builds a binary message: variable-length integers, little-endian doubles, and texts that repeat cost one byte or two. */
export class ByteWriter {
  #bytes = new Uint8Array(FIRST_CAPACITY);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;
  readonly #texts = new Map<string, number>();

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
  }

  /** Hot path: a whole number from 0 to 2^53 - 1 in one to eight bytes. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    // Bit operations work on 32 bits only.
    while (rest >= TWO_TO_28) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#bytes[this.#length++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number of either sign; small ones are short. */
  signed(value: number): void {
    this.varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  float64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** A text met before is written as its number. */
  text(value: string): void {
    const known = this.#texts.get(value);
    this.varint(known ?? this.#texts.size);
    if (known !== undefined) return;
    this.#texts.set(value, this.#texts.size);
    this.bytes(encoder.encode(value));
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Everything written so far, in memory of its own. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes);
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }
}
