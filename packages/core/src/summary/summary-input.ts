import type { MetricType, ValueType } from '../metrics/metric.ts';

/** What the end-of-test summary is made from: a read-only view of a finished run. */
export interface SummaryInput {
  /** From just before `setup()` to the end of the run. */
  readonly runDurationMs: number;
  /** Observed metrics only (with a sample or a threshold), sub-metrics among them. */
  readonly metrics: readonly SummaryMetric[];
  /** One entry for each check and group path, in the order they were first seen. */
  readonly checks: readonly SummaryCheck[];
  /** `::a`, `::a::b` … in the order they were first seen; ancestors may be missing. */
  readonly groupPaths: readonly string[];
  /** What the full mode shows beyond the totals; undefined when it was not collected. */
  readonly details: SummaryDetails | undefined;
  /** What `setup()` returned; undefined when nothing. */
  readonly setupData: unknown;
}

export interface SummaryMetric {
  /** `http_reqs` or `http_reqs{status:200}`. */
  readonly name: string;
  readonly type: MetricType;
  readonly contains: ValueType;
  /** Set for a sub-metric; the selector is the text between the braces. */
  readonly sub?: { readonly parent: string; readonly selector: string };
  /** In the order they were written. */
  readonly thresholds: readonly SummaryThreshold[];
  /**
   * A value by its k6 name: `count`, `rate`, `value`, `min`, `max`, `avg`, `med`, `passes`, `fails`, `p(95)`.
   * 0 when there were no samples or the metric has no such value.
   */
  stat(name: string): number;
}

export interface SummaryThreshold {
  readonly expression: string;
  readonly ok: boolean;
}

export interface SummaryCheck {
  /** `''` for the root group. */
  readonly groupPath: string;
  readonly name: string;
  readonly passes: number;
  readonly fails: number;
}

/** Metrics by scenario and by group, without sub-metrics. */
export interface SummaryDetails {
  /** Every scenario but `default`: all its samples, those of its groups included. */
  readonly scenarios: readonly ScenarioDetails[];
  /** Samples whose `group` tag is exactly that path, the root group left out, in first-seen order. */
  readonly groups: readonly GroupDetails[];
}

export interface ScenarioDetails {
  readonly name: string;
  readonly metrics: readonly SummaryMetric[];
  readonly checks: readonly SummaryCheck[];
}

export interface GroupDetails {
  /** `undefined` for samples outside of scenarios (groups opened in `setup()` or `teardown()`). */
  readonly scenario: string | undefined;
  readonly path: string;
  readonly metrics: readonly SummaryMetric[];
  readonly checks: readonly SummaryCheck[];
}

export type SummaryMode = 'compact' | 'full' | 'disabled';

/** '' chooses a unit for each value. */
export type SummaryTimeUnit = '' | 's' | 'ms' | 'us';
