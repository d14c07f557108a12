import type { Clock, Timer } from '@squall/core';

/** For how many beats a lag is remembered. */
const REMEMBERED_BEATS = 20;

/** Calls back again and again. Beats that were missed, because the process stood still, are not made up for. */
export class Pulse implements Disposable {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #onBeat: () => void;
  readonly #lags: number[] = [];
  #timer: Timer | undefined;
  #isOver = false;

  constructor(clock: Clock, everyMs: number, onBeat: () => void) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#onBeat = onBeat;
    this.#schedule();
  }

  /** Longest a beat was late, of the latest ones. */
  get maxLagMs(): number {
    return Math.max(0, ...this.#lags);
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  #schedule(): void {
    const dueMs = this.#clock.now() + this.#everyMs;
    this.#timer = this.#clock.at(dueMs, () => {
      this.#lags.push(this.#clock.now() - dueMs);
      if (this.#lags.length > REMEMBERED_BEATS) this.#lags.shift();
      this.#onBeat();
      if (!this.#isOver) this.#schedule();
    });
  }
}
