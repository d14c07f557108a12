import type { Metric, ResolvedSamples, Series } from '@squall/core';

/** A time series as receivers see it: to them a tag without a value is none. */
export interface SentSeries {
  readonly metric: Metric;
  /** Sorted by key; none with an empty value. */
  readonly tags: readonly (readonly [key: string, value: string])[];
}

/** A time series with what its samples came to so far. */
export interface SeriesEntry<State> {
  readonly series: SentSeries;
  readonly state: State;
  /** Of the latest sample. */
  latestMs: number;
  /** Of the value that was sent last. */
  sentMs: number;
  /** Whether samples came after the value that was sent last. */
  isChanged: boolean;
}

export interface SeriesTableOptions<State> {
  create(series: SentSeries): State;
  /** Hot path. */
  add(state: State, value: number, timeMs: number): void;
}

/** Adds samples up, series by series, for protocols that carry totals. */
export class SeriesTable<State> {
  readonly #options: SeriesTableOptions<State>;
  readonly #byId: (SeriesEntry<State> | undefined)[] = [];
  readonly #byText = new Map<string, SeriesEntry<State>>();
  readonly #all: SeriesEntry<State>[] = [];

  constructor(options: SeriesTableOptions<State>) {
    this.#options = options;
  }

  /** Every series, in the order of their first samples. */
  get all(): readonly SeriesEntry<State>[] {
    return this.#all;
  }

  get changed(): readonly SeriesEntry<State>[] {
    return this.#all.filter(({ isChanged }) => isChanged);
  }

  /** Hot path. */
  add({ series, seriesIds, values, timesMs }: ResolvedSamples): void {
    for (let i = 0; i < seriesIds.length; i++) {
      const handle = series[seriesIds[i] as number] as Series;
      const entry = this.#byId[handle.id] ?? this.#open(handle);
      const timeMs = timesMs[i] as number;
      this.#options.add(entry.state, values[i] as number, timeMs);
      if (timeMs > entry.latestMs) entry.latestMs = timeMs;
      entry.isChanged = true;
    }
  }

  #open({ id, metric, tags }: Series): SeriesEntry<State> {
    const sent = { metric, tags: Object.entries(tags.tags).filter(([, value]) => value !== '') };
    const text = JSON.stringify([metric.id, ...sent.tags]);
    const entry = this.#byText.get(text) ?? this.#create(sent);
    this.#byText.set(text, entry);
    this.#byId[id] = entry;
    return entry;
  }

  #create(series: SentSeries): SeriesEntry<State> {
    const entry = {
      series,
      state: this.#options.create(series),
      latestMs: Number.NEGATIVE_INFINITY,
      sentMs: Number.NEGATIVE_INFINITY,
      isChanged: false,
    };
    this.#all.push(entry);
    return entry;
  }
}
