import {
  addSink,
  createSink,
  type MetricWindow,
  mergeSinks,
  mergeWindow,
  packWindow,
  parseMetricSelector,
  RAW_VALUES,
  type Sink,
  type ThresholdConfigs,
} from '@squall/core';
import type { SeriesTable, StoredSeries } from './series-table.ts';

const BUCKETS_ONLY = { rawValues: 0 };
const EXACT = { rawValues: RAW_VALUES.total };

/** A metric, a part of it that thresholds name, or its part in a scenario and group: what a summary shows a line of. */
interface Line {
  count: number;
}

interface Total {
  sink: Sink;
  readonly lines: readonly Line[];
  hasBuckets: boolean;
}

type Selectors = readonly { readonly metric: string; readonly tags: readonly [string, string][] }[];

/**
 * Every series over the whole run, such that merging them gives what merging the frames would have given. A trend
 * keeps its values as long as any line of the summary it counts for does, and then only buckets.
 */
export class RunTotals {
  readonly #table: SeriesTable;
  readonly #selectors: Selectors;
  readonly #totals: Total[] = [];
  readonly #lines = new Map<string, Line>();

  constructor(table: SeriesTable, thresholds: ThresholdConfigs) {
    this.#table = table;
    this.#selectors = selectorsOf(thresholds);
  }

  sinkOf(id: number): Sink | undefined {
    return this.#totals[id]?.sink;
  }

  add(id: number, delta: Sink): void {
    const total = this.#open(id);
    addSink(total.sink, delta);
    if (delta.type !== 'trend') return;
    for (const line of total.lines) line.count += delta.count;
    if (!total.hasBuckets) this.#forgetValues(total);
  }

  /** Everything as one window, with the definitions of all series. */
  window(): MetricWindow {
    const touched = this.#totals.map(({ sink }, id) => ({ id, window: sink.isEmpty ? undefined : sink }));
    return packWindow(0, this.#table.definitions(), touched);
  }

  /** Takes over what was stored; the table has its series already. */
  restore(window: MetricWindow): void {
    const opened = this.#table.all.map(({ id }) => this.#open(id));
    mergeWindow(
      window,
      opened.map(({ sink }) => ({ targets: [sink] })),
    );
    for (const { sink, lines } of opened) {
      if (sink.type === 'trend') for (const line of lines) line.count += sink.count;
    }
    for (const total of opened) this.#forgetValues(total);
  }

  #open(id: number): Total {
    const known = this.#totals[id];
    if (known !== undefined) return known;
    // Without gaps, so that every series has its place.
    for (let next = this.#totals.length; next <= id; next++) {
      const series = this.#table.all[next];
      if (series === undefined) throw new Error(`there is no series ${next}`);
      const sink = createSink(series.metric.type, EXACT);
      this.#totals.push({ sink, lines: this.#linesOf(series), hasBuckets: false });
    }
    return this.#totals[id] as Total;
  }

  #linesOf({ metric, tags }: StoredSeries): Line[] {
    if (metric.type !== 'trend') return [];
    const keys = [metric.name, JSON.stringify([metric.name, tags.scenario ?? null, tags.group ?? null])];
    for (const [i, selector] of this.#selectors.entries()) {
      if (selector.metric !== metric.name) continue;
      if (selector.tags.every(([key, value]) => tags[key] === value)) keys.push(`selector ${i}`);
    }
    return keys.map((key) => {
      const line = this.#lines.get(key) ?? { count: 0 };
      this.#lines.set(key, line);
      return line;
    });
  }

  #forgetValues(total: Total): void {
    if (total.sink.type !== 'trend') return;
    if (total.lines.some(({ count }) => count <= RAW_VALUES.total)) return;
    total.sink = mergeSinks([total.sink], 'trend', BUCKETS_ONLY);
    total.hasBuckets = true;
  }
}

function selectorsOf(thresholds: ThresholdConfigs): Selectors {
  const texts = ['http_req_duration{expected_response:true}', ...Object.keys(thresholds)];
  return texts.flatMap((text) => {
    try {
      const { metricName, selector, tags } = parseMetricSelector(text);
      return selector === undefined ? [] : [{ metric: metricName, tags: Object.entries(tags) }];
    } catch {
      return [];
    }
  });
}
