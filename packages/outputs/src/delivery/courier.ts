import { setTimeout as delay } from 'node:timers/promises';
import { mayRetry } from './delivery-error.ts';

export interface CourierOptions<T> {
  /** How many messages may be on their way at once. */
  readonly concurrency: number;
  /** The next message; undefined when there is none. */
  take(): T | undefined;
  /** Rejects when the message did not arrive; `mayRetry()` says whether to try again. */
  send(message: T, signal: AbortSignal): Promise<void>;
  /** Told of every failed attempt. */
  onFailure(error: Error): void;
  /** Told of every message that will not be tried again. */
  onLost(message: T, error: Error): void;
}

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 10_000;
const LAST_PAUSES_MS = 500;

/** How long the end of a run waits for a receiver that takes nothing. */
const PATIENCE_MS = 5_000;

/** Carries messages one after the other, some at a time, and does not give up before the end of the run. */
export class Courier<T> {
  readonly #options: CourierOptions<T>;
  readonly #giveUp = new AbortController();
  /** The run is over: whatever waits to try again does so now. */
  readonly #hurry = new AbortController();
  readonly #workers = new Set<Promise<void>>();
  #patience: NodeJS.Timeout | undefined;
  #lastError = new Error('nothing was tried');

  constructor(options: CourierOptions<T>) {
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#workers.size > 0;
  }

  /** Starts on what is there to take. */
  wake(): void {
    while (this.#workers.size < this.#options.concurrency) {
      const message = this.#options.take();
      if (message === undefined) return;
      const worker = this.#work(message).finally(() => this.#workers.delete(worker));
      this.#workers.add(worker);
    }
  }

  /** Resolves when everything has arrived, or nothing more has for some seconds; what was not taken stays so. */
  async finish(patienceMs = PATIENCE_MS): Promise<void> {
    this.#patience = setTimeout(() => this.#giveUp.abort(), patienceMs);
    this.#hurry.abort();
    this.wake();
    while (this.#workers.size > 0) await Promise.all(this.#workers);
    clearTimeout(this.#patience);
  }

  async #work(first: T): Promise<void> {
    let message: T | undefined = first;
    while (message !== undefined) {
      await this.#carry(message);
      message = this.#giveUp.signal.aborted ? undefined : this.#options.take();
    }
  }

  async #carry(message: T): Promise<void> {
    const { signal } = this.#giveUp;
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        await this.#options.send(message, signal);
        this.#patience?.refresh();
        return;
      } catch (error) {
        if (signal.aborted) break;
        this.#lastError = error as Error;
        this.#options.onFailure(this.#lastError);
        if (!mayRetry(error)) break;
        await this.#pause(attempt);
      }
    }
    this.#options.onLost(message, this.#lastError);
  }

  async #pause(attempt: number): Promise<void> {
    const isLast = this.#hurry.signal.aborted;
    const pauseMs = isLast ? LAST_PAUSES_MS : Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
    const { signal } = isLast ? this.#giveUp : this.#hurry;
    // Only the end of the run, or giving up, cuts it short.
    await delay(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
