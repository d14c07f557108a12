import { RAW_VALUES } from './limits.ts';
import { mergeWindow } from './merge-window.ts';
import type { Metric } from './metric.ts';
import { packWindow } from './pack-window.ts';
import type { Series, TagSet } from './recording.ts';
import { createMetricRegistry } from './registry.ts';
import type { SourceId } from './run-metrics.ts';
import type { Sink } from './sinks/sink.ts';
import { type InternedTags, TagInterner } from './tag-set.ts';
import type {
  MetricDefinition,
  MetricWindow,
  SampleBatch,
  SeriesDefinition,
  SeriesDefinitions,
} from './window.ts';
import { WindowSinks } from './window-sinks.ts';

/** What an instance measured since it was asked before. */
export interface CombinedWindow {
  readonly window: MetricWindow | undefined;
  readonly samples: readonly SampleBatch[];
}

class CombinedSeries implements Series {
  readonly id: number;
  readonly metric: Metric;
  readonly tags: TagSet;
  readonly #open: (series: CombinedSeries) => Sink;
  window: Sink | undefined;
  /** Values that earlier windows had of a trend. */
  sentValues = 0;

  constructor(id: number, metric: Metric, tags: TagSet, open: (series: CombinedSeries) => Sink) {
    this.id = id;
    this.metric = metric;
    this.tags = tags;
    this.#open = open;
  }

  get targets(): readonly Sink[] {
    this.window ??= this.#open(this);
    return [this.window];
  }
}

interface Source {
  readonly metrics: Metric[];
  readonly series: CombinedSeries[];
}

/**
 * Makes one source of several: the windows of all threads become one window with ids of its own, ready to travel.
 * The longer nobody asks, the more it covers, so a slow connection costs resolution in time but never a sample.
 */
export class WindowCombiner {
  readonly #registry = createMetricRegistry();
  readonly #tags = new TagInterner();
  readonly #rawSinks = new WindowSinks();
  readonly #bucketSinks = new WindowSinks(0);
  readonly #sources = new Map<SourceId, Source>();
  readonly #definedMetrics = new Set<Metric>();
  #seriesCount = 0;
  #sequence = 0;
  #touched: CombinedSeries[] = [];
  #samples: Omit<SampleBatch, 'definitions'>[] = [];
  #newMetrics: MetricDefinition[] = [];
  #newSeries: SeriesDefinition[] = [];

  /** Windows and samples of one source must come in their order. */
  add(sourceId: SourceId, window: MetricWindow | undefined, samples: readonly SampleBatch[]): void {
    const source = this.#source(sourceId);
    if (window !== undefined) {
      this.#define(source, window.definitions);
      mergeWindow(window, source.series);
    }
    for (const { definitions, ...batch } of samples) {
      this.#define(source, definitions);
      this.#samples.push({ ...batch, seriesIds: batch.seriesIds.map((id) => seriesOf(source, id).id) });
    }
  }

  /** Undefined when nothing was measured. */
  take(): CombinedWindow | undefined {
    if (this.#touched.length === 0 && this.#samples.length === 0) return undefined;
    const window = this.#takeWindow();
    const samples = this.#samples.map((batch) => ({ ...batch, definitions: this.#takeDefinitions() }));
    this.#samples = [];
    return { window, samples };
  }

  #takeWindow(): MetricWindow | undefined {
    const touched = this.#touched;
    if (touched.length === 0) return undefined;
    this.#touched = [];
    const window = packWindow(this.#sequence++, this.#takeDefinitions(), touched);
    for (const series of touched) {
      this.#close(series);
    }
    return window;
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
      source.metrics[id] = this.#registry.getOrCreate(name, type, contains);
    }
    for (const { id, metricId, tags } of series) {
      const metric = source.metrics[metricId];
      if (metric === undefined) throw new Error(`series ${id} refers to an undefined metric`);
      source.series[id] = this.#series(metric, this.#tags.empty.withAll(tags) as InternedTags);
    }
  }

  #series(metric: Metric, tags: InternedTags): CombinedSeries {
    tags.seriesByMetric ??= [];
    const known = tags.seriesByMetric[metric.id] as CombinedSeries | undefined;
    if (known !== undefined) return known;
    const series = new CombinedSeries(this.#seriesCount++, metric, tags, (opened) => this.#open(opened));
    tags.seriesByMetric[metric.id] = series;
    this.#announce(series);
    return series;
  }

  #announce({ id, metric, tags }: CombinedSeries): void {
    if (!this.#definedMetrics.has(metric)) {
      this.#definedMetrics.add(metric);
      this.#newMetrics.push({ ...metric });
    }
    this.#newSeries.push({ id, metricId: metric.id, tags: { ...tags.tags } });
  }

  #open(series: CombinedSeries): Sink {
    this.#touched.push(series);
    return this.#sinksFor(series).take(series.metric.type);
  }

  #close(series: CombinedSeries): void {
    if (series.window === undefined) return;
    const sinks = this.#sinksFor(series);
    if (series.window.type === 'trend') series.sentValues += series.window.count;
    sinks.giveBack(series.window);
    series.window = undefined;
  }

  // Once a series has more values than any total keeps raw, everything it feeds counts in buckets: nothing is lost
  // by sending buckets, which are smaller.
  #sinksFor(series: CombinedSeries): WindowSinks {
    return series.sentValues > RAW_VALUES.total ? this.#bucketSinks : this.#rawSinks;
  }

  #takeDefinitions(): SeriesDefinitions {
    const definitions = { metrics: this.#newMetrics, series: this.#newSeries };
    this.#newMetrics = [];
    this.#newSeries = [];
    return definitions;
  }
}

function seriesOf(source: Source, id: number): CombinedSeries {
  const series = source.series[id];
  if (series === undefined) throw new Error(`samples refer to series ${id}, which its source never defined`);
  return series;
}
