import { type Clock, type Timer, UserError } from '@squall/core';
import type { ThreadFleet } from './thread-fleet.ts';

const CHECK_EVERY_MS = 250;

export interface WatchdogLimits {
  /** A script may keep its thread busy this long without ever yielding. */
  readonly whileRunningMs: number;
  /** The same once the run was told to stop. */
  readonly whileStoppingMs: number;
}

/**
 * Notices threads that a script keeps from ever yielding (`while (true) {}`): their heartbeat stands still.
 * Nothing inside such a thread can stop it, so it is terminated; what it measured before is kept.
 */
export class Watchdog {
  readonly #fleet: ThreadFleet;
  readonly #clock: Clock;
  readonly #limits: WatchdogLimits;
  readonly #onHang: (error: Error) => void;
  #timer: Timer | undefined;
  #stopping = false;

  constructor(fleet: ThreadFleet, clock: Clock, limits: WatchdogLimits, onHang: (error: Error) => void) {
    this.#fleet = fleet;
    this.#clock = clock;
    this.#limits = limits;
    this.#onHang = onHang;
    this.#schedule();
  }

  /** From now on threads must answer soon. */
  expectStop(): void {
    this.#stopping = true;
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
  }

  #schedule(): void {
    this.#timer = this.#clock.at(this.#clock.now() + CHECK_EVERY_MS, () => {
      this.#check();
      this.#schedule();
    });
  }

  #check(): void {
    const limitMs = this.#stopping ? this.#limits.whileStoppingMs : this.#limits.whileRunningMs;
    this.#fleet.threads.forEach((thread, index) => {
      const silentMs = this.#clock.now() - this.#fleet.shared.of(index, 'heartbeat');
      if (silentMs < limitMs || thread.failure !== undefined) return;
      const error = hangError(silentMs);
      this.#onHang(error);
      void thread.terminate(error);
    });
  }
}

function hangError(silentMs: number): Error {
  const seconds = (silentMs / 1000).toFixed(0);
  return new UserError(
    'SCRIPT_HANGS',
    `the script kept its thread busy for ${seconds} s without a pause and was stopped`,
    {
      hint: 'look for an endless loop; a loop that waits must sleep() or make a request',
    },
  );
}
