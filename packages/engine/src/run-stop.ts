/** Why a run ended early. */
export type AbortReason =
  | { readonly kind: 'signal'; readonly signal: 'interrupt' | 'terminated' }
  | { readonly kind: 'thresholds'; readonly metrics: readonly string[] }
  /** `exec.test.abort()`. */
  | { readonly kind: 'script'; readonly message: string }
  | { readonly kind: 'api' }
  /** A failing setup, a crashed thread, a hanging script. */
  | { readonly kind: 'failure'; readonly error: Error };

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
