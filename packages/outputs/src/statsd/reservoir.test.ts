import { expect, test } from 'vitest';
import { Reservoir } from './reservoir.ts';

test('keeps everything up to its limit', () => {
  const reservoir = new Reservoir(3);
  for (const value of [1, 2, 3]) reservoir.add(value);
  expect(reservoir.take()).toEqual({ values: [1, 2, 3], share: 1 });
  expect(reservoir.take()).toEqual({ values: [], share: 1 });
});

test('beyond it each value is kept with the same probability', () => {
  const kept = new Array<number>(100).fill(0);
  const reservoir = new Reservoir(10);
  for (let round = 0; round < 5_000; round++) {
    for (let value = 0; value < 100; value++) reservoir.add(value);
    const { values, share } = reservoir.take();
    expect(share).toBe(0.1);
    for (const value of values) kept[value] = (kept[value] ?? 0) + 1;
  }
  // 500 expected of each; seven standard deviations are 150.
  expect(Math.min(...kept)).toBeGreaterThan(350);
  expect(Math.max(...kept)).toBeLessThan(650);
});
