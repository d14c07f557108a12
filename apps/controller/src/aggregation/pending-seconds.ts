import { type MetricWindow, mergeWindow, RAW_VALUES, type Sink, WindowSinks } from '@squall/core';
import type { SeriesTable, StoredSeries } from './series-table.ts';

/** What arrived about one second of the test, series by series. */
export interface PendingSecond {
  readonly second: number;
  /** Ids of series, in the order in which they were met. */
  readonly touched: readonly number[];
  /** By id of the series. */
  readonly sinks: readonly (Sink | undefined)[];
}

interface OpenSecond extends PendingSecond {
  readonly touched: number[];
  readonly sinks: (Sink | undefined)[];
}

/** A series of a source, whose samples go to whatever second its frame is about. */
class Feed {
  readonly #series: StoredSeries;
  readonly #pending: PendingSeconds;
  readonly #targets: Sink[] = [];

  constructor(series: StoredSeries, pending: PendingSeconds) {
    this.#series = series;
    this.#pending = pending;
  }

  get targets(): readonly Sink[] {
    this.#targets[0] = this.#pending.sinkOf(this.#series);
    return this.#targets;
  }
}

interface Source {
  /** Of the run's metrics and series, by the ids that the source uses. */
  readonly metricIds: number[];
  readonly seriesIds: number[];
  readonly feeds: Feed[];
}

/** Ids of all sources, as plain data. */
export type SourceIds = Readonly<Record<string, { readonly metrics: number[]; readonly series: number[] }>>;

/**
 * Adds up the frames of all sources by the second they are about: the only step whose cost rises with the number of
 * agents. Windows of one source must come in their order.
 */
export class PendingSeconds {
  readonly #table: SeriesTable;
  readonly #pool = new WindowSinks(RAW_VALUES.total);
  readonly #sources = new Map<string, Source>();
  #seconds = new Map<number, OpenSecond>();
  #current: OpenSecond | undefined;
  /** Whether sources have defined anything since it was last asked for. */
  #hasNewIds = false;

  constructor(table: SeriesTable) {
    this.#table = table;
  }

  /** Seconds of which something is pending. */
  get size(): number {
    return this.#seconds.size;
  }

  add(sourceId: string, window: MetricWindow, second: number): void {
    const source = this.#source(sourceId);
    this.#define(source, window);
    this.#current = this.#seconds.get(second) ?? { second, touched: [], sinks: [] };
    this.#seconds.set(second, this.#current);
    mergeWindow(window, source.feeds);
  }

  /** Hot path. */
  sinkOf({ id, metric }: StoredSeries): Sink {
    const second = this.#current as OpenSecond;
    const known = second.sinks[id];
    if (known !== undefined) return known;
    const sink = this.#pool.take(metric.type);
    second.sinks[id] = sink;
    second.touched.push(id);
    return sink;
  }

  /** Hands over what is pending, earliest first; each second is to be given back. */
  take(): readonly PendingSecond[] {
    const seconds = [...this.#seconds.values()].sort((a, b) => a.second - b.second);
    this.#seconds = new Map();
    return seconds;
  }

  giveBack({ touched, sinks }: PendingSecond): void {
    for (const id of touched) {
      const sink = sinks[id];
      if (sink !== undefined) this.#pool.giveBack(sink);
    }
  }

  /** What the ids of sources mean, if that has changed. */
  takeIds(): SourceIds | undefined {
    if (!this.#hasNewIds) return undefined;
    this.#hasNewIds = false;
    return Object.fromEntries(
      [...this.#sources].map(([id, { metricIds, seriesIds }]) => [
        id,
        { metrics: metricIds, series: seriesIds },
      ]),
    );
  }

  restore(ids: SourceIds): void {
    for (const [id, { metrics, series }] of Object.entries(ids)) {
      const source = this.#source(id);
      source.metricIds.push(...metrics);
      series.forEach((seriesId, i) => {
        this.#link(source, i, this.#table.all[seriesId]);
      });
    }
    this.#hasNewIds = false;
  }

  #source(id: string): Source {
    let source = this.#sources.get(id);
    if (source === undefined) {
      source = { metricIds: [], seriesIds: [], feeds: [] };
      this.#sources.set(id, source);
    }
    return source;
  }

  #define(source: Source, { definitions: { metrics, series } }: MetricWindow): void {
    for (const metric of metrics) {
      const { id } = this.#table.metric(metric);
      this.#hasNewIds ||= source.metricIds[metric.id] !== id;
      source.metricIds[metric.id] = id;
    }
    for (const { id, metricId, tags } of series) {
      const metric = this.#table.metrics[source.metricIds[metricId] ?? -1];
      if (metric === undefined) throw new Error(`series ${id} refers to an undefined metric`);
      this.#link(source, id, this.#table.open(metric, tags));
    }
  }

  #link(source: Source, id: number, series: StoredSeries | undefined): void {
    // Ids may have gaps, which JSON keeps as null.
    if (series === undefined || source.seriesIds[id] === series.id) return;
    this.#hasNewIds = true;
    source.seriesIds[id] = series.id;
    source.feeds[id] = new Feed(series, this);
  }
}
