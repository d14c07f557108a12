import { setTimeout as delay } from 'node:timers/promises';
import { mayRetry } from './delivery-error.ts';

export interface PeriodicPushOptions {
  readonly intervalMs: number;
  /** Sends the totals of this moment; rejects when they did not arrive. */
  push(signal: AbortSignal): Promise<void>;
  /** Told of every push that failed. */
  onFailure(error: Error): void;
  /** Told once, when a push takes longer than the interval. */
  onSlow(): void;
}

/** How long the end of a run tries to bring the last totals to a receiver that takes none. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 1_000;

/**
 * Sends totals at every interval, one push at a time. A push that fails or is still on its way loses nothing: the
 * totals of the next one contain it, there is just one point less.
 */
export class PeriodicPush {
  readonly #options: PeriodicPushOptions;
  readonly #giveUp = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #pushing: Promise<void> | undefined;
  #isSlow = false;

  constructor(options: PeriodicPushOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), this.#options.intervalMs);
  }

  /** Sends the last totals; resolves to what kept them from arriving. */
  async finish(patienceMs = PATIENCE_MS): Promise<Error | undefined> {
    clearInterval(this.#timer);
    const { signal } = this.#giveUp;
    const patience = setTimeout(() => this.#giveUp.abort(), patienceMs);
    await this.#pushing;
    let failure = await this.#attempt();
    while (failure !== undefined && mayRetry(failure) && !signal.aborted) {
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) failure = await this.#attempt();
    }
    clearTimeout(patience);
    return failure;
  }

  #tick(): void {
    if (this.#pushing === undefined) {
      this.#pushing = this.#attempt().then(() => {
        this.#pushing = undefined;
      });
      return;
    }
    if (!this.#isSlow) this.#options.onSlow();
    this.#isSlow = true;
  }

  async #attempt(): Promise<Error | undefined> {
    try {
      await this.#options.push(this.#giveUp.signal);
      return undefined;
    } catch (error) {
      this.#options.onFailure(error as Error);
      return error as Error;
    }
  }
}
