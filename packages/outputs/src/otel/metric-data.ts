/** The metrics of one export, apart from how they are encoded. */
export interface ExportData {
  readonly resource: readonly Attribute[];
  readonly startMs: number;
  readonly timeMs: number;
  readonly metrics: readonly MetricData[];
}

export type Attribute = readonly [key: string, value: string];

export interface MetricData {
  readonly name: string;
  /** Empty for none. */
  readonly unit: string;
  readonly type: 'sum' | 'integer-sum' | 'gauge' | 'histogram';
  readonly points: readonly Point[];
}

export type Point = NumberPoint | HistogramPoint;

export interface NumberPoint {
  readonly attributes: readonly Attribute[];
  readonly value: number;
}

export interface HistogramPoint {
  readonly attributes: readonly Attribute[];
  readonly value: HistogramValue;
}

export interface HistogramValue {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** One more than there are bounds. */
  readonly bucketCounts: readonly number[];
}

export const SCOPE_NAME = 'k6';

/** Upper bounds of a histogram's buckets: what OpenTelemetry's own libraries use unless told otherwise. */
export const BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000] as const;

/** Totals since the start, as the protocol numbers it. */
export const CUMULATIVE = 2;

export function isHistogramPoint(point: Point): point is HistogramPoint {
  return typeof point.value !== 'number';
}
