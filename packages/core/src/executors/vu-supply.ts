import type { Logger } from '../log/logger.ts';
import type { Clock, Timer } from '../time/clock.ts';
import { formatDuration } from '../time/format-duration.ts';
import type { PooledVU, VUPool } from './executor.ts';

const PATIENCE_MS = 400;
const ATTEMPTS = 5;

interface Waiter {
  readonly onTaken: (vu: PooledVU) => void;
  timer: Timer;
}

/** The pool of a thread, for executors that can wait until another scenario gives a VU back. */
export class VUSupply {
  readonly #pool: VUPool;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #waiters = new Set<Waiter>();

  constructor(pool: VUPool, clock: Clock, log: Logger) {
    this.#pool = pool;
    this.#clock = clock;
    this.#log = log;
  }

  /**
   * Takes a planned VU, at once if one is idle. Returns how to stop waiting. When none came in two seconds,
   * which the plan should make impossible, `onFailed` gets the error.
   */
  take(onTaken: (vu: PooledVU) => void, onFailed: (error: Error) => void): () => void {
    const vu = this.#pool.take();
    if (vu !== undefined) {
      onTaken(vu);
      return () => {};
    }
    const waiter: Waiter = { onTaken, timer: this.#warnLater(1, () => waiter, onFailed) };
    this.#waiters.add(waiter);
    return () => this.#forget(waiter);
  }

  giveBack(vu: PooledVU): void {
    this.#pool.giveBack(vu);
    this.#serveWaiters();
  }

  initUnplanned(onReady: (vu: PooledVU | undefined) => void): void {
    this.#pool.initUnplanned(onReady);
  }

  /** Initialises VUs beyond all that were planned; calls back once they are in the pool, as far as they came to be. */
  addVUs(count: number, onDone: () => void): void {
    this.#pool.allowMore(count);
    let left = count;
    if (left === 0) onDone();
    for (let i = 0; i < count; i++) {
      this.#pool.initUnplanned((vu) => {
        if (vu !== undefined) this.giveBack(vu);
        if (--left === 0) onDone();
      });
    }
  }

  #serveWaiters(): void {
    for (const waiter of this.#waiters) {
      const vu = this.#pool.take();
      if (vu === undefined) return;
      this.#forget(waiter);
      waiter.onTaken(vu);
    }
  }

  #forget(waiter: Waiter): void {
    waiter.timer.cancel();
    this.#waiters.delete(waiter);
  }

  #warnLater(attempt: number, waiter: () => Waiter, onFailed: (error: Error) => void): Timer {
    return this.#clock.at(this.#clock.now() + PATIENCE_MS, () => {
      const waited = formatDuration(attempt * PATIENCE_MS);
      this.#log.log('warning', `Could not get a VU from the buffer for ${waited}`);
      if (attempt < ATTEMPTS) {
        waiter().timer = this.#warnLater(attempt + 1, waiter, onFailed);
        return;
      }
      this.#waiters.delete(waiter());
      onFailed(new Error(`could not get a VU from the buffer in ${waited}`));
    });
  }
}
