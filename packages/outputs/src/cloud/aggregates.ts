import type { MetricType, Series } from '@squall/core';
import { HdrHistogram } from './hdr-histogram.ts';

export interface GaugeTotals {
  last: number;
  /** Of the last value. */
  latestMs: number;
  count: number;
  sum: number;
  min: number;
  max: number;
}

export type Aggregate =
  | { readonly type: 'counter'; sum: number }
  | ({ readonly type: 'gauge' } & GaugeTotals)
  | { readonly type: 'rate'; trues: number; total: number }
  | { readonly type: 'trend'; readonly histogram: HdrHistogram };

/** What the samples of one series come to in one period. */
export interface SeriesPeriod {
  readonly series: Series;
  /** When the period began. */
  readonly timeS: number;
  readonly aggregate: Aggregate;
  samples: number;
}

export function emptyAggregate(type: MetricType): Aggregate {
  switch (type) {
    case 'counter':
      return { type, sum: 0 };
    case 'gauge':
      return {
        type,
        last: 0,
        latestMs: Number.NEGATIVE_INFINITY,
        count: 0,
        sum: 0,
        min: Number.POSITIVE_INFINITY,
        max: Number.NEGATIVE_INFINITY,
      };
    case 'rate':
      return { type, trues: 0, total: 0 };
    case 'trend':
      return { type, histogram: new HdrHistogram() };
  }
}

/** Hot path. */
export function addTo(aggregate: Aggregate, value: number, timeMs: number): void {
  switch (aggregate.type) {
    case 'counter':
      aggregate.sum += value;
      return;
    case 'gauge':
      addToGauge(aggregate, value, timeMs);
      return;
    case 'rate':
      aggregate.total++;
      if (value !== 0) aggregate.trues++;
      return;
    case 'trend':
      aggregate.histogram.add(value);
  }
}

function addToGauge(gauge: GaugeTotals, value: number, timeMs: number): void {
  gauge.count++;
  gauge.sum += value;
  if (value < gauge.min) gauge.min = value;
  if (value > gauge.max) gauge.max = value;
  if (timeMs < gauge.latestMs) return;
  gauge.last = value;
  gauge.latestMs = timeMs;
}
