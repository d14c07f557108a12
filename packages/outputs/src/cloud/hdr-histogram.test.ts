import { expect, test } from 'vitest';
import { bucketIndex, HdrHistogram } from './hdr-histogram.ts';

test.each([
  [0, 0],
  [255, 255],
  [256, 256],
  [283, 269],
  [1029, 512],
  [39_751, 1179],
  [100_000, 1347],
  [2 ** 20 - 1, 1791],
  [2 ** 20, 1792],
  [2 ** 30, 3072],
  [2 ** 40, 4352],
  [2 ** 62, 7168],
])('%i is in bucket %i', (value, index) => {
  expect(bucketIndex(value)).toBe(index);
});

test('holds what k6 was recorded to send for the same values', () => {
  const histogram = new HdrHistogram();
  for (const value of [0, 0.0004, 0.5, 0.2554, 0.256, 12.25, 400, -1]) histogram.add(value);
  expect(histogram.buckets).toEqual({
    counters: [1, 1, 2, 1, 1, 1],
    spans: [
      { offset: 0, length: 2 },
      { offset: 254, length: 1 },
      { offset: 121, length: 1 },
      { offset: 580, length: 1 },
      { offset: 643, length: 1 },
    ],
  });
  expect(histogram).toMatchObject({ count: 8, min: -1, max: 400, tooLow: 1, tooHigh: 0 });
});

test('counts what is too large for any bucket', () => {
  const histogram = new HdrHistogram();
  histogram.add(1e300);
  expect(histogram.buckets.counters).toEqual([]);
  expect(histogram).toMatchObject({ count: 1, max: 1e300, tooHigh: 1 });
});
