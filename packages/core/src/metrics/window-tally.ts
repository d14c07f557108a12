import type { RunMetrics } from './run-metrics.ts';
import type { Sink } from './sinks/sink.ts';
import type { MetricDefinition, MetricWindow, SeriesDefinitions } from './window.ts';

/**
 * How much each metric holds: the sum of a counter, the number of samples of a rate or trend. Gauges are left out:
 * they keep values, not amounts. By name, for comparing two ends of a connection.
 */
export type MetricTally = Readonly<Record<string, number>>;

/** Counts what the windows of one source bring, independently of how they are merged. */
export class WindowTally {
  readonly #metrics: (MetricDefinition | undefined)[] = [];
  readonly #metricOfSeries: (MetricDefinition | undefined)[] = [];
  readonly #totals = new Map<string, number>();

  define({ metrics, series }: SeriesDefinitions): void {
    for (const metric of metrics) this.#metrics[metric.id] = metric;
    for (const { id, metricId } of series) this.#metricOfSeries[id] = this.#metrics[metricId];
  }

  add(window: MetricWindow): void {
    this.define(window.definitions);
    this.#addColumn(window.counters.series, window.counters.sums);
    this.#addColumn(window.rates.series, window.rates.totals);
    this.#addColumn(window.trends.series, window.trends.counts);
  }

  totals(): MetricTally {
    return Object.fromEntries(this.#totals);
  }

  #addColumn(series: Uint32Array, amounts: Float64Array): void {
    for (let row = 0; row < series.length; row++) {
      const name = this.#metricOfSeries[series[row] as number]?.name;
      if (name === undefined)
        throw new Error(`window refers to series ${series[row]}, which was never defined`);
      this.#totals.set(name, (this.#totals.get(name) ?? 0) + (amounts[row] as number));
    }
  }
}

// Sums of fractions depend on their order, which is not the same at both ends.
const TOLERANCE = 1e-9;

export interface TallyDifference {
  readonly metric: string;
  readonly expected: number;
  readonly actual: number;
}

/** Where two tallies do not agree. */
export function tallyDifferences(expected: MetricTally, actual: MetricTally): TallyDifference[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((metric) => {
    const difference = { metric, expected: expected[metric] ?? 0, actual: actual[metric] ?? 0 };
    return isSame(difference) ? [] : [difference];
  });
}

function isSame({ expected, actual }: TallyDifference): boolean {
  if (Object.is(expected, actual)) return true;
  const size = Math.max(Math.abs(expected), Math.abs(actual));
  return Math.abs(expected - actual) <= size * TOLERANCE;
}

/** What several sources hold together. */
export function addTallies(tallies: readonly MetricTally[]): MetricTally {
  const totals = new Map<string, number>();
  for (const tally of tallies) {
    for (const [metric, amount] of Object.entries(tally))
      totals.set(metric, (totals.get(metric) ?? 0) + amount);
  }
  return Object.fromEntries(totals);
}

/** The same of everything that was merged into the metrics of a run. */
export function tallyOfRun(run: RunMetrics): MetricTally {
  const states = run.observed().filter(({ sink, submetric }) => submetric === undefined && !sink.isEmpty);
  return Object.fromEntries(
    states.flatMap(({ name, sink }) => (sink.type === 'gauge' ? [] : [[name, amountOf(sink)]])),
  );
}

function amountOf(sink: Exclude<Sink, { type: 'gauge' }>): number {
  switch (sink.type) {
    case 'counter':
      return sink.sum;
    case 'rate':
      return sink.total;
    case 'trend':
      return sink.count;
  }
}
