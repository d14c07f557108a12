import type { MetricType } from '@squall/core';

/** A push of k6's cloud output, protocol 2, as plain data. Times are the starts of buckets, in seconds. */
export interface MetricSet {
  readonly testRunId: string;
  readonly aggregationPeriodS: number;
  readonly metrics: readonly PushedMetric[];
}

export interface PushedMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly series: readonly PushedSeries[];
}

export interface PushedSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly values: readonly PushedValue[];
}

export type PushedValue = CounterValue | GaugeValue | RateValue | TrendValue;

export interface CounterValue {
  readonly kind: 'counter';
  readonly timeS: number;
  readonly sum: number;
}

export interface GaugeValue {
  readonly kind: 'gauge';
  readonly timeS: number;
  readonly last: number;
  readonly min: number;
  readonly max: number;
}

export interface RateValue {
  readonly kind: 'rate';
  readonly timeS: number;
  readonly trues: number;
  readonly total: number;
}

export interface TrendValue {
  readonly kind: 'trend';
  readonly timeS: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Below and above what the buckets can hold. */
  readonly tooLow: number;
  readonly tooHigh: number;
  /** Width of the smallest bucket. */
  readonly resolution: number;
  /** Filled buckets, by their index. */
  readonly buckets: readonly (readonly [index: number, count: number])[];
}
