import { type Clock, type Timer, UserError } from '@squall/core';
import type { SharedState } from '@squall/runtime';
import type { ThreadHandle } from './thread-handle.ts';

const CHECK_EVERY_MS = 250;

/** A script may keep its thread busy this long without ever yielding. */
export const PATIENCE_MS = 60_000;
/** The same once it was told to stop. */
export const SHORT_PATIENCE_MS = 5_000;

/** The threads to watch, and where their heartbeats are. */
export interface WatchedThreads {
  readonly threads: readonly Pick<ThreadHandle, 'failure' | 'terminate'>[];
  readonly shared: SharedState;
}

/**
 * Notices threads that a script keeps from ever yielding (`while (true) {}`): their heartbeat stands still.
 * Nothing inside such a thread can stop it, so it is terminated, and whoever waits for its answer gets the error;
 * what it measured before is kept.
 */
export class Watchdog {
  readonly #watched: WatchedThreads;
  readonly #clock: Clock;
  readonly #onDisposed: () => void;
  #patienceMs = PATIENCE_MS;
  #timer: Timer | undefined;

  constructor(watched: WatchedThreads, clock: Clock, onDisposed: () => void = () => {}) {
    this.#watched = watched;
    this.#clock = clock;
    this.#onDisposed = onDisposed;
    this.#schedule();
  }

  /** From now on threads may be silent this long. */
  allow(patienceMs: number): void {
    this.#patienceMs = patienceMs;
  }

  [Symbol.dispose](): void {
    this.#timer?.cancel();
    this.#onDisposed();
  }

  #schedule(): void {
    this.#timer = this.#clock.at(this.#clock.now() + CHECK_EVERY_MS, () => {
      this.#check();
      this.#schedule();
    });
  }

  #check(): void {
    const { threads, shared } = this.#watched;
    threads.forEach((thread, index) => {
      const silentMs = this.#clock.now() - shared.of(index, 'heartbeat');
      if (silentMs >= this.#patienceMs && thread.failure === undefined)
        void thread.terminate(hangError(silentMs));
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
