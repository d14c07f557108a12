import { type Metric, mergeWindow, type Sink, trendStat } from '@squall/core';
import { isAdditive, newWindowSink } from '../aggregation/metric-windows.ts';
import type { RunRollups } from '../aggregation/run-rollups.ts';
import type { StoredSeries } from '../aggregation/series-table.ts';
import { ApiError, notFound } from '../errors/api-error.ts';
import type { PointCache } from './point-cache.ts';
import { groupKey, passes, type TagFilter } from './tag-filter.ts';
import { coveredS, eachPoint, timelineOf } from './timeline.ts';

export interface SeriesWish {
  readonly metric: string;
  readonly stat: string;
  /** Tags whose values get a series each. */
  readonly by: readonly string[];
  readonly filter: TagFilter;
  readonly fromS?: number | undefined;
  readonly toS?: number | undefined;
  readonly points: number;
}

export interface SeriesColumns {
  readonly stepS: number;
  readonly seconds: number[];
  readonly series: { readonly tags: Record<string, string>; readonly values: (number | null)[] }[];
  /** There are more than these. */
  readonly isCut: boolean;
}

const MAX_SERIES = 50;
const NOWHERE: Targets = { targets: [] };

const STATS: Readonly<Record<Metric['type'], readonly string[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value', 'min', 'max'],
  rate: ['rate', 'count'],
  trend: ['avg', 'min', 'max', 'med', 'count', 'rate'],
};

/** Series that are shown as one. */
interface Group {
  readonly tags: Record<string, string>;
  readonly ids: Set<number>;
  weight: number;
}

/** A statistic of a metric over time. @throws ApiError not-found, invalid-request */
export async function readSeries(
  rollups: RunRollups,
  cache: PointCache,
  wish: SeriesWish,
): Promise<SeriesColumns> {
  const metric = rollups.table.metrics.find(({ name }) => name === wish.metric);
  if (metric === undefined || !rollups.rules.showsMetric(metric.name)) throw notFound('metric');
  refuseUnknown(wish.stat, metric);
  const { groups, isCut } = groupsOf(rollups, metric, wish);
  const timeline = timelineOf(rollups, wish);
  const isWhole = wish.by.length === 0 && wish.filter.length === 0;
  const columns = groups.map(({ ids }) => (isWhole ? new Set([0]) : ids));
  const chart = JSON.stringify([metric.id, wish.stat, wish.filter, groups.map(({ tags }) => tags)]);
  const points = await cache.read(rollups, chart, timeline, async (firstIndex, endIndex) => {
    const fresh = new Map<number, (number | null)[]>();
    const range = { stepS: timeline.stepS, firstIndex, endIndex, metricIds: [metric.id] };
    await eachPoint(rollups, { ...range, part: isWhole ? 'whole' : 'parts' }, (index, windows) => {
      const sinks = new GroupSinks(metric, columns, rollups.table.all.length);
      for (const { window } of windows) mergeWindow(window, sinks.table);
      fresh.set(index, sinks.values(wish.stat, coveredS(rollups, timeline, index)));
    });
    return fresh;
  });
  return {
    stepS: timeline.stepS,
    seconds: [...points.keys()].map((index) => index * timeline.stepS),
    series: groups.map(({ tags }, column) => ({
      tags,
      values: [...points.values()].map((values) => values[column] ?? null),
    })),
    isCut,
  };
}

function refuseUnknown(stat: string, { name, type }: Metric): void {
  if (STATS[type].includes(stat)) return;
  const percent = Number(/^p\((\d+(?:\.\d+)?)\)$/.exec(stat)?.[1] ?? Number.NaN);
  if (type === 'trend' && percent >= 0 && percent <= 100) return;
  const known = [...STATS[type], ...(type === 'trend' ? ['p(N)'] : [])].join(', ');
  throw new ApiError('invalid-request', `stat of ${name}, a ${type}, must be one of ${known}, got ${stat}`);
}

/** Those that hold most first. */
function groupsOf(rollups: RunRollups, metric: Metric, { by, filter }: SeriesWish) {
  const groups = new Map<string, Group>();
  for (const series of rollups.table.all) {
    if (series.metric !== metric || !passes(series.tags, filter)) continue;
    const key = groupKey(series.tags, by);
    const group = groups.get(key) ?? newGroup(series, by);
    group.ids.add(series.id);
    group.weight += weightOf(rollups.totalOf(series));
    groups.set(key, group);
  }
  const largest = [...groups.values()].sort((a, b) => b.weight - a.weight);
  return { groups: largest.slice(0, MAX_SERIES), isCut: largest.length > MAX_SERIES };
}

function newGroup({ tags }: StoredSeries, by: readonly string[]): Group {
  return { tags: Object.fromEntries(by.map((tag) => [tag, tags[tag] ?? ''])), ids: new Set(), weight: 0 };
}

function weightOf(sink: Sink | undefined): number {
  switch (sink?.type) {
    case 'counter':
      return sink.sum;
    case 'gauge':
      return sink.value;
    case 'rate':
      return sink.total;
    case 'trend':
      return sink.count;
    case undefined:
      return 0;
  }
}

type Targets = { readonly targets: readonly Sink[] };

/** A sink for each group; for gauges that add up, one for each series of it. */
class GroupSinks {
  readonly #sinks: readonly (readonly Sink[])[];
  /** By id of series. */
  readonly table: readonly Targets[];

  constructor(metric: Metric, groups: readonly ReadonlySet<number>[], seriesCount: number) {
    const table = new Array<Targets>(seriesCount).fill(NOWHERE);
    this.table = table;
    this.#sinks = groups.map((ids) => {
      const shared = isAdditive(metric.name) ? undefined : newWindowSink(metric.type);
      const sinks = new Set<Sink>();
      for (const id of ids) {
        const sink = shared ?? newWindowSink(metric.type);
        table[id] = { targets: [sink] };
        sinks.add(sink);
      }
      return [...sinks];
    });
  }

  values(stat: string, seconds: number): (number | null)[] {
    return this.#sinks.map((sinks) => {
      const filled = sinks.filter(({ isEmpty }) => !isEmpty);
      if (filled.length === 0) return null;
      return filled.reduce((sum, sink) => sum + statOf(sink, stat, seconds), 0);
    });
  }
}

function statOf(sink: Sink, stat: string, seconds: number): number {
  switch (sink.type) {
    case 'counter':
      return stat === 'rate' ? sink.sum / seconds : sink.sum;
    case 'gauge':
      return stat === 'min' ? sink.min : stat === 'max' ? sink.max : sink.value;
    case 'rate':
      return stat === 'rate' ? sink.rate : sink.total;
    case 'trend':
      return stat === 'rate' ? sink.count / seconds : trendStat(sink, stat);
  }
}
