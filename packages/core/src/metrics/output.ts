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
  /** Ends the run early, with this error. */
  abort(error: Error): void;
}

/** How a run ended, for destinations that pass it on. */
export interface RunOutcome {
  readonly ending: 'finished' | 'user' | 'threshold' | 'script' | 'timeout' | 'system';
  readonly hasFailed: boolean;
  /** By metric and expression, whether it was crossed. */
  readonly thresholds: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
}

/** A destination for raw samples (`--out`). */
export interface Output {
  /** How the run header names it, for example `json (samples.json)`. */
  readonly description: string;
  /** For those whose description depends on who answers: called before the header is shown. */
  open?(): Promise<void>;
  /** Opens the destination; rejects with a `UserError` when that is impossible. */
  start(run: OutputRun): Promise<void>;
  /**
   * Takes samples. A returned promise means that the destination is behind: the caller gives no more
   * before it has settled.
   */
  receive(batches: readonly ResolvedSamples[]): void | Promise<void>;
  /** Writes what is left and closes; without an outcome when the run broke down before it had one. */
  stop(outcome?: RunOutcome): Promise<void>;
}
