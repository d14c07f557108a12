import { createSink, type Metric, RAW_VALUES, type Sink, trendStat } from '@squall/core';
import type { SentSeries } from '../delivery/series-table.ts';
import { NativeHistogram } from './native-histogram.ts';
import { encodeLabels, type WriteRequest } from './write-request.ts';

/** How a series of the run appears in Prometheus: as one time series or, for a trend, as one for each statistic. */
export interface ExposedMetric {
  /** Hot path. */
  add(value: number, timeMs: number): void;
  /** Adds the values of this moment. */
  write(request: WriteRequest, timeMs: number): void;
  writeStaleMarkers(request: WriteRequest, timeMs: number): void;
}

export interface ExposureOptions {
  readonly trendStats: readonly string[];
  readonly nativeHistograms: boolean;
}

export function exposeSeries(series: SentSeries, options: ExposureOptions): ExposedMetric {
  if (series.metric.type === 'trend' && options.nativeHistograms) return new ExposedHistogram(series);
  return new ExposedValues(series, options.trendStats);
}

interface ExposedValue {
  readonly labels: Uint8Array;
  readonly read: (sink: Sink) => number;
}

class ExposedValues implements ExposedMetric {
  readonly #sink: Sink;
  readonly #values: readonly ExposedValue[];

  constructor(series: SentSeries, trendStats: readonly string[]) {
    this.#sink = createSink(series.metric.type, { rawValues: RAW_VALUES.series });
    this.#values = valuesOf(series.metric, trendStats).map(([suffix, read]) => ({
      labels: labelsOf(series, suffix),
      read,
    }));
  }

  add(value: number, timeMs: number): void {
    this.#sink.add(value, timeMs);
  }

  write(request: WriteRequest, timeMs: number): void {
    for (const { labels, read } of this.#values) request.addValue(labels, read(this.#sink), timeMs);
  }

  writeStaleMarkers(request: WriteRequest, timeMs: number): void {
    for (const { labels } of this.#values) request.addStaleMarker(labels, timeMs);
  }
}

class ExposedHistogram implements ExposedMetric {
  readonly #histogram = new NativeHistogram();
  readonly #labels: Uint8Array;
  readonly #scale: number;

  constructor(series: SentSeries) {
    this.#labels = labelsOf(series, UNIT_SUFFIXES[series.metric.contains]);
    this.#scale = scaleOf(series.metric);
  }

  add(value: number): void {
    this.#histogram.add(value * this.#scale);
  }

  write(request: WriteRequest, timeMs: number): void {
    request.addHistogram(this.#labels, this.#histogram, timeMs);
  }

  writeStaleMarkers(request: WriteRequest, timeMs: number): void {
    request.addStaleMarker(this.#labels, timeMs);
  }
}

const UNIT_SUFFIXES = { default: '', time: '_seconds', data: '_bytes' } as const;

/** Prometheus wants seconds. */
function scaleOf({ contains }: Metric): number {
  return contains === 'time' ? 1e-3 : 1;
}

type NamedValue = readonly [suffix: string, read: (sink: Sink) => number];

function valuesOf(metric: Metric, trendStats: readonly string[]): readonly NamedValue[] {
  switch (metric.type) {
    case 'counter':
      return [['_total', (sink) => (sink.type === 'counter' ? sink.sum : 0)]];
    case 'gauge':
      return [['', (sink) => (sink.type === 'gauge' ? sink.value : 0)]];
    case 'rate':
      return [['_rate', (sink) => (sink.type === 'rate' ? sink.rate : 0)]];
    case 'trend':
      return trendStats.map((stat) => [suffixOf(stat), (sink) => statOf(sink, stat, scaleOf(metric))]);
  }
}

/** `p(99.9)` becomes `_p999`. */
function suffixOf(stat: string): string {
  return `_${stat.replace(/[().]/g, '')}`;
}

function statOf(sink: Sink, stat: string, scale: number): number {
  if (sink.type !== 'trend') return 0;
  if (stat === 'count') return sink.count;
  return (stat === 'sum' ? sink.sum : trendStat(sink, stat)) * scale;
}

/** Sorted by name, as the protocol demands. */
function labelsOf({ metric, tags }: SentSeries, suffix: string): Uint8Array {
  const name = ['__name__', `k6_${metric.name}${suffix}`] as const;
  const others = tags.filter(([key]) => key !== '__name__');
  return encodeLabels([name, ...others].sort(([a], [b]) => (a < b ? -1 : 1)));
}
