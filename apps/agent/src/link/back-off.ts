const SHORTEST_MS = 100;
const LONGEST_MS = 10_000;

/**
 * How long to wait before the next attempt to connect: anything from 100 ms to a limit that doubles each time, up to
 * 10 s. At random, so that agents that lost their coordinator together do not come back together.
 */
export class BackOff {
  readonly #random: () => number;
  #attempts = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  nextMs(): number {
    const limitMs = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** ++this.#attempts);
    return SHORTEST_MS + this.#random() * (limitMs - SHORTEST_MS);
  }

  reset(): void {
    this.#attempts = 0;
  }
}
