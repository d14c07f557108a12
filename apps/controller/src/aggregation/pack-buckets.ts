import { bucketKey, type MetricWindow, type Sink } from '@squall/core';

type Trend = Extract<Sink, { type: 'trend' }>;

/** A trend as buckets only, in the order of their keys. */
export interface BucketRow {
  readonly id: number;
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  readonly keys: Int32Array;
  readonly counts: Float64Array;
}

export function bucketRow(id: number, trend: Trend): BucketRow {
  const { values, bucketKeys, bucketCounts, ...moments } = trend.delta();
  if (values.length === 0) return { id, ...moments, keys: bucketKeys, counts: bucketCounts };
  return { id, ...moments, ...counted(Int32Array.from(values, bucketKey).sort()) };
}

/** All of them together, as the series 0. */
export function togetherRow(rows: readonly BucketRow[]): BucketRow {
  const counts = new Map<number, number>();
  for (const row of rows) {
    for (let i = 0; i < row.keys.length; i++) {
      const key = row.keys[i] as number;
      counts.set(key, (counts.get(key) ?? 0) + (row.counts[i] as number));
    }
  }
  const keys = Int32Array.from(counts.keys()).sort();
  return {
    id: 0,
    count: rows.reduce((sum, { count }) => sum + count, 0),
    sum: rows.reduce((sum, row) => sum + row.sum, 0),
    min: rows.reduce((least, { min }) => Math.min(least, min), Number.POSITIVE_INFINITY),
    max: rows.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY),
    keys,
    counts: Float64Array.from(keys, (key) => counts.get(key) ?? 0),
  };
}

/** The trends of a window. */
export function trendColumns(rows: readonly BucketRow[]): MetricWindow['trends'] {
  let end = 0;
  const bucketEnds = Uint32Array.from(rows, ({ keys }) => {
    end += keys.length;
    return end;
  });
  const bucketKeys = new Int32Array(end);
  const bucketCounts = new Float64Array(end);
  rows.forEach(({ keys, counts }, i) => {
    bucketKeys.set(keys, bucketEnds[i - 1] ?? 0);
    bucketCounts.set(counts, bucketEnds[i - 1] ?? 0);
  });
  return {
    series: Uint32Array.from(rows, ({ id }) => id),
    counts: Float64Array.from(rows, ({ count }) => count),
    sums: Float64Array.from(rows, ({ sum }) => sum),
    mins: Float64Array.from(rows, ({ min }) => min),
    maxs: Float64Array.from(rows, ({ max }) => max),
    valueEnds: new Uint32Array(rows.length),
    values: new Float64Array(0),
    bucketEnds,
    bucketKeys,
    bucketCounts,
  };
}

/** How often each key occurs; the keys are sorted. */
function counted(sorted: Int32Array): Pick<BucketRow, 'keys' | 'counts'> {
  const keys = new Int32Array(sorted.length);
  const counts = new Float64Array(sorted.length);
  let last = -1;
  for (const key of sorted) {
    if (last < 0 || keys[last] !== key) keys[++last] = key;
    counts[last] = (counts[last] as number) + 1;
  }
  return { keys: keys.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}
