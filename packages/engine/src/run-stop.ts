import type { AbortReason } from '@squall/core';

/** Collects the wishes to stop a run; the first one wins. */
export class RunStop {
  readonly #controller = new AbortController();
  #reason: AbortReason | undefined;

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get reason(): AbortReason | undefined {
    return this.#reason;
  }

  request(reason: AbortReason): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller.abort();
  }
}
