import type { Logger } from '../log/logger.ts';
import { CheckStates } from './check-states.ts';
import { RAW_VALUES, SUGGESTED_SERIES } from './limits.ts';
import { mergeWindow } from './merge-window.ts';
import type { Metric } from './metric.ts';
import { parseMetricSelector } from './metric-selector.ts';
import {
  type MetricSlice,
  type MetricState,
  type MutableMetricState,
  matches,
  newMetricState,
  newSubmetricState,
  newTotal,
  type RunSeries,
  type SeriesState,
} from './metric-state.ts';
import type { MetricRegistry, TagSet } from './recording.ts';
import { createSink, type Sink } from './sinks/sink.ts';
import { type InternedTags, TagInterner } from './tag-set.ts';
import type {
  MetricWindow,
  ResolvedSamples,
  SampleBatch,
  SeriesDefinition,
  SeriesDefinitions,
} from './window.ts';

export interface RunMetricsOptions {
  /** Metrics known before the run; what sources bring along is added. */
  readonly registry: MetricRegistry;
  /** Told when there are too many series. */
  readonly log?: Logger;
  /** How many series get a sink of their own (the first ones); none by default. */
  readonly maxSeriesSinks?: number;
  /** From how many series on the user is warned: at this number and each time it has doubled. */
  readonly warnAboveSeries?: number;
}

/** Names a thread or agent; its ids are resolved separately from those of others. */
export type SourceId = string | number;

interface Source {
  readonly metrics: Metric[];
  readonly series: RunSeries[];
}

/**
 * The metrics of one run: merges the windows of all sources. Thresholds, summary, progress and the REST API
 * read from here. Memory depends on the number of series, not of samples.
 */
export class RunMetrics {
  readonly registry: MetricRegistry;
  readonly #log: Logger | undefined;
  readonly #maxSeriesSinks: number;
  readonly #sources = new Map<SourceId, Source>();
  readonly #tags = new TagInterner();
  readonly #series: RunSeries[] = [];
  readonly #states = new Map<string, MutableMetricState>();
  readonly #observed = new Set<MetricState>();
  readonly #checks = new CheckStates();
  readonly #slices = new Map<string, MetricSlice>();
  #warnAbove: number;

  constructor(options: RunMetricsOptions) {
    this.registry = options.registry;
    this.#log = options.log;
    this.#maxSeriesSinks = options.maxSeriesSinks ?? 0;
    this.#warnAbove = options.warnAboveSeries ?? SUGGESTED_SERIES;
  }

  /** Adds what a source measured. Windows of one source must come in their order, of several in any. */
  merge(sourceId: SourceId, window: MetricWindow): void {
    const source = this.#source(sourceId);
    this.#define(source, window.definitions);
    mergeWindow(window, source.series);
  }

  /** Makes a batch of raw samples readable for outputs; adds nothing to the metrics. */
  resolve(sourceId: SourceId, { definitions, ...samples }: SampleBatch): ResolvedSamples {
    const source = this.#source(sourceId);
    this.#define(source, definitions);
    return { ...samples, series: source.series };
  }

  /**
   * The metric or sub-metric of that name; a sub-metric is created when missing. Must come before the samples
   * it is meant to receive. Two selectors with the same tags share one sub-metric.
   * @throws Error when the selector is malformed or there is no such metric.
   */
  declare(text: string): MetricState {
    const { metricName, selector, tags } = parseMetricSelector(text);
    const metric = this.registry.get(metricName);
    if (metric === undefined) throw new Error(`metric '${metricName}' does not exist in the script`);
    const parent = this.#state(metric);
    if (selector === undefined) return parent;
    const known = parent.submetrics.find((state) => sameTags(state.submetric?.tags ?? {}, tags));
    if (known !== undefined) return known;
    return this.#addSubmetric(parent, newSubmetricState(metric, selector, tags));
  }

  /** Makes a metric, and the parent of a sub-metric, part of the results even without samples. */
  markObserved(state: MetricState): void {
    this.#observed.add(state);
    if (state.submetric !== undefined) this.#observed.add(this.#state(state.metric));
  }

  /** Metrics and sub-metrics with samples or thresholds, in the order in which they became so. */
  observed(): readonly MetricState[] {
    return [...this.#observed];
  }

  /** An observed metric or sub-metric by its full name. */
  get(name: string): MetricState | undefined {
    const state = this.#states.get(name);
    return state !== undefined && this.#observed.has(state) ? state : undefined;
  }

  submetricsOf(metric: Metric): readonly MetricState[] {
    return this.#states.get(metric.name)?.submetrics ?? [];
  }

  /** Every series of the run, in first-seen order; its index is its `id`. */
  series(): readonly SeriesState[] {
    return this.#series;
  }

  /** Metrics by scenario and group, in first-seen order; without series that have neither tag. */
  slices(): readonly MetricSlice[] {
    return [...this.#slices.values()];
  }

  /** Groups in which something ended or was checked, and their checks. */
  get checks(): CheckStates {
    return this.#checks;
  }

  #source(id: SourceId): Source {
    let source = this.#sources.get(id);
    if (source === undefined) {
      source = { metrics: [], series: [] };
      this.#sources.set(id, source);
    }
    return source;
  }

  #define(source: Source, { metrics, series }: SeriesDefinitions): void {
    for (const { id, name, type, contains } of metrics) {
      source.metrics[id] = this.registry.getOrCreate(name, type, contains);
    }
    for (const definition of series) source.series[definition.id] = this.#openSeries(source, definition);
  }

  #openSeries(source: Source, definition: SeriesDefinition): RunSeries {
    const metric = source.metrics[definition.metricId];
    if (metric === undefined) throw new Error(`series ${definition.id} refers to an undefined metric`);
    const tags = this.#tags.empty.withAll(definition.tags) as InternedTags;
    tags.seriesByMetric ??= [];
    const known = tags.seriesByMetric[metric.id] as RunSeries | undefined;
    if (known !== undefined) return known;
    const series = this.#newSeries(metric, tags);
    tags.seriesByMetric[metric.id] = series;
    this.#series.push(series);
    this.#warnOfTooManySeries();
    return series;
  }

  #newSeries(metric: Metric, tags: TagSet): RunSeries {
    const state = this.#state(metric);
    this.#observed.add(state);
    const targets = [state.sink];
    for (const submetric of state.submetrics) {
      if (!matches(submetric, tags)) continue;
      this.#observed.add(submetric);
      targets.push(submetric.sink);
    }
    targets.push(...this.#breakdowns(metric, tags));
    const keepsSink = this.#series.length < this.#maxSeriesSinks;
    const sink = keepsSink ? createSink(metric.type, { rawValues: RAW_VALUES.series }) : undefined;
    if (sink !== undefined) targets.push(sink);
    return { id: this.#series.length, metric, tags, sink, targets };
  }

  #breakdowns(metric: Metric, tags: TagSet): Sink[] {
    const scenario = tags.get('scenario');
    const group = tags.get('group');
    const sinks = this.#checks.sinksOf(metric, tags);
    if (scenario !== undefined || group !== undefined) sinks.push(this.#slice(metric, scenario, group).sink);
    return sinks;
  }

  #slice(metric: Metric, scenario: string | undefined, group: string | undefined): MetricSlice {
    const key = JSON.stringify([metric.id, scenario ?? null, group ?? null]);
    let slice = this.#slices.get(key);
    if (slice === undefined) {
      slice = { metric, scenario, group, sink: newTotal(metric) };
      this.#slices.set(key, slice);
    }
    return slice;
  }

  #state(metric: Metric): MutableMetricState {
    let state = this.#states.get(metric.name);
    if (state === undefined) {
      state = newMetricState(metric);
      this.#states.set(metric.name, state);
    }
    return state;
  }

  #addSubmetric(parent: MutableMetricState, submetric: MutableMetricState): MetricState {
    parent.submetrics.push(submetric);
    this.#states.set(submetric.name, submetric);
    for (const series of this.#series) {
      if (series.metric === submetric.metric && matches(submetric, series.tags))
        series.targets.push(submetric.sink);
    }
    return submetric;
  }

  #warnOfTooManySeries(): void {
    if (this.#series.length <= this.#warnAbove) return;
    this.#warnAbove *= 2;
    this.#log?.log(
      'warning',
      `The test has generated metrics with ${this.#series.length} unique time series, which is higher than ` +
        `the suggested limit of ${SUGGESTED_SERIES} and could cause high memory usage. Consider not using ` +
        'high-cardinality values like unique IDs as metric tags or, if you need them in the URL, use the name ' +
        'metric tag or URL grouping. See https://grafana.com/docs/k6/latest/using-k6/tags-and-groups/ for details.',
      { component: 'metrics-engine-ingester' },
    );
  }
}

function sameTags(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
