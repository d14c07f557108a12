import type { MetricWindow } from '@squall/core';
import { expect, test } from 'vitest';
import { RunOverview } from './run-overview.ts';

const METRICS = [
  { id: 0, name: 'http_reqs', type: 'counter', contains: 'default' },
  { id: 1, name: 'http_req_failed', type: 'rate', contains: 'default' },
  { id: 2, name: 'http_req_duration', type: 'trend', contains: 'time' },
  { id: 3, name: 'vus', type: 'gauge', contains: 'default' },
  { id: 4, name: 'my_counter', type: 'counter', contains: 'default' },
] as const;
const DEFINITIONS = { metrics: METRICS, series: METRICS.map(({ id }) => ({ id, metricId: id, tags: {} })) };
const NOTHING_NEW = { metrics: [], series: [] };

interface Measured {
  readonly isFirst?: boolean;
  readonly failed: number;
  readonly durationsMs: readonly number[];
  readonly vus: number;
}

function windowOf({ isFirst = true, failed, durationsMs, vus }: Measured): MetricWindow {
  const count = durationsMs.length;
  return {
    sequence: 0,
    definitions: isFirst ? DEFINITIONS : NOTHING_NEW,
    counters: { series: Uint32Array.of(0, 4), sums: Float64Array.of(count, 99) },
    gauges: {
      series: Uint32Array.of(3),
      values: Float64Array.of(vus),
      timesMs: Float64Array.of(1),
      mins: Float64Array.of(vus),
      maxs: Float64Array.of(vus),
    },
    rates: { series: Uint32Array.of(1), trues: Float64Array.of(failed), totals: Float64Array.of(count) },
    trends: {
      series: Uint32Array.of(2),
      counts: Float64Array.of(count),
      sums: Float64Array.of(durationsMs.reduce((a, b) => a + b, 0)),
      mins: Float64Array.of(Math.min(...durationsMs)),
      maxs: Float64Array.of(Math.max(...durationsMs)),
      valueEnds: Uint32Array.of(count),
      values: Float64Array.from(durationsMs),
      bucketEnds: Uint32Array.of(0),
      bucketKeys: new Int32Array(),
      bucketCounts: new Float64Array(),
    },
  };
}

test('windows of all agents add up to one point for each second', () => {
  const overview = new RunOverview();
  overview.add('0/1', windowOf({ failed: 1, durationsMs: [10, 10, 10], vus: 3 }), { atS: 0.9 });
  overview.add('1/1', windowOf({ failed: 0, durationsMs: [100], vus: 4 }), { atS: 0.7 });
  overview.add('0/1', windowOf({ isFirst: false, failed: 0, durationsMs: [20, 20], vus: 5 }), { atS: 2.1 });
  const columns = overview.columns();
  expect(columns).toMatchObject({
    stepS: 1,
    seconds: [0, 2],
    vus: [7, 5],
    requestsPerS: [4, 2],
    iterationsPerS: [null, null],
    failedShare: [0.25, 0],
  });
  expect(columns.p50Ms[0]).toBeCloseTo(10, 0);
  expect(columns.p99Ms[0]).toBeGreaterThan(90);
  expect(columns.p95Ms[1]).toBeCloseTo(20, 0);
});

test('a long run takes longer steps instead of more space, and loses nothing', () => {
  const overview = new RunOverview();
  const seconds = 5000;
  for (let atS = 0; atS < seconds; atS++) {
    overview.add('0/1', windowOf({ isFirst: atS === 0, failed: 0, durationsMs: [10, 20], vus: 1 }), { atS });
  }
  const { stepS, requestsPerS } = overview.columns();
  expect(stepS).toBe(8);
  expect(requestsPerS.length).toBe(seconds / stepS);
  expect(new Set(requestsPerS)).toEqual(new Set([2]));
});

test('an overview of nothing has no points', () => {
  expect(new RunOverview().columns()).toMatchObject({ seconds: [], requestsPerS: [] });
});
