import { RAW_VALUES } from './limits.ts';
import type { Metric } from './metric.ts';
import { submetricName } from './metric-selector.ts';
import type { Series, TagSet } from './recording.ts';
import type { RateSink } from './sinks/rate.ts';
import { createSink, type Sink } from './sinks/sink.ts';

/** A metric or sub-metric over the whole run. */
export interface MetricState {
  /** With the selector in braces for a sub-metric. */
  readonly name: string;
  /** Of a sub-metric: its parent's. */
  readonly metric: Metric;
  readonly sink: Sink;
  readonly submetric:
    | { readonly selector: string; readonly tags: Readonly<Record<string, string>> }
    | undefined;
  readonly submetrics: readonly MetricState[];
}

/** The part of a metric that belongs to one scenario and group; undefined where samples had no such tag. */
export interface MetricSlice {
  readonly metric: Metric;
  readonly scenario: string | undefined;
  readonly group: string | undefined;
  readonly sink: Sink;
}

/** A check in one group, over all scenarios or in one of them. */
export interface CheckState {
  readonly name: string;
  /** Path of its group: `''` or `::a::b`. */
  readonly group: string;
  /** `trues` are the passes. */
  readonly sink: RateSink;
}

export interface CheckSlice extends CheckState {
  readonly scenario: string | undefined;
}

/** A time series over the whole run. */
export interface SeriesState extends Series {
  /** Its own values, unless the run keeps none for single series. */
  readonly sink: Sink | undefined;
}

/** Every sink a sample of the series adds to. */
export interface RunSeries extends SeriesState {
  readonly targets: Sink[];
}

export interface MutableMetricState extends MetricState {
  readonly submetrics: MutableMetricState[];
}

export function newMetricState(metric: Metric): MutableMetricState {
  return { name: metric.name, metric, sink: newTotal(metric), submetric: undefined, submetrics: [] };
}

export function newSubmetricState(
  metric: Metric,
  selector: string,
  tags: Readonly<Record<string, string>>,
): MutableMetricState {
  const name = submetricName(metric.name, selector);
  return { name, metric, sink: newTotal(metric), submetric: { selector, tags }, submetrics: [] };
}

export function newTotal(metric: Metric): Sink {
  return createSink(metric.type, { rawValues: RAW_VALUES.total });
}

/** Whether a sub-metric receives samples with these tags. */
export function matches(state: MetricState, tags: TagSet): boolean {
  return Object.entries(state.submetric?.tags ?? {}).every(([key, value]) => tags.get(key) === value);
}
