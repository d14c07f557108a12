const SHORTEST_MS = 100;
const LONGEST_MS = 10_000;

/** A coordinator that loses an agent waits for it a while: whoever comes back later than that is given up. */
const AWAITED_MS = 15_000;
const LONGEST_WHILE_AWAITED_MS = 1_000;

/**
 * How long to wait before the next attempt to connect: anything from 100 ms to a limit that doubles each time, up to
 * 1 s at first and 10 s later. At random, so that agents that lost their coordinator together do not come back together.
 */
export class BackOff {
  readonly #random: () => number;
  #attempts = 0;

  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  nextMs(awayMs: number): number {
    const longestMs = awayMs < AWAITED_MS ? LONGEST_WHILE_AWAITED_MS : LONGEST_MS;
    const limitMs = Math.min(longestMs, SHORTEST_MS * 2 ** ++this.#attempts);
    return SHORTEST_MS + this.#random() * (limitMs - SHORTEST_MS);
  }

  reset(): void {
    this.#attempts = 0;
  }
}
