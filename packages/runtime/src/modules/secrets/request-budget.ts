/** Lets so many requests through at once and then so many a minute. */
export class RequestBudget {
  readonly #intervalMs: number;
  readonly #burstMs: number;
  /** When the budget would be full again. */
  #fullMs = 0;

  constructor(perMinute: number, burst: number) {
    this.#intervalMs = 60_000 / perMinute;
    this.#burstMs = (burst - 1) * this.#intervalMs;
  }

  /** Takes the next free slot and returns how many ms to wait for it. */
  reserve(nowMs: number): number {
    const waitMs = Math.max(0, this.#fullMs - this.#burstMs - nowMs);
    this.#fullMs = Math.max(this.#fullMs, nowMs) + this.#intervalMs;
    return waitMs;
  }
}
