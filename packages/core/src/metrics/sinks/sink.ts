import type { MetricType } from '../metric.ts';
import { CounterSink } from './counter.ts';
import { GaugeSink } from './gauge.ts';
import { RateSink } from './rate.ts';
import { TrendSink } from './trend.ts';

/** What a metric's samples add up to. Sinks of one type merge without further error, in any order and grouping. */
export type Sink = CounterSink | GaugeSink | RateSink | TrendSink;

/** Raw values a trend keeps before it falls back to its histogram; see docs/decisions/0001. */
export interface SinkLimits {
  readonly rawValues: number;
}

export function createSink(type: MetricType, limits: SinkLimits): Sink {
  switch (type) {
    case 'counter':
      return new CounterSink();
    case 'gauge':
      return new GaugeSink();
    case 'rate':
      return new RateSink();
    case 'trend':
      return new TrendSink(limits.rawValues);
  }
}

/** One sink with what all of them hold; they must be of one type. */
export function mergeSinks(sinks: readonly Sink[], type: MetricType, limits: SinkLimits): Sink {
  const merged = createSink(type, limits);
  for (const sink of sinks) addSink(merged, sink);
  return merged;
}

/** Adds what one sink holds to another of its type. */
export function addSink(into: Sink, from: Sink): void {
  if (from.isEmpty) return;
  if (into.type === 'counter' && from.type === 'counter') into.add(from.sum);
  else if (into.type === 'gauge' && from.type === 'gauge') into.merge(from);
  else if (into.type === 'rate' && from.type === 'rate') into.merge(from);
  else if (into.type === 'trend' && from.type === 'trend') into.merge(from.delta());
  else throw new Error(`cannot merge a ${from.type} into a ${into.type}`);
}
