/** Why a run ended early. */
export type AbortReason =
  | { readonly kind: 'signal'; readonly signal: 'interrupt' | 'terminated' }
  | { readonly kind: 'thresholds'; readonly metrics: readonly string[] }
  /** `exec.test.abort()`. */
  | { readonly kind: 'script'; readonly message: string }
  | { readonly kind: 'api' }
  /** A failing setup, a crashed thread, a hanging script, a lost agent. */
  | { readonly kind: 'failure'; readonly error: Error };
