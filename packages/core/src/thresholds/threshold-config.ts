/** One threshold as configured; its expression may still turn out to be malformed. */
export interface ThresholdConfig {
  /** As written, for example `p(95)<500`. */
  readonly threshold: string;
  readonly abortOnFail: boolean;
  /** How long a failing threshold does not yet abort the run. */
  readonly delayAbortEvalMs: number | null;
}

/** The `thresholds` option: by metric name or `name{tag:value}`, in the order written. */
export type ThresholdConfigs = Readonly<Record<string, readonly ThresholdConfig[]>>;
