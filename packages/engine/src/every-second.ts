import type { Clock, Timer } from '@squall/core';

/** Calls back every second with the time: when `vus` and `vus_max` are sampled. */
export class EverySecond {
  #timer: Timer | undefined;

  constructor(clock: Clock, callback: (wallMs: number) => void) {
    const schedule = (dueMs: number) => {
      this.#timer = clock.at(dueMs, () => {
        schedule(dueMs + 1000);
        callback(clock.wallMs());
      });
    };
    schedule(clock.now() + 1000);
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }
}
