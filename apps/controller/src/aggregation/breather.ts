import type { Clock } from '@squall/core';

/** Lets others be answered when long work has taken its slice of time. */
export class Breather {
  readonly #clock: Clock;
  readonly #sliceMs: number;
  #untilMs: number;

  constructor(clock: Clock, sliceMs: number) {
    this.#clock = clock;
    this.#sliceMs = sliceMs;
    this.#untilMs = clock.now() + sliceMs;
  }

  async breathe(): Promise<void> {
    if (this.#clock.now() < this.#untilMs) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.#untilMs = this.#clock.now() + this.#sliceMs;
  }
}
