import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBefore } from './arrivals.ts';
import { RampedDueTimes } from './ramping-arrival-rate.ts';

test.each([
  { limitMs: 0, count: 0 },
  { limitMs: -5, count: 0 },
  { limitMs: 1, count: 1 },
  { limitMs: 20, count: 1 },
  { limitMs: 20.1, count: 2 },
  { limitMs: 3_600_000, count: 180_000 },
])('of times 20 ms apart $count lie before $limitMs ms', ({ limitMs, count }) => {
  expect(countBefore(limitMs, (n) => n * 20)).toBe(count);
});

test('of times that end none lies beyond the end', () => {
  expect(countBefore(1_000, (n) => (n < 7 ? n : Number.POSITIVE_INFINITY))).toBe(7);
  expect(countBefore(1_000, () => Number.POSITIVE_INFINITY)).toBe(0);
});

test('counting agrees with going through a ramp one by one', () => {
  const config = {
    startRate: 5,
    timeUnitMs: 1_000,
    stages: [
      { durationMs: 2_000, target: 40 },
      { durationMs: 500, target: 0 },
      { durationMs: 1_000, target: 0 },
      { durationMs: 3_000, target: 25 },
    ],
  };
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 7_000 }), (limitMs) => {
      const oneByOne = new RampedDueTimes(config);
      let count = 0;
      while (oneByOne.next(count) < limitMs) count++;
      expect(countBefore(limitMs, (n) => new RampedDueTimes(config).next(n))).toBe(count);
    }),
  );
});
