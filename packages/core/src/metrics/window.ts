import type { MetricType, ValueType } from './metric.ts';
import type { SampleMetadata, Series } from './recording.ts';

/** A metric as one source (a thread, an agent) knows it; `id` is that source's own, dense from 0. */
export interface MetricDefinition {
  readonly id: number;
  readonly name: string;
  readonly type: MetricType;
  readonly contains: ValueType;
}

/** A series as one source knows it; `id` is that source's own, dense from 0. */
export interface SeriesDefinition {
  readonly id: number;
  readonly metricId: number;
  /** Sorted by key. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Sent once by each source, together with or ahead of the first data that refers to them. */
export interface SeriesDefinitions {
  readonly metrics: readonly MetricDefinition[];
  /** In the order of their first samples. */
  readonly series: readonly SeriesDefinition[];
}

export interface CounterColumns {
  readonly series: Uint32Array;
  readonly sums: Float64Array;
}

export interface GaugeColumns {
  readonly series: Uint32Array;
  readonly values: Float64Array;
  readonly timesMs: Float64Array;
  readonly mins: Float64Array;
  readonly maxs: Float64Array;
}

export interface RateColumns {
  readonly series: Uint32Array;
  readonly trues: Float64Array;
  readonly totals: Float64Array;
}

/** Row i has the values `values[valueEnds[i-1]..valueEnds[i]]`, or as many buckets when it has no values. */
export interface TrendColumns {
  readonly series: Uint32Array;
  readonly counts: Float64Array;
  readonly sums: Float64Array;
  readonly mins: Float64Array;
  readonly maxs: Float64Array;
  readonly valueEnds: Uint32Array;
  readonly values: Float64Array;
  readonly bucketEnds: Uint32Array;
  /** Keys of `sinks/buckets.ts`. */
  readonly bucketKeys: Int32Array;
  readonly bucketCounts: Float64Array;
}

/**
 * What one source measured since its window before: only the series that got samples, as plain columns that can
 * be cloned, transferred or encoded.
 */
export interface MetricWindow {
  /** Counts the windows of its source from 0. */
  readonly sequence: number;
  readonly definitions: SeriesDefinitions;
  readonly counters: CounterColumns;
  readonly gauges: GaugeColumns;
  readonly rates: RateColumns;
  readonly trends: TrendColumns;
}

/** Raw samples of one source, in the order they were added. */
export interface SampleBatch {
  readonly definitions: SeriesDefinitions;
  readonly seriesIds: Uint32Array;
  readonly values: Float64Array;
  /** Epoch milliseconds with fractions. */
  readonly timesMs: Float64Array;
  /** For each sample 0 for none, otherwise 1 + its index in `metadata`; absent when no sample has any. */
  readonly metadataIds?: Uint32Array;
  readonly metadata: readonly SampleMetadata[];
}

/** A batch whose ids can be looked up: sample i belongs to `series[seriesIds[i]]`. */
export interface ResolvedSamples extends Omit<SampleBatch, 'definitions'> {
  /** Grows while the source sends more; an index never changes its meaning. `Series.id` is dense over the run. */
  readonly series: readonly Series[];
}
