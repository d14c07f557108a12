import type { Sink } from './sink.ts';
import type { TrendSink } from './trend.ts';

export type SinkValues = Readonly<Record<string, number>>;

const PERCENTILE = /^p\((.+)\)$/;

/**
 * The numbers a metric is reported with: counter `count`, `rate` (per second of test time); gauge `value`, `min`,
 * `max`; rate `rate`, `passes`, `fails`; trend the given statistics, in that order.
 */
export function sinkValues(sink: Sink, trendStats: readonly string[], testDurationMs: number): SinkValues {
  switch (sink.type) {
    case 'counter':
      return { count: sink.sum, rate: testDurationMs > 0 ? sink.sum / (testDurationMs / 1000) : 0 };
    case 'gauge':
      return { value: sink.value, min: sink.min, max: sink.max };
    case 'rate':
      return { rate: sink.rate, passes: sink.trues, fails: sink.total - sink.trues };
    case 'trend':
      return Object.fromEntries(trendStats.map((stat) => [stat, trendStat(sink, stat)]));
  }
}

/** One of `avg`, `min`, `med`, `max`, `count`, `p(N)`; 0 for all of an empty trend. */
export function trendStat(sink: TrendSink, stat: string): number {
  if (sink.isEmpty) return 0;
  switch (stat) {
    case 'avg':
      return sink.average;
    case 'min':
      return sink.min;
    case 'med':
      return sink.percentile(0.5);
    case 'max':
      return sink.max;
    case 'count':
      return sink.count;
    default:
      return sink.percentile(percentileOf(stat) / 100);
  }
}

function percentileOf(stat: string): number {
  const percent = Number(PERCENTILE.exec(stat)?.[1]);
  if (Number.isNaN(percent)) throw new Error(`unknown trend statistic ${stat}`);
  return percent;
}
