import { createSink, type MetricWindow, mergeSinks, mergeWindow, type Sink, trendStat } from '@squall/core';

/** What the overview of a run shows; everything else of a window passes by. */
const SHOWN = new Set(['vus', 'http_reqs', 'iterations', 'http_req_duration', 'http_req_failed']);

/** More points than a screen has columns tell nothing more; when they are reached, two become one. */
const MAX_POINTS = 720;

/** Percentiles in one step of time need no more than buckets. */
const LIMITS = { rawValues: 0 };

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

/** What a window is about, in the time of the test. */
export interface WindowTime {
  readonly atS: number;
  /** Seconds from one window to the next; steps are never shorter. */
  readonly coversS?: number;
}

/** By metric, and for gauges by source: VUs of several sources add up. */
type Point = Map<string, Sink>;

interface OpenSeries {
  readonly targets: readonly Sink[];
}

interface Source {
  readonly metrics: { readonly name: string; readonly type: Sink['type'] }[];
  readonly series: OpenSeries[];
}

/** Adds up windows by the time they are about, in a space that does not grow with the length of the run. */
export class RunOverview {
  readonly #sources = new Map<string, Source>();
  #points = new Map<number, Point>();
  #stepS = 1;
  #current: Point = new Map();

  /** Windows of one source must come in their order. */
  add(sourceId: string, window: MetricWindow, { atS, coversS = 1 }: WindowTime): void {
    const source = this.#source(sourceId);
    this.#define(sourceId, source, window);
    if (this.#points.size === 0) this.#stepS = coversS;
    while (Math.floor(atS / this.#stepS) >= MAX_POINTS) this.#halve();
    this.#current = this.#pointAt(Math.floor(atS / this.#stepS));
    mergeWindow(window, source.series);
  }

  columns(): OverviewColumns {
    const entries = [...this.#points].sort(([a], [b]) => a - b);
    const column = (read: (point: Point) => number | null) => entries.map(([, point]) => read(point));
    return {
      stepS: this.#stepS,
      seconds: entries.map(([index]) => index * this.#stepS),
      vus: column(vusOf),
      requestsPerS: column((point) => perSecond(point.get('http_reqs'), this.#stepS)),
      iterationsPerS: column((point) => perSecond(point.get('iterations'), this.#stepS)),
      failedShare: column(failedShareOf),
      p50Ms: column((point) => durationOf(point, 'med')),
      p95Ms: column((point) => durationOf(point, 'p(95)')),
      p99Ms: column((point) => durationOf(point, 'p(99)')),
    };
  }

  #source(id: string): Source {
    const known = this.#sources.get(id) ?? { metrics: [], series: [] };
    this.#sources.set(id, known);
    return known;
  }

  #define(sourceId: string, source: Source, { definitions }: MetricWindow): void {
    for (const { id, name, type } of definitions.metrics) source.metrics[id] = { name, type };
    for (const { id, metricId } of definitions.series) {
      const metric = source.metrics[metricId];
      if (metric === undefined) throw new Error(`series ${id} refers to an undefined metric`);
      source.series[id] = this.#openSeries(sourceId, metric);
    }
  }

  /** Feeds whatever point of time its window is about. */
  #openSeries(sourceId: string, { name, type }: Source['metrics'][number]): OpenSeries {
    if (!SHOWN.has(name)) return { targets: [] };
    const key = type === 'gauge' ? `${name} ${sourceId}` : name;
    const sinkNow = () => {
      const sink = this.#current.get(key) ?? createSink(type, LIMITS);
      this.#current.set(key, sink);
      return sink;
    };
    return {
      get targets() {
        return [sinkNow()];
      },
    };
  }

  #pointAt(index: number): Point {
    const point = this.#points.get(index) ?? new Map();
    this.#points.set(index, point);
    return point;
  }

  #halve(): void {
    const before = this.#points;
    this.#points = new Map();
    this.#stepS *= 2;
    for (const [index, point] of before) {
      const into = this.#pointAt(Math.floor(index / 2));
      for (const [key, sink] of point) {
        const other = into.get(key);
        into.set(key, other === undefined ? sink : mergeSinks([other, sink], sink.type, LIMITS));
      }
    }
  }
}

function vusOf(point: Point): number | null {
  const gauges = [...point].filter(([key]) => key.startsWith('vus '));
  if (gauges.length === 0) return null;
  return gauges.reduce((sum, [, sink]) => sum + (sink.type === 'gauge' ? sink.value : 0), 0);
}

function perSecond(sink: Sink | undefined, stepS: number): number | null {
  return sink?.type === 'counter' ? sink.sum / stepS : null;
}

function failedShareOf(point: Point): number | null {
  const sink = point.get('http_req_failed');
  return sink?.type === 'rate' && sink.total > 0 ? sink.trues / sink.total : null;
}

function durationOf(point: Point, stat: string): number | null {
  const sink = point.get('http_req_duration');
  return sink?.type === 'trend' && !sink.isEmpty ? trendStat(sink, stat) : null;
}
