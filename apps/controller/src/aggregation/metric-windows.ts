import { addSink, createSink, type MetricType, type MetricWindow, packWindow, type Sink } from '@squall/core';
import { bucketRow, togetherRow, trendColumns } from './pack-buckets.ts';

type GaugeSink = Extract<Sink, { type: 'gauge' }>;

const NOTHING_NEW = { metrics: [], series: [] };
const BUCKETS_ONLY = { rawValues: 0 };

/** Gauges of which each series is a part of the whole. */
const ADDITIVE = new Set(['vus', 'vus_max']);

/** What one metric measured in one window, twice: all series together, and each by itself. */
export interface PackedMetric {
  /** The one series 0. */
  readonly whole: MetricWindow;
  readonly parts: MetricWindow;
}

export function isAdditive(metric: string): boolean {
  return ADDITIVE.has(metric);
}

/** Sinks must be of one type; there is at least one. Trends become buckets, which are smaller than their values. */
export function packMetric(name: string, series: ReadonlyMap<number, Sink>): PackedMetric {
  const trends = [...series].flatMap(([id, sink]) => (sink.type === 'trend' ? [bucketRow(id, sink)] : []));
  if (trends.length > 0) {
    const nothing = packWindow(0, NOTHING_NEW, []);
    return {
      whole: { ...nothing, trends: trendColumns([togetherRow(trends)]) },
      parts: { ...nothing, trends: trendColumns(trends) },
    };
  }
  const sinks = [...series.values()];
  const whole = isAdditive(name) ? sumOfGauges(sinks) : together(sinks);
  const parts = [...series].map(([id, window]) => ({ id, window }));
  return {
    whole: packWindow(0, NOTHING_NEW, [{ id: 0, window: whole }]),
    parts: packWindow(0, NOTHING_NEW, parts),
  };
}

export function newWindowSink(type: MetricType): Sink {
  return createSink(type, BUCKETS_ONLY);
}

function together(sinks: readonly Sink[]): Sink | undefined {
  const [first] = sinks;
  if (first === undefined || sinks.length === 1) return first;
  const whole = newWindowSink(first.type);
  for (const sink of sinks) addSink(whole, sink);
  return whole;
}

/** The whole of a gauge that each source has a part of. */
function sumOfGauges(sinks: readonly Sink[]): Sink {
  const whole = newWindowSink('gauge');
  const gauges = sinks.filter((sink): sink is GaugeSink => sink.type === 'gauge' && !sink.isEmpty);
  if (whole.type !== 'gauge' || gauges.length === 0) return whole;
  const sum = (pick: (gauge: GaugeSink) => number) => gauges.reduce((total, gauge) => total + pick(gauge), 0);
  whole.merge({
    value: sum(({ value }) => value),
    min: sum(({ min }) => min),
    max: sum(({ max }) => max),
    timeMs: Math.max(...gauges.map(({ timeMs }) => timeMs)),
  });
  return whole;
}
