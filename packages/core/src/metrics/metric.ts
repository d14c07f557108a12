export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/** What a metric's values are: plain numbers, milliseconds or bytes. */
export type ValueType = 'default' | 'time' | 'data';

export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: ValueType;
  /** Index in its registry. */
  readonly id: number;
}
