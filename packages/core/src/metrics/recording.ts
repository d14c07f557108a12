import type { Metric, MetricType, ValueType } from './metric.ts';

/**
 * An interned, immutable set of tags: equal sets of one interner are the same object, as long as a series uses them
 * or they were asked for recently.
 */
export interface TagSet {
  readonly id: number;
  /** Sorted by key. */
  readonly tags: Readonly<Record<string, string>>;
  get(key: string): string | undefined;
  /** The interned set with one tag added or replaced. Cheap when asked again: transitions are remembered. */
  with(key: string, value: string): TagSet;
  withAll(tags: Readonly<Record<string, string>>): TagSet;
  without(key: string): TagSet;
}

/** A time series: one metric with one tag set. Interned, so a handle can be kept and compared. */
export interface Series {
  readonly id: number;
  readonly metric: Metric;
  readonly tags: TagSet;
}

/** Values shown with a sample but no part of its series (`vu`, `iter`, user metadata). */
export type SampleMetadata = Readonly<Record<string, string>>;

export interface MetricRegistry {
  /**
   * The metric of that name, created when missing.
   * @throws Error with k6's text when the name is bad or taken with another type or content.
   */
  getOrCreate(name: string, type: MetricType, contains?: ValueType): Metric;
  get(name: string): Metric | undefined;
  all(): readonly Metric[];
}

/** Where one thread's samples go. */
export interface SampleRecorder {
  readonly registry: MetricRegistry;
  readonly emptyTags: TagSet;
  series(metric: Metric, tags: TagSet): Series;
  /** Hot path: allocates nothing. `timeMs` is epoch milliseconds with fractions. */
  add(series: Series, value: number, timeMs: number, metadata?: SampleMetadata): void;
}
