import {
  type AppliedThresholds,
  evaluateThresholds,
  type MetricState,
  mergeSinks,
  RAW_VALUES,
  sinkValues,
  trendStat,
} from '@squall/core';
import type { RunRollups } from '../aggregation/run-rollups.ts';
import type { MeasuredRun } from './run-metrics-of.ts';

type Judged = AppliedThresholds['thresholds'][number];
type Sink = MetricState['sink'];

/** How each threshold of a run stands, or stood at its end. */
export function readThresholds(
  { thresholds }: MeasuredRun,
  rollups: RunRollups,
  { elapsedMs, isFinal }: { readonly elapsedMs: number; readonly isFinal: boolean },
) {
  const moment = { testDurationMs: elapsedMs, isFinal };
  const { metrics } = evaluateThresholds(thresholds, moment);
  const results = new Map(metrics.map((evaluated) => [evaluated.metric, evaluated.results]));
  return thresholds.flatMap(({ state, thresholds: own }) =>
    own.map((threshold, i) => {
      const { method, percentile, limit } = threshold.expression;
      const byZone = zonesOf(state, threshold, rollups, elapsedMs);
      return {
        metric: state.name,
        expression: threshold.threshold,
        stat: method === 'p' ? `p(${percentile})` : method,
        limit,
        actual: state.sink.isEmpty ? null : actualOf(state.sink, threshold, elapsedMs),
        isCrossed: results.get(state.name)?.[i]?.ok === false,
        abortOnFail: threshold.abortOnFail,
        ...(byZone.length > 0 && { byZone }),
      };
    }),
  );
}

function actualOf(sink: Sink, { expression: { method, percentile } }: Judged, elapsedMs: number): number {
  if (sink.type !== 'trend') return sinkValues(sink, [], elapsedMs)[method] ?? 0;
  return method === 'p' ? sink.percentile(percentile / 100) : trendStat(sink, method);
}

/** The same for the samples of each load zone. */
function zonesOf(
  { metric, submetric }: MetricState,
  threshold: Judged,
  { table, totals }: RunRollups,
  elapsedMs: number,
) {
  const zones = new Map<string, Sink[]>();
  const wanted = Object.entries(submetric?.tags ?? {});
  for (const { id, metric: own, tags } of table.all) {
    const sink = totals.sinkOf(id);
    if (own.name !== metric.name || tags.load_zone === undefined || sink === undefined) continue;
    if (!wanted.every(([tag, value]) => tags[tag] === value)) continue;
    zones.set(tags.load_zone, [...(zones.get(tags.load_zone) ?? []), sink]);
  }
  return [...zones].map(([loadZone, sinks]) => {
    const sink = mergeSinks(sinks, metric.type, { rawValues: RAW_VALUES.total });
    const applied = { state: { ...stateOf(loadZone), metric, sink }, thresholds: [threshold] };
    const evaluated = evaluateThresholds([applied], { testDurationMs: elapsedMs, isFinal: true });
    return {
      loadZone,
      actual: actualOf(sink, threshold, elapsedMs),
      isCrossed: evaluated.failing.length > 0,
    };
  });
}

const stateOf = (name: string) => ({ name, submetric: undefined, submetrics: [] });
