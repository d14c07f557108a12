/** What the server may still send on a stream or on the connection. */
export class ReceiveWindow {
  readonly #full: number;
  #left: number;

  constructor(bytes: number) {
    this.#full = bytes;
    this.#left = bytes;
  }

  /** Hot path. False when the server sent more than it was allowed. */
  take(bytes: number): boolean {
    this.#left -= bytes;
    return this.#left >= 0;
  }

  /** Hot path. What to give back to the server: nothing before half of it is used up. */
  refill(): number {
    const used = this.#full - this.#left;
    if (used < this.#full / 2) return 0;
    this.#left = this.#full;
    return used;
  }
}
