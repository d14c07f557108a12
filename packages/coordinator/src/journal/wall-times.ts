import type { Clock } from '@squall/core';

/** Between the clock of this process and the one that all of them share. */
export class WallTimes {
  readonly #offsetMs: number;

  constructor(clock: Clock) {
    this.#offsetMs = clock.wallMs() - clock.now();
  }

  toWall(ms: number | undefined): number | undefined {
    return ms === undefined ? undefined : ms + this.#offsetMs;
  }

  fromWall(ms: number | undefined): number | undefined {
    return ms === undefined ? undefined : ms - this.#offsetMs;
  }
}
