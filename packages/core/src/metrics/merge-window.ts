import { unpackTrend } from './pack-window.ts';
import type { Sink } from './sinks/sink.ts';
import type { CounterColumns, GaugeColumns, MetricWindow, RateColumns, TrendColumns } from './window.ts';

type SeriesTable = readonly { readonly targets: readonly Sink[] }[];

/** Adds a window to every sink its series feed. `series` is indexed by the ids of the window's source. */
export function mergeWindow(window: MetricWindow, series: SeriesTable): void {
  mergeCounters(window.counters, series);
  mergeGauges(window.gauges, series);
  mergeRates(window.rates, series);
  mergeTrends(window.trends, series);
}

function mergeCounters(columns: CounterColumns, series: SeriesTable): void {
  columns.series.forEach((id, i) => {
    for (const sink of targets(series, id)) {
      if (sink.type === 'counter') sink.add(columns.sums[i] ?? 0);
    }
  });
}

function mergeGauges(columns: GaugeColumns, series: SeriesTable): void {
  columns.series.forEach((id, i) => {
    const delta = {
      value: columns.values[i] ?? 0,
      timeMs: columns.timesMs[i] ?? 0,
      min: columns.mins[i] ?? 0,
      max: columns.maxs[i] ?? 0,
    };
    for (const sink of targets(series, id)) {
      if (sink.type === 'gauge') sink.merge(delta);
    }
  });
}

function mergeRates(columns: RateColumns, series: SeriesTable): void {
  columns.series.forEach((id, i) => {
    const delta = { trues: columns.trues[i] ?? 0, total: columns.totals[i] ?? 0 };
    for (const sink of targets(series, id)) {
      if (sink.type === 'rate') sink.merge(delta);
    }
  });
}

function mergeTrends(columns: TrendColumns, series: SeriesTable): void {
  columns.series.forEach((id, i) => {
    const delta = unpackTrend(columns, i);
    for (const sink of targets(series, id)) {
      if (sink.type === 'trend') sink.merge(delta);
    }
  });
}

function targets(series: SeriesTable, id: number): readonly Sink[] {
  const found = series[id];
  if (found === undefined) throw new Error(`window refers to series ${id}, which its source never defined`);
  return found.targets;
}
