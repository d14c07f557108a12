import { type Metric, mergeWindow, type Sink, trendStat } from '@squall/core';
import { isAdditive, newWindowSink } from '../aggregation/metric-windows.ts';
import type { Rollups } from '../aggregation/rollups.ts';
import type { RunRollups } from '../aggregation/run-rollups.ts';
import { coveredS, eachPoint, type Timeline, timelineOf } from '../results/timeline.ts';
import type { TestRun } from '../runs/test-run.ts';
import { numberCell, textCell } from './csv-cells.ts';

const POINTS = 720;
/** Written at once; a client that reads slowly does not hold up others. */
const POINTS_AT_ONCE = 60;

/** Tags with a column of their own; the others share one. */
const TAG_COLUMNS = ['scenario', 'group', 'check', 'name', 'method', 'status', 'load_zone'] as const;
const VALUE_COLUMNS = ['count', 'rate', 'value', 'min', 'max', 'avg', 'med', 'p90', 'p95', 'p99'] as const;

type Values = Partial<Record<(typeof VALUE_COLUMNS)[number], number>>;
type Tags = Readonly<Record<string, string>>;

const HEADER = ['metric', 'type', 'start_s', 'period_s', ...TAG_COLUMNS, 'other_tags', ...VALUE_COLUMNS];

/** One row for each series and period of time, see docs/exports.md. */
export async function* csvExport(rollups: Rollups, run: TestRun): AsyncGenerator<string> {
  yield `${HEADER.join(',')}\n`;
  const { metrics, timeline } = await rollups.of(run, (opened) => ({
    metrics: opened.table.metrics.filter(({ name }) => opened.rules.showsMetric(name)),
    timeline: timelineOf(opened, { points: POINTS }),
  }));
  for (const metric of metrics) {
    for (let from = timeline.firstIndex; from < timeline.endIndex; from += POINTS_AT_ONCE) {
      const endIndex = Math.min(timeline.endIndex, from + POINTS_AT_ONCE);
      const part = { ...timeline, firstIndex: from, endIndex };
      const rows = await rollups.of(run, (opened) => rowsOf(opened, metric, part));
      if (rows !== '') yield rows;
    }
  }
}

async function rowsOf(rollups: RunRollups, metric: Metric, timeline: Timeline): Promise<string> {
  const groups = groupsOf(rollups, metric);
  const rows: string[] = [];
  const wish = { ...timeline, metricIds: [metric.id], part: 'parts' } as const;
  await eachPoint(rollups, wish, (index, windows) => {
    const points = groups.map(({ ids }) => newPoint(metric, ids));
    const targets = new Array<{ targets: readonly Sink[] }>(rollups.table.all.length).fill({ targets: [] });
    for (const point of points) for (const [id, sink] of point) targets[id] = { targets: [sink] };
    for (const { window } of windows) mergeWindow(window, targets);
    const seconds = coveredS(rollups, timeline, index);
    points.forEach((point, i) => {
      const sinks = [...new Set(point.values())].filter(({ isEmpty }) => !isEmpty);
      if (sinks.length === 0) return;
      const start = [textCell(metric.name), metric.type, index * timeline.stepS, seconds];
      const values = valuesOf(sinks, seconds);
      const cells = VALUE_COLUMNS.map((column) => numberCell(values[column]));
      rows.push(`${[...start, groups[i]?.cells, ...cells].join(',')}\n`);
    });
  });
  return rows.join('');
}

/** Series that differ in tags only which are not to be shown are one. */
function groupsOf({ table, rules }: RunRollups, metric: Metric) {
  const groups = new Map<string, { cells: string; ids: number[] }>();
  for (const series of table.all) {
    if (series.metric !== metric) continue;
    const shown = Object.entries(series.tags).filter(([tag]) => rules.showsTag(metric.name, tag));
    const cells = tagCells(Object.fromEntries(shown));
    const group = groups.get(cells) ?? { cells, ids: [] };
    group.ids.push(series.id);
    groups.set(cells, group);
  }
  return [...groups.values()];
}

function tagCells(tags: Tags): string {
  const own = new Set<string>(TAG_COLUMNS);
  const others = Object.entries(tags)
    .filter(([tag]) => !own.has(tag))
    .map(([tag, value]) => `${encodeURIComponent(tag)}=${encodeURIComponent(value)}`);
  return [...TAG_COLUMNS.map((tag) => tags[tag] ?? ''), others.join('&')].map(textCell).join(',');
}

/** By id of series: what its samples of one period go to. */
function newPoint({ name, type }: Metric, ids: readonly number[]): Map<number, Sink> {
  const shared = isAdditive(name) ? undefined : newWindowSink(type);
  return new Map(ids.map((id) => [id, shared ?? newWindowSink(type)]));
}

function valuesOf(sinks: readonly Sink[], seconds: number): Values {
  const [sink] = sinks;
  switch (sink?.type) {
    case 'counter':
      return { count: sink.sum, rate: sink.sum / seconds };
    case 'gauge':
      return { value: sumOf(sinks, 'value'), min: sumOf(sinks, 'min'), max: sumOf(sinks, 'max') };
    case 'rate':
      return { count: sink.total, rate: sink.rate };
    case 'trend':
      return {
        count: sink.count,
        min: sink.min,
        max: sink.max,
        avg: sink.average,
        med: trendStat(sink, 'med'),
        p90: trendStat(sink, 'p(90)'),
        p95: trendStat(sink, 'p(95)'),
        p99: trendStat(sink, 'p(99)'),
      };
    case undefined:
      return {};
  }
}

function sumOf(sinks: readonly Sink[], key: 'value' | 'min' | 'max'): number {
  return sinks.reduce((sum, sink) => sum + (sink.type === 'gauge' ? sink[key] : 0), 0);
}
