import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrendSink } from './trend.ts';

const SHARES = [0, 0.01, 0.5, 0.9, 0.95, 0.999, 1];

function sinkOf(values: readonly number[], rawLimit: number): TrendSink {
  const sink = new TrendSink(rawLimit);
  for (const value of values) sink.add(value);
  return sink;
}

/** k6's definition, on all values. */
function exactPercentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const rank = share * (sorted.length - 1);
  const lower = sorted[Math.floor(rank)] ?? 0;
  const upper = sorted[Math.ceil(rank)] ?? 0;
  return lower + (upper - lower) * (rank - Math.floor(rank));
}

const duration = fc.double({ min: 0, max: 1e5, noNaN: true }).map((v) => (v < 1e-6 ? 0 : v));
const anyValue = fc.double({ min: -1e9, max: 1e9, noNaN: true }).map((v) => (Math.abs(v) < 1e-6 ? 0 : v));

test('gives exact, interpolated percentiles while values are few', () => {
  fc.assert(
    fc.property(fc.array(anyValue, { minLength: 1, maxLength: 64 }), (values) => {
      const sink = sinkOf(values, 64);
      for (const share of SHARES) expect(sink.percentile(share)).toBe(exactPercentile(values, share));
    }),
  );
});

test('keeps percentiles of many values within 0.1 % of the exact ones', () => {
  fc.assert(
    fc.property(fc.array(duration, { minLength: 9, maxLength: 300 }), (values) => {
      const sink = sinkOf(values, 8);
      for (const share of SHARES) {
        const exact = exactPercentile(values, share);
        expect(Math.abs(sink.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.001);
      }
    }),
  );
});

test('merges any split, in any order, into what one sink would hold', () => {
  const parts = fc.array(fc.array(anyValue, { maxLength: 40 }), { maxLength: 8 });
  fc.assert(
    fc.property(parts, (split) => {
      const whole = sinkOf(split.flat(), 16);
      const merged = new TrendSink(16);
      for (const part of [...split].reverse()) merged.merge(sinkOf(part, 16).delta());
      expect([merged.count, merged.min, merged.max]).toEqual([whole.count, whole.min, whole.max]);
      expect(merged.sum).toBeCloseTo(whole.sum, 3);
      for (const share of SHARES) expect(merged.percentile(share)).toBe(whole.percentile(share));
    }),
  );
});

test('stays within 0.2 % when parts turned into histograms that the whole would not need', () => {
  const parts = fc.array(fc.array(duration, { maxLength: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(parts, (split) => {
      const merged = new TrendSink(1000);
      for (const part of split) merged.merge(sinkOf(part, 4).delta());
      const values = split.flat();
      if (values.length === 0) return;
      for (const share of SHARES) {
        const exact = exactPercentile(values, share);
        expect(Math.abs(merged.percentile(share) - exact)).toBeLessThanOrEqual(exact * 0.002);
      }
    }),
  );
});

test('is exact over many merged parts as long as there are few values in all', () => {
  const merged = new TrendSink(100);
  const values = Array.from({ length: 100 }, (_, i) => ((i * 37) % 100) + 0.123);
  for (const value of values) merged.merge(sinkOf([value], 10).delta());
  for (const share of SHARES) expect(merged.percentile(share)).toBe(exactPercentile(values, share));
});

test('turns into a histogram with the first value beyond the limit', () => {
  const sink = sinkOf([1.0001, 1.0002], 2);
  expect(sink.delta().values).toHaveLength(2);
  sink.add(3);
  const delta = sink.delta();
  expect(delta.values).toHaveLength(0);
  expect([...delta.bucketCounts]).toEqual([2, 1]);
  expect([sink.min, sink.max, sink.sum, sink.count]).toEqual([1.0001, 3, 5.0003, 3]);
});

test.each([
  ['nothing', [], 0],
  ['one value', [7], 7],
  ['zeros', [0, 0, 0, 0, 0], 0],
  ['negative values', [-5, -4, -3, -2, -1], -3],
  ['values around zero', [-1, -1, 0, 1, 1], 0],
])('finds the median of %s', (_what, values, median) => {
  for (const rawLimit of [100, 2]) {
    const found = sinkOf(values, rawLimit).percentile(0.5);
    expect(Math.abs(found - median)).toBeLessThanOrEqual(Math.abs(median) * 0.001);
  }
});

test('handles tiny, huge and infinite values side by side', () => {
  const sink = sinkOf([1e-300, 1e300, Infinity, 1, -Infinity, -1e300], 2);
  const ranks = [0, 0.2, 0.4, 0.6, 0.8, 1].map((share) => sink.percentile(share));
  expect([ranks[0], ranks[5]]).toEqual([-Infinity, Infinity]);
  for (const [at, value] of [
    [1, -1e300],
    [2, 1e-300],
    [3, 1],
    [4, 1e300],
  ] as const) {
    expect(Math.abs((ranks[at] ?? 0) / value - 1)).toBeLessThan(0.001);
  }
});

test('can be used again after a reset, with and without its histogram', () => {
  const sink = sinkOf([1, 2, 3, 4, 5], 3);
  sink.reset();
  expect([sink.count, sink.percentile(0.5), sink.isEmpty]).toEqual([0, 0, true]);
  for (const value of [10, 30]) sink.add(value);
  expect(sink.percentile(0.5)).toBe(20);
  for (const value of [50, 70, 90]) sink.add(value);
  expect(Math.abs(sink.percentile(0.5) - 50)).toBeLessThan(0.05);
  expect(sink.count).toBe(5);
});

test('counts beyond 32 bits', () => {
  const sink = new TrendSink(1);
  const many = 2 ** 33;
  const delta = {
    count: many,
    sum: many,
    min: 1,
    max: 1,
    values: new Float64Array(0),
    bucketKeys: Int32Array.of(523776),
    bucketCounts: Float64Array.of(many),
  };
  sink.merge(delta);
  sink.merge(delta);
  expect(sink.count).toBe(2 ** 34);
  expect(sink.percentile(0.5)).toBe(1);
  expect([...sink.delta().bucketCounts]).toEqual([2 ** 34]);
});
