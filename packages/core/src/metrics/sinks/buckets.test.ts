import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketKey, bucketMiddle } from './buckets.ts';

const SMALLEST_NORMAL = 2 ** -1022;

test('keeps every normal value within 0.1 % of the middle of its bucket', () => {
  const normal = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter((v) => Math.abs(v) >= SMALLEST_NORMAL);
  fc.assert(
    fc.property(normal, (value) => {
      const middle = bucketMiddle(bucketKey(value));
      expect(Math.abs(middle / value - 1)).toBeLessThanOrEqual(0.001);
    }),
  );
});

test('numbers buckets in the order of the values', () => {
  const value = fc.double({ noNaN: true });
  fc.assert(
    fc.property(value, value, (a, b) => {
      if (a < b) expect(bucketKey(a)).toBeLessThanOrEqual(bucketKey(b));
    }),
  );
});

test.each([0, -0, Infinity, -Infinity])('keeps %d exactly', (value) => {
  expect(bucketMiddle(bucketKey(value)) === value).toBe(true);
});

test.each([Number.MIN_VALUE, -Number.MIN_VALUE, SMALLEST_NORMAL / 2])(
  'counts the subnormal %d as zero',
  (value) => {
    expect(bucketMiddle(bucketKey(value))).toBe(0);
  },
);
