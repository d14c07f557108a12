import type { RunRollups } from '../aggregation/run-rollups.ts';
import type { Timeline } from './timeline.ts';

interface Kept<T> {
  /** What was looked at when the value was made. */
  readonly revision: number;
  readonly value: T;
}

/** Charts of one run that are remembered. */
const MAX_CHARTS = 40;

/** Remembers the points of charts, so that a look at a run under way reads only what has changed since. */
export class PointCache {
  readonly #charts = new WeakMap<RunRollups, Map<string, Map<number, Kept<unknown>>>>();

  /**
   * The points of a chart that have a value, by index. `compute` is asked for those from one index up to another
   * that are new or have changed.
   */
  async read<T>(
    rollups: RunRollups,
    chart: string,
    { stepS, firstIndex, endIndex }: Timeline,
    compute: (firstIndex: number, endIndex: number) => Promise<ReadonlyMap<number, T>>,
  ): Promise<ReadonlyMap<number, T>> {
    const kept = this.#points<T | undefined>(rollups, `${stepS} ${chart}`);
    const revisionOf = (index: number) => rollups.revisionOf(index * stepS, (index + 1) * stepS);
    const isStale = (index: number) => kept.get(index)?.revision !== revisionOf(index);
    for (let from = firstIndex; from < endIndex; from++) {
      if (!isStale(from)) continue;
      let to = from + 1;
      while (to < endIndex && isStale(to)) to++;
      const fresh = await compute(from, to);
      for (let index = from; index < to; index++) {
        kept.set(index, { revision: revisionOf(index), value: fresh.get(index) });
      }
      from = to;
    }
    const points = new Map<number, T>();
    for (let index = firstIndex; index < endIndex; index++) {
      const value = kept.get(index)?.value;
      if (value !== undefined) points.set(index, value);
    }
    return points;
  }

  /** Those asked for last stay. */
  #points<T>(rollups: RunRollups, chart: string): Map<number, Kept<T>> {
    const charts = this.#charts.get(rollups) ?? new Map<string, Map<number, Kept<unknown>>>();
    this.#charts.set(rollups, charts);
    const points = charts.get(chart) ?? new Map<number, Kept<unknown>>();
    charts.delete(chart);
    charts.set(chart, points);
    for (const key of charts.keys()) {
      if (charts.size <= MAX_CHARTS) break;
      charts.delete(key);
    }
    return points as Map<number, Kept<T>>;
  }
}
