const LARGEST_FIRST_GRAB = 1024 * 1024;
const SMALLEST_GRAB = 4096;

/** Collects a body that comes in pieces; grows with the bytes that came, not with the length a server announced. */
export class BodyBuffer {
  readonly #announced: number;
  #bytes: Buffer;
  #length = 0;

  /** `announced` is the Content-Length, or 0 when unknown. */
  constructor(announced: number) {
    this.#announced = announced;
    this.#bytes = Buffer.allocUnsafeSlow(Math.min(Math.max(announced, SMALLEST_GRAB), LARGEST_FIRST_GRAB));
  }

  append(source: Buffer, from: number, to: number): void {
    const length = this.#length + to - from;
    if (length > this.#bytes.length) this.#grow(length);
    source.copy(this.#bytes, this.#length, from, to);
    this.#length = length;
  }

  toBuffer(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(needed: number): void {
    const doubled = this.#bytes.length * 2;
    const capped = this.#announced > needed ? Math.min(doubled, this.#announced) : doubled;
    const grown = Buffer.allocUnsafeSlow(Math.max(capped, needed));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
