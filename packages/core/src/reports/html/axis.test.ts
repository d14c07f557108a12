import { expect, test } from 'vitest';
import { clockText, ticksUpTo, timeTicks } from './axis.ts';

test.each([
  [0, [0, 1]],
  [1, [0, 0.25, 0.5, 0.75, 1]],
  [0.07, [0, 0.02, 0.04, 0.06, 0.08]],
  [9.5, [0, 2.5, 5, 7.5, 10]],
  [1234, [0, 500, 1000, 1500]],
])('an axis up to %d is marked at %j', (max, ticks) => {
  expect(ticksUpTo(max)).toEqual(ticks);
});

test('a time axis has few marks, at round times, however long the run was', () => {
  for (const endS of [3, 59, 61, 3600, 40_000, 400_000, 4_000_000]) {
    const ticks = timeTicks(endS);
    expect(ticks.length, String(endS)).toBeLessThanOrEqual(7);
    expect(ticks.length, String(endS)).toBeGreaterThanOrEqual(2);
  }
  expect(timeTicks(61)).toEqual([0, 15, 30, 45, 60]);
});

test.each([
  [5, '0:05'],
  [65, '1:05'],
  [7200, '2:00:00'],
])('%d seconds read as %s', (seconds, text) => {
  expect(clockText(seconds)).toBe(text);
});
