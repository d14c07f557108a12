import { createSink, mergeSinks, RAW_VALUES, type Sink, trendStat } from '@squall/core';
import type { RunRollups } from '../aggregation/run-rollups.ts';
import type { StoredSeries } from '../aggregation/series-table.ts';
import { groupKey, type TagFilter } from './tag-filter.ts';

const EXACT = { rawValues: RAW_VALUES.total };
const MAX_TAG_VALUES = 200;
const MAX_ROWS = 1_000;

/** Series of one metric that have the same values of some tags, over the whole run. */
interface TotalOfGroup {
  readonly tags: Record<string, string>;
  readonly sink: Sink;
}

export function readMetrics(rollups: RunRollups) {
  const { table, rules } = rollups;
  return table.metrics
    .filter(({ name }) => rules.showsMetric(name))
    .map(({ name, type, contains }) => {
      const series = table.all.filter(({ metric }) => metric.name === name);
      return { name, type, contains, series: series.length, tags: tagValues(name, series, rollups) };
    });
}

function tagValues(metric: string, series: readonly StoredSeries[], { rules }: RunRollups) {
  const values = new Map<string, Set<string>>();
  for (const { tags } of series) {
    for (const [tag, value] of Object.entries(tags)) {
      if (!rules.showsTag(metric, tag)) continue;
      const known = values.get(tag) ?? new Set();
      if (known.size < MAX_TAG_VALUES) known.add(value);
      values.set(tag, known);
    }
  }
  return Object.fromEntries([...values].map(([tag, known]) => [tag, [...known]]));
}

export function readChecks(rollups: RunRollups) {
  const parts = totalsBy(rollups, 'checks', ['group', 'check', 'scenario', 'load_zone']);
  const checks = partsBy(parts, ['group', 'check', 'scenario']).filter(({ tags }) => tags.check !== '');
  return checks.map(({ tags: { group = '', check = '', scenario = '' }, zones }) => {
    const byZone = zones.map(({ loadZone, sink }) => ({ loadZone, ...passesAndFails(sink) }));
    return {
      group,
      name: check,
      scenario: scenario === '' ? null : scenario,
      passes: byZone.reduce((sum, zone) => sum + zone.passes, 0),
      fails: byZone.reduce((sum, zone) => sum + zone.fails, 0),
      byZone: byZone.filter(({ loadZone }) => loadZone !== ''),
    };
  });
}

function passesAndFails(sink: Sink): { passes: number; fails: number } {
  return sink.type === 'rate'
    ? { passes: sink.trues, fails: sink.total - sink.trues }
    : { passes: 0, fails: 0 };
}

export function readGroups(rollups: RunRollups) {
  const parts = totalsBy(rollups, 'group_duration', ['group', 'load_zone']);
  return partsBy(parts, ['group'])
    .filter(({ tags }) => tags.group !== '')
    .map(({ tags: { group = '' }, zones }) => {
      const whole = mergeSinks(
        zones.map(({ sink }) => sink),
        'trend',
        EXACT,
      );
      const byZone = zones.map(({ loadZone, sink }) => ({ loadZone, ...durations(sink) }));
      return { group, ...durations(whole), byZone: byZone.filter(({ loadZone }) => loadZone !== '') };
    });
}

interface OfZones {
  readonly tags: Record<string, string>;
  readonly zones: { readonly loadZone: string; readonly sink: Sink }[];
}

/** Puts what differs by load zone only next to each other. */
function partsBy(parts: readonly TotalOfGroup[], by: readonly string[]): OfZones[] {
  const groups = new Map<string, OfZones>();
  for (const { tags, sink } of parts) {
    const key = groupKey(tags, by);
    const group = groups.get(key) ?? { tags, zones: [] };
    group.zones.push({ loadZone: tags.load_zone ?? '', sink });
    groups.set(key, group);
  }
  return [...groups.values()];
}

function durations(sink: Sink): { count: number; avgMs: number; p95Ms: number } {
  if (sink.type !== 'trend') return { count: 0, avgMs: 0, p95Ms: 0 };
  return { count: sink.count, avgMs: sink.average, p95Ms: trendStat(sink, 'p(95)') };
}

/** What requests of each kind are measured by. */
const KINDS = {
  http: { duration: 'http_req_duration', failed: 'http_req_failed' },
  ws: { duration: 'ws_session_duration', failed: undefined },
  grpc: { duration: 'grpc_req_duration', failed: undefined },
} as const;
export type RequestKind = keyof typeof KINDS;

export interface RequestsWish {
  readonly kind: RequestKind;
  readonly by: readonly string[];
  readonly filter: TagFilter;
}

export function readRequests(rollups: RunRollups, { kind, by, filter }: RequestsWish) {
  const { duration, failed } = KINDS[kind];
  const failures = failed === undefined ? [] : totalsBy(rollups, failed, by, filter);
  const shares = new Map(failures.map(({ tags, sink }) => [groupKey(tags, by), shareOf(sink)]));
  const rows = totalsBy(rollups, duration, by, filter)
    .map(({ tags, sink }) => ({ tags, sink: sink.type === 'trend' ? sink : undefined }))
    .sort((a, b) => (b.sink?.count ?? 0) - (a.sink?.count ?? 0));
  return {
    rows: rows.slice(0, MAX_ROWS).map(({ tags, sink }) => ({
      tags,
      count: sink?.count ?? 0,
      ratePerS: rollups.elapsedMs > 0 ? (sink?.count ?? 0) / (rollups.elapsedMs / 1000) : 0,
      failedShare: shares.get(groupKey(tags, by)) ?? null,
      ...durationStats(sink ?? createSink('trend', EXACT)),
    })),
    isCut: rows.length > MAX_ROWS,
  };
}

const shareOf = (sink: Sink): number | null => (sink.type === 'rate' && sink.total > 0 ? sink.rate : null);

function durationStats(sink: Sink) {
  const stat = (name: string) => (sink.type === 'trend' ? trendStat(sink, name) : 0);
  return {
    avgMs: stat('avg'),
    minMs: stat('min'),
    medMs: stat('med'),
    p90Ms: stat('p(90)'),
    p95Ms: stat('p(95)'),
    p99Ms: stat('p(99)'),
    maxMs: stat('max'),
  };
}

/** In the order in which they were first seen. */
function totalsBy(
  { table, totals }: RunRollups,
  metric: string,
  by: readonly string[],
  filter: TagFilter = [],
): TotalOfGroup[] {
  const groups = new Map<string, { tags: Record<string, string>; sinks: Sink[] }>();
  for (const { id, metric: own, tags } of table.all) {
    const sink = totals.sinkOf(id);
    if (own.name !== metric || sink === undefined || !isMeant(tags, filter)) continue;
    const key = groupKey(tags, by);
    const group = groups.get(key);
    if (group !== undefined) group.sinks.push(sink);
    else
      groups.set(key, { tags: Object.fromEntries(by.map((tag) => [tag, tags[tag] ?? ''])), sinks: [sink] });
  }
  const type = table.metrics.find(({ name }) => name === metric)?.type;
  if (type === undefined) return [];
  return [...groups.values()].map(({ tags, sinks }) => ({ tags, sink: mergeSinks(sinks, type, EXACT) }));
}

/** A tag that is not there counts as an empty one, as in the rows. */
function isMeant(tags: Readonly<Record<string, string>>, filter: TagFilter): boolean {
  return filter.every(([tag, value]) => (tags[tag] ?? '') === value);
}
