import {
  createMetricRegistry,
  type Metric,
  type MetricDefinition,
  type MetricRegistry,
  type SeriesDefinitions,
} from '@squall/core';
import type { TagRules } from './tag-rules.ts';

type Tags = Readonly<Record<string, string>>;

/** A series of a run as it is stored; `id` is dense from 0 over the run. */
export interface StoredSeries {
  readonly id: number;
  readonly metric: Metric;
  readonly tags: Tags;
}

/** Space is taken for each series of a run; whoever puts an id into a tag does not get it without limit. */
const MAX_SERIES = 5_000;
/** Even of those that stand for several. */
const MAX_CROWDS = 1_000;
/** Surplus series are counted up to here. */
const MAX_COUNTED = 100_000;

/** Gives every series of a run its id, once. */
export class SeriesTable {
  readonly #rules: TagRules;
  readonly #maxSeries: number;
  readonly #registry: MetricRegistry = createMetricRegistry();
  readonly #known = new Map<string, StoredSeries>();
  readonly #all: StoredSeries[] = [];
  readonly #surplus = new Set<string>();
  #surplusBefore = 0;

  constructor(rules: TagRules, maxSeries = MAX_SERIES) {
    this.#rules = rules;
    this.#maxSeries = maxSeries;
  }

  get all(): readonly StoredSeries[] {
    return this.#all;
  }

  /** How many series were put together with others because there were too many; at least. */
  get surplus(): number {
    return this.#surplusBefore + this.#surplus.size;
  }

  metric({ name, type, contains }: Pick<MetricDefinition, 'name' | 'type' | 'contains'>): Metric {
    return this.#registry.getOrCreate(name, type, contains);
  }

  get metrics(): readonly Metric[] {
    return this.#registry.all();
  }

  /** The series that samples of this metric with these tags belong to. */
  open(metric: Metric, tags: Tags): StoredSeries {
    const stored = this.#rules.stored(metric.name, tags);
    const key = keyOf(metric, stored);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#all.length < this.#maxSeries) return this.#add(key, metric, stored);
    if (this.#surplus.size < MAX_COUNTED) this.#surplus.add(key);
    const isFull = this.#all.length >= this.#maxSeries + MAX_CROWDS;
    const crowded = isFull ? {} : this.#rules.crowded(metric.name, stored);
    const crowdKey = keyOf(metric, crowded);
    return this.#known.get(crowdKey) ?? this.#add(crowdKey, metric, crowded);
  }

  /** Takes over what was stored. */
  restore({ metrics, series }: SeriesDefinitions, surplus: number): void {
    this.#surplusBefore = surplus;
    const byId = new Map(metrics.map((definition) => [definition.id, this.metric(definition)]));
    for (const { metricId, tags } of series) {
      const metric = byId.get(metricId);
      if (metric !== undefined) this.#add(keyOf(metric, tags), metric, tags);
    }
  }

  definitions(): SeriesDefinitions {
    return {
      metrics: this.metrics.map((metric) => ({ ...metric })),
      series: this.#all.map(({ id, metric, tags }) => ({ id, metricId: metric.id, tags })),
    };
  }

  #add(key: string, metric: Metric, tags: Tags): StoredSeries {
    const series = { id: this.#all.length, metric, tags };
    this.#all.push(series);
    this.#known.set(key, series);
    return series;
  }
}

function keyOf({ id }: Metric, tags: Tags): string {
  return JSON.stringify([id, ...Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))]);
}
