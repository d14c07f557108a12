/** A fair choice of bounded size from values of any number: each is kept with the same probability. */
export class Reservoir {
  readonly #limit: number;
  readonly #random: () => number;
  #values: number[] = [];
  #count = 0;

  constructor(limit: number, random: () => number = Math.random) {
    this.#limit = limit;
    this.#random = random;
  }

  /** Hot path. */
  add(value: number): void {
    const at = this.#count++;
    if (at < this.#limit) {
      this.#values.push(value);
      return;
    }
    const replaced = Math.floor(this.#random() * this.#count);
    if (replaced < this.#limit) this.#values[replaced] = value;
  }

  /** The choice, the share of all values that it is, and an empty reservoir. */
  take(): { readonly values: readonly number[]; readonly share: number } {
    const values = this.#values;
    const share = this.#count === 0 ? 1 : values.length / this.#count;
    this.#values = [];
    this.#count = 0;
    return { values, share };
  }
}
