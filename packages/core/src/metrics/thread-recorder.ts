import type { Metric } from './metric.ts';
import { packWindow } from './pack-window.ts';
import type { MetricRegistry, SampleMetadata, SampleRecorder, Series, TagSet } from './recording.ts';
import { type SampleChunk, SampleColumns } from './sample-columns.ts';
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

export interface ThreadRecorderOptions {
  readonly registry: MetricRegistry;
  /** Whether raw samples are collected too; only when an output wants them. */
  readonly samples?: boolean;
  /** Called during `add` when a chunk of raw samples is full; should call `takeSamples()`, else chunks queue up. */
  readonly onSamplesFull?: () => void;
}

class RecordedSeries implements Series {
  /** The sink of the current window; undefined until the first sample of the window. */
  window: Sink | undefined;
  isDefined = false;
  readonly id: number;
  readonly metric: Metric;
  readonly tags: TagSet;

  constructor(id: number, metric: Metric, tags: TagSet) {
    this.id = id;
    this.metric = metric;
    this.tags = tags;
  }
}

/**
 * Records the samples of one thread: sums up what happens between two calls of `takeWindow()`, so memory depends
 * on the number of series, not of samples. Also used on the main thread, for `vus`.
 */
export class ThreadRecorder implements SampleRecorder {
  readonly registry: MetricRegistry;
  readonly emptyTags: TagSet = new TagInterner().empty;
  readonly #onSamplesFull: (() => void) | undefined;
  readonly #samples: SampleColumns | undefined;
  readonly #sinks = new WindowSinks();
  #fullChunks: SampleChunk[] = [];
  #touched: RecordedSeries[] = [];
  #seriesCount = 0;
  #sequence = 0;
  readonly #definedMetrics = new Set<number>();
  #newMetrics: MetricDefinition[] = [];
  #newSeries: SeriesDefinition[] = [];

  constructor(options: ThreadRecorderOptions) {
    this.registry = options.registry;
    this.#onSamplesFull = options.onSamplesFull;
    this.#samples = options.samples === true ? new SampleColumns() : undefined;
  }

  /** The tags must come from this recorder's `emptyTags`. */
  series(metric: Metric, tags: TagSet): Series {
    const interned = tags as InternedTags;
    interned.seriesByMetric ??= [];
    const known = interned.seriesByMetric[metric.id];
    if (known !== undefined) return known;
    const created = new RecordedSeries(this.#seriesCount++, metric, tags);
    interned.seriesByMetric[metric.id] = created;
    return created;
  }

  /** Hot path: nine calls for each HTTP request. */
  add(series: Series, value: number, timeMs: number, metadata?: SampleMetadata): void {
    const recorded = series as RecordedSeries;
    const sink = recorded.window ?? this.#open(recorded);
    sink.add(value, timeMs);
    if (this.#samples !== undefined) this.#addRaw(this.#samples, recorded.id, value, timeMs, metadata);
  }

  /** What was recorded since the call before; undefined when there is nothing. */
  takeWindow(): MetricWindow | undefined {
    if (this.#touched.length === 0) return undefined;
    const touched = this.#touched;
    this.#touched = [];
    const window = packWindow(this.#sequence++, this.#takeDefinitions(), touched);
    for (const series of touched) {
      if (series.window !== undefined) this.#sinks.giveBack(series.window);
      series.window = undefined;
    }
    return window;
  }

  /** Raw samples since the call before; always empty unless the recorder was made to collect them. */
  takeSamples(): SampleBatch[] {
    const chunks = this.#fullChunks;
    this.#fullChunks = [];
    if (this.#samples !== undefined && !this.#samples.isEmpty) chunks.push(this.#samples.take());
    return chunks.map((chunk, i) => ({
      ...chunk,
      definitions: i === 0 ? this.#takeDefinitions() : { metrics: [], series: [] },
    }));
  }

  #addRaw(
    samples: SampleColumns,
    seriesId: number,
    value: number,
    timeMs: number,
    metadata: SampleMetadata | undefined,
  ): void {
    if (!samples.push(seriesId, value, timeMs, metadata)) return;
    this.#fullChunks.push(samples.take());
    this.#onSamplesFull?.();
  }

  #open(series: RecordedSeries): Sink {
    const sink = this.#sinks.take(series.metric.type);
    series.window = sink;
    this.#touched.push(series);
    if (!series.isDefined) this.#define(series);
    return sink;
  }

  #define(series: RecordedSeries): void {
    const { id, name, type, contains } = series.metric;
    series.isDefined = true;
    if (!this.#definedMetrics.has(id)) {
      this.#definedMetrics.add(id);
      this.#newMetrics.push({ id, name, type, contains });
    }
    // A plain copy: the interned object has no prototype, which not every transport keeps.
    this.#newSeries.push({ id: series.id, metricId: id, tags: { ...series.tags.tags } });
  }

  #takeDefinitions(): SeriesDefinitions {
    const definitions = { metrics: this.#newMetrics, series: this.#newSeries };
    this.#newMetrics = [];
    this.#newSeries = [];
    return definitions;
  }
}
