import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hdrBucketMiddle } from './hdr-buckets.ts';

/** How the client sorts a value, in units of its resolution, into a bucket. */
function indexOf(value: number): number {
  const u = Math.ceil(value);
  if (u < 256) return u;
  const octave = Math.floor(Math.log2(u)) - 7;
  return octave * 128 + Math.floor(u / 2 ** octave);
}

test.each([
  [256, 256],
  [283, 269],
  [1029, 512],
  [39751, 1179],
  [100_000, 1347],
  [2 ** 20, 1792],
  [2 ** 30, 3072],
  [2 ** 40, 4352],
  [2 ** 62, 7168],
])('%d lies in bucket %d, near its middle', (value, index) => {
  expect(indexOf(value)).toBe(index);
  expect(Math.abs(hdrBucketMiddle(index) / value - 1)).toBeLessThan(1 / 128);
});

test('the middle of a bucket is within 0.8 % of every value in it', () => {
  fc.assert(
    fc.property(fc.double({ min: 128, max: 2 ** 50, noNaN: true }), (value) => {
      expect(Math.abs(hdrBucketMiddle(indexOf(value)) / value - 1)).toBeLessThanOrEqual(1 / 128);
    }),
  );
});
