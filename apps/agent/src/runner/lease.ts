import type { Clock, Timer } from '@squall/core';

/** The right to generate load, until a time that whoever gave it moves on. */
export class Lease implements Disposable {
  readonly #clock: Clock;
  readonly #onEnd: () => void;
  #timer: Timer | undefined;

  constructor(clock: Clock, untilMs: number, onEnd: () => void) {
    this.#clock = clock;
    this.#onEnd = onEnd;
    this.renew(untilMs);
  }

  renew(untilMs: number): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.at(untilMs, this.#onEnd);
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }
}
