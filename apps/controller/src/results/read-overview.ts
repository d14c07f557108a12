import { mergeWindow, type Sink, trendStat } from '@squall/core';
import { newWindowSink } from '../aggregation/metric-windows.ts';
import type { ReadWindow, RunRollups } from '../aggregation/run-rollups.ts';
import type { PointCache } from './point-cache.ts';
import { passes, type TagFilter } from './tag-filter.ts';
import { coveredS, eachPoint, timelineOf } from './timeline.ts';

/** More points than a screen has columns tell nothing more. */
const MAX_POINTS = 720;

const SHOWN = ['vus', 'http_reqs', 'iterations', 'http_req_duration', 'http_req_failed'] as const;
type Shown = (typeof SHOWN)[number];

/** The main numbers of a run over its time, one entry for each step; null where nothing was measured. */
export interface OverviewColumns {
  readonly stepS: number;
  readonly seconds: number[];
  readonly vus: (number | null)[];
  readonly requestsPerS: (number | null)[];
  readonly iterationsPerS: (number | null)[];
  readonly failedShare: (number | null)[];
  readonly p50Ms: (number | null)[];
  readonly p95Ms: (number | null)[];
  readonly p99Ms: (number | null)[];
}

type Point = Readonly<Record<Exclude<keyof OverviewColumns, 'stepS' | 'seconds'>, number | null>>;

export async function readOverview(
  rollups: RunRollups,
  cache: PointCache,
  filter: TagFilter,
): Promise<OverviewColumns> {
  const timeline = timelineOf(rollups, { points: MAX_POINTS });
  const names = new Map<number, Shown>();
  for (const { id, name } of rollups.table.metrics) {
    const shown = SHOWN.find((one) => one === name);
    if (shown !== undefined) names.set(id, shown);
  }
  const part = filter.length === 0 ? 'whole' : 'parts';
  const wish = { stepS: timeline.stepS, metricIds: [...names.keys()], part } as const;
  const chart = `overview ${JSON.stringify(filter)}`;
  const points = await cache.read(rollups, chart, timeline, async (firstIndex, endIndex) => {
    const fresh = new Map<number, Point>();
    await eachPoint(rollups, { ...wish, firstIndex, endIndex }, (index, windows) => {
      const point = new PointSinks(rollups, names, filter);
      for (const window of windows) point.add(window);
      fresh.set(index, point.values(coveredS(rollups, timeline, index)));
    });
    return fresh;
  });
  const column = (key: keyof Point) => [...points.values()].map((point) => point[key]);
  return {
    stepS: timeline.stepS,
    seconds: [...points.keys()].map((index) => index * timeline.stepS),
    vus: column('vus'),
    requestsPerS: column('requestsPerS'),
    iterationsPerS: column('iterationsPerS'),
    failedShare: column('failedShare'),
    p50Ms: column('p50Ms'),
    p95Ms: column('p95Ms'),
    p99Ms: column('p99Ms'),
  };
}

/** What the windows of one point add up to. */
class PointSinks {
  readonly #rollups: RunRollups;
  readonly #names: ReadonlyMap<number, Shown>;
  readonly #filter: TagFilter;
  readonly #sinks = new Map<Shown, Sink>();
  /** Of the metric whose window is being added. */
  #target: readonly Sink[] = [];

  constructor(rollups: RunRollups, names: ReadonlyMap<number, Shown>, filter: TagFilter) {
    this.#rollups = rollups;
    this.#names = names;
    this.#filter = filter;
  }

  add({ metricId, window }: ReadWindow): void {
    const name = this.#names.get(metricId);
    const type = this.#rollups.table.metrics[metricId]?.type;
    if (name === undefined || type === undefined) return;
    const sink = this.#sinks.get(name) ?? newWindowSink(type);
    this.#sinks.set(name, sink);
    this.#target = [sink];
    mergeWindow(window, this.#filter.length === 0 ? [{ targets: this.#target }] : this.#filtered());
  }

  values(seconds: number): Point {
    return {
      vus: this.#gauge('vus'),
      requestsPerS: this.#perSecond('http_reqs', seconds),
      iterationsPerS: this.#perSecond('iterations', seconds),
      failedShare: this.#share('http_req_failed'),
      p50Ms: this.#duration('med'),
      p95Ms: this.#duration('p(95)'),
      p99Ms: this.#duration('p(99)'),
    };
  }

  #filtered(): readonly { readonly targets: readonly Sink[] }[] {
    return this.#rollups.table.all.map(({ tags }) => ({
      targets: passes(tags, this.#filter) ? this.#target : [],
    }));
  }

  #gauge(name: Shown): number | null {
    const sink = this.#sinks.get(name);
    return sink?.type === 'gauge' && !sink.isEmpty ? sink.value : null;
  }

  #perSecond(name: Shown, seconds: number): number | null {
    const sink = this.#sinks.get(name);
    return sink?.type === 'counter' && !sink.isEmpty ? sink.sum / seconds : null;
  }

  #share(name: Shown): number | null {
    const sink = this.#sinks.get(name);
    return sink?.type === 'rate' && sink.total > 0 ? sink.rate : null;
  }

  #duration(stat: string): number | null {
    const sink = this.#sinks.get('http_req_duration');
    return sink?.type === 'trend' && !sink.isEmpty ? trendStat(sink, stat) : null;
  }
}
