import type { Metric } from './metric.ts';
import type { ResolvedSamples } from './window.ts';

/** A sub-metric as outputs show it: `http_reqs{status:200}` has the selector `status:200`. */
export interface SubmetricDefinition {
  readonly name: string;
  readonly selector: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** One configured threshold as outputs show it: k6's JSON form of it. */
export type ThresholdNote =
  | string
  | { readonly threshold: string; readonly abortOnFail: boolean; readonly delayAbortEval: string | null };

/** What outputs may know of the run beyond its samples. */
export interface OutputRun {
  /** Thresholds configured for exactly that metric name. */
  thresholdsOf(metric: Metric): readonly ThresholdNote[];
  submetricsOf(metric: Metric): readonly SubmetricDefinition[];
}

/** A destination for raw samples (`--out`). */
export interface Output {
  /** How the run header names it, for example `json (samples.json)`. */
  readonly description: string;
  /** Opens the destination; rejects with a `UserError` when that is impossible. */
  start(run: OutputRun): Promise<void>;
  /**
   * Takes samples. A returned promise means that the destination is behind: the caller gives no more
   * before it has settled.
   */
  receive(batches: readonly ResolvedSamples[]): void | Promise<void>;
  /** Writes what is left and closes. */
  stop(): Promise<void>;
}
