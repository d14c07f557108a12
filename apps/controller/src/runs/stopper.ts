import type { RunStopper } from '@squall/coordinator';
import type { AbortReason } from '@squall/core';

/** Collects the wishes to stop a run; the first one wins. */
export class Stopper implements RunStopper {
  readonly #controller = new AbortController();
  #reason: AbortReason | undefined;
  #byUser: string | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): AbortReason | undefined {
    return this.#reason;
  }

  /** Whose wish it was, when it was somebody's. */
  get byUser(): string | undefined {
    return this.#byUser;
  }

  request(reason: AbortReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller.abort();
  }

  stopFor(user: string): void {
    if (this.#reason !== undefined) return;
    this.#byUser = user;
    this.request({ kind: 'api' });
  }
}
