import type { Clock, Timer } from '@squall/core';

/** Runs a task again and again, the pause counted from one start to the next; never two at a time. */
export class Recurring {
  readonly #clock: Clock;
  readonly #everyMs: number;
  readonly #task: () => Promise<void>;
  #timer: Timer | undefined;
  #disposed = false;

  constructor(clock: Clock, everyMs: number, task: () => Promise<void>) {
    this.#clock = clock;
    this.#everyMs = everyMs;
    this.#task = task;
    this.#schedule(clock.now() + everyMs);
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    this.#timer?.cancel();
  }

  #schedule(dueMs: number): void {
    this.#timer = this.#clock.at(dueMs, () => {
      void this.#task().finally(() => {
        if (!this.#disposed) this.#schedule(Math.max(dueMs + this.#everyMs, this.#clock.now()));
      });
    });
  }
}
