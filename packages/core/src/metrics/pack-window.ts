import type { CounterSink } from './sinks/counter.ts';
import type { GaugeSink } from './sinks/gauge.ts';
import type { RateSink } from './sinks/rate.ts';
import type { Sink } from './sinks/sink.ts';
import type { TrendDelta, TrendSink } from './sinks/trend.ts';
import type {
  CounterColumns,
  GaugeColumns,
  MetricWindow,
  RateColumns,
  SeriesDefinitions,
  TrendColumns,
} from './window.ts';

/** What one series measured in a window. */
interface SeriesDelta<S> {
  readonly id: number;
  readonly sink: S;
}

/** A series and its sink of the window, if it got samples. */
export interface TouchedSeries {
  readonly id: number;
  readonly window: Sink | undefined;
}

export function packWindow(
  sequence: number,
  definitions: SeriesDefinitions,
  touched: readonly TouchedSeries[],
): MetricWindow {
  return {
    sequence,
    definitions,
    counters: packCounters(deltasOf(touched, 'counter')),
    gauges: packGauges(deltasOf(touched, 'gauge')),
    rates: packRates(deltasOf(touched, 'rate')),
    trends: packTrends(deltasOf(touched, 'trend')),
  };
}

function deltasOf<T extends Sink['type']>(
  touched: readonly TouchedSeries[],
  type: T,
): SeriesDelta<Extract<Sink, { type: T }>>[] {
  const deltas: SeriesDelta<Extract<Sink, { type: T }>>[] = [];
  for (const { id, window } of touched) {
    if (window?.type === type) deltas.push({ id, sink: window as Extract<Sink, { type: T }> });
  }
  return deltas;
}

function packCounters(deltas: readonly SeriesDelta<CounterSink>[]): CounterColumns {
  return { series: ids(deltas), sums: column(deltas, (sink) => sink.sum) };
}

function packGauges(deltas: readonly SeriesDelta<GaugeSink>[]): GaugeColumns {
  return {
    series: ids(deltas),
    values: column(deltas, (sink) => sink.value),
    timesMs: column(deltas, (sink) => sink.timeMs),
    mins: column(deltas, (sink) => sink.min),
    maxs: column(deltas, (sink) => sink.max),
  };
}

function packRates(deltas: readonly SeriesDelta<RateSink>[]): RateColumns {
  return {
    series: ids(deltas),
    trues: column(deltas, (sink) => sink.trues),
    totals: column(deltas, (sink) => sink.total),
  };
}

function packTrends(deltas: readonly SeriesDelta<TrendSink>[]): TrendColumns {
  const trends = deltas.map(({ sink }) => sink.delta());
  const valueEnds = ends(trends.map((trend) => trend.values.length));
  const bucketEnds = ends(trends.map((trend) => trend.bucketKeys.length));
  const values = new Float64Array(valueEnds.at(-1) ?? 0);
  const bucketKeys = new Int32Array(bucketEnds.at(-1) ?? 0);
  const bucketCounts = new Float64Array(bucketKeys.length);
  trends.forEach((trend, i) => {
    values.set(trend.values, valueEnds[i - 1] ?? 0);
    bucketKeys.set(trend.bucketKeys, bucketEnds[i - 1] ?? 0);
    bucketCounts.set(trend.bucketCounts, bucketEnds[i - 1] ?? 0);
  });
  return {
    series: ids(deltas),
    counts: column(deltas, (sink) => sink.count),
    sums: column(deltas, (sink) => sink.sum),
    mins: column(deltas, (sink) => sink.min),
    maxs: column(deltas, (sink) => sink.max),
    valueEnds,
    values,
    bucketEnds,
    bucketKeys,
    bucketCounts,
  };
}

/** Row i of the columns, sharing their memory. */
export function unpackTrend(columns: TrendColumns, i: number): TrendDelta {
  const valuesFrom = columns.valueEnds[i - 1] ?? 0;
  const bucketsFrom = columns.bucketEnds[i - 1] ?? 0;
  const bucketsTo = columns.bucketEnds[i];
  return {
    count: columns.counts[i] ?? 0,
    sum: columns.sums[i] ?? 0,
    min: columns.mins[i] ?? 0,
    max: columns.maxs[i] ?? 0,
    values: columns.values.subarray(valuesFrom, columns.valueEnds[i]),
    bucketKeys: columns.bucketKeys.subarray(bucketsFrom, bucketsTo),
    bucketCounts: columns.bucketCounts.subarray(bucketsFrom, bucketsTo),
  };
}

function ids(deltas: readonly SeriesDelta<unknown>[]): Uint32Array {
  return Uint32Array.from(deltas, (delta) => delta.id);
}

function column<S>(deltas: readonly SeriesDelta<S>[], pick: (sink: S) => number): Float64Array {
  return Float64Array.from(deltas, (delta) => pick(delta.sink));
}

/** Running totals: where each row's part of a shared column ends. */
function ends(lengths: readonly number[]): Uint32Array {
  let end = 0;
  return Uint32Array.from(lengths, (length) => {
    end += length;
    return end;
  });
}
