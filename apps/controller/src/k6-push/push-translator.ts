import {
  BUILTIN_METRICS,
  bucketKey,
  type MetricDefinition,
  type MetricWindow,
  type SeriesDefinition,
  type ValueType,
} from '@squall/core';
import { hdrBucketMiddle } from './hdr-buckets.ts';
import type { MetricSet, PushedMetric, TrendValue } from './metric-set.ts';

interface KnownMetric {
  readonly id: number;
  readonly seriesIds: Map<string, number>;
}

/** Turns the pushes of one run into windows as agents send them, so that both are merged by the same code. */
export class PushTranslator {
  readonly #metrics = new Map<string, KnownMetric>();
  #seriesCount = 0;
  #sequence = 0;

  translate({ metrics }: MetricSet): MetricWindow {
    const window = new WindowBuilder();
    for (const metric of metrics) this.#addMetric(metric, window);
    return window.finish(this.#sequence++);
  }

  #addMetric(metric: PushedMetric, window: WindowBuilder): void {
    const known = this.#metric(metric, window);
    for (const { labels, values } of metric.series) {
      const id = this.#series(known, labels, window);
      for (const value of values) {
        if (value.kind === 'counter') window.counters.push([id, value.sum]);
        else if (value.kind === 'gauge')
          window.gauges.push([id, value.last, value.timeS * 1000, value.min, value.max]);
        else if (value.kind === 'rate') window.rates.push([id, value.trues, value.total]);
        else window.trends.push([id, value]);
      }
    }
  }

  #metric({ name, type }: PushedMetric, window: WindowBuilder): KnownMetric {
    const key = `${type} ${name}`;
    let known = this.#metrics.get(key);
    if (known === undefined) {
      known = { id: this.#metrics.size, seriesIds: new Map() };
      this.#metrics.set(key, known);
      window.metrics.push({ id: known.id, name, type, contains: contentsOf(name) });
    }
    return known;
  }

  #series(metric: KnownMetric, labels: Readonly<Record<string, string>>, window: WindowBuilder): number {
    const tags = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(tags);
    let id = metric.seriesIds.get(key);
    if (id === undefined) {
      id = this.#seriesCount++;
      metric.seriesIds.set(key, id);
      window.series.push({ id, metricId: metric.id, tags: Object.fromEntries(tags) });
    }
    return id;
  }
}

/** Units do not travel; those of the built-in metrics are known. */
function contentsOf(name: string): ValueType {
  const known = (BUILTIN_METRICS as Readonly<Record<string, readonly [string, ValueType]>>)[name];
  return known?.[1] ?? 'default';
}

/** Rows of a window, before they become columns. A series may have several: windows add up. */
class WindowBuilder {
  readonly metrics: MetricDefinition[] = [];
  readonly series: SeriesDefinition[] = [];
  readonly counters: [id: number, sum: number][] = [];
  readonly gauges: [id: number, last: number, timeMs: number, min: number, max: number][] = [];
  readonly rates: [id: number, trues: number, total: number][] = [];
  readonly trends: [id: number, value: TrendValue][] = [];

  finish(sequence: number): MetricWindow {
    const { metrics, series, counters, gauges, rates } = this;
    return {
      sequence,
      definitions: { metrics, series },
      counters: { series: ids(counters), sums: column(counters, (row) => row[1]) },
      gauges: {
        series: ids(gauges),
        values: column(gauges, (row) => row[1]),
        timesMs: column(gauges, (row) => row[2]),
        mins: column(gauges, (row) => row[3]),
        maxs: column(gauges, (row) => row[4]),
      },
      rates: {
        series: ids(rates),
        trues: column(rates, (row) => row[1]),
        totals: column(rates, (row) => row[2]),
      },
      trends: this.#trendColumns(),
    };
  }

  #trendColumns(): MetricWindow['trends'] {
    const rows = this.trends;
    const keys: number[] = [];
    const counts: number[] = [];
    const bucketEnds = rows.map(([, value]) => {
      for (const [middle, count] of valuesOf(value)) {
        keys.push(bucketKey(middle));
        counts.push(count);
      }
      return keys.length;
    });
    return {
      series: ids(rows),
      counts: column(rows, (row) => row[1].count),
      sums: column(rows, (row) => row[1].sum),
      mins: column(rows, (row) => row[1].min),
      maxs: column(rows, (row) => row[1].max),
      valueEnds: new Uint32Array(rows.length),
      values: new Float64Array(0),
      bucketEnds: Uint32Array.from(bucketEnds),
      bucketKeys: Int32Array.from(keys),
      bucketCounts: Float64Array.from(counts),
    };
  }
}

/** Values that stand for what a histogram holds; never outside of what was measured. */
function* valuesOf(trend: TrendValue): Generator<readonly [value: number, count: number]> {
  const { min, max, tooLow, tooHigh, resolution, buckets } = trend;
  if (tooLow > 0) yield [min, tooLow];
  for (const [index, count] of buckets) {
    yield [Math.min(max, Math.max(min, hdrBucketMiddle(index) * resolution)), count];
  }
  if (tooHigh > 0) yield [max, tooHigh];
}

const ids = (rows: readonly (readonly [number, ...unknown[]])[]): Uint32Array =>
  Uint32Array.from(rows, ([id]) => id);

const column = <R>(rows: readonly R[], pick: (row: R) => number): Float64Array =>
  Float64Array.from(rows, pick);
