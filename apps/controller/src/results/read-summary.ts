import { type MetricState, sinkValues } from '@squall/core';
import type { MeasuredRun } from './run-metrics-of.ts';

const TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)', 'count'];

/** The numbers of the summary at the end of a run, or of how far it is. */
export function readSummary({ metrics }: MeasuredRun, elapsedMs: number) {
  return {
    elapsedMs,
    metrics: metrics.observed().map((state) => viewOf(state, elapsedMs)),
  };
}

function viewOf({ name, metric, sink, submetric }: MetricState, elapsedMs: number) {
  return {
    name,
    type: metric.type,
    contains: metric.contains,
    values: { ...sinkValues(sink, TREND_STATS, elapsedMs) },
    isSubmetric: submetric !== undefined,
    parent: submetric === undefined ? null : metric.name,
  };
}
