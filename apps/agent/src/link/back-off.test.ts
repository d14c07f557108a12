import { expect, test } from 'vitest';
import { BackOff } from './back-off.ts';

const LONG = 60_000;
const take = (backOff: BackOff, count: number, awayMs = LONG) =>
  Array.from({ length: count }, () => backOff.nextMs(awayMs));

test('waits at most twice as long each time, up to 10 s', () => {
  expect(take(new BackOff(() => 1), 9)).toEqual([200, 400, 800, 1600, 3200, 6400, 10_000, 10_000, 10_000]);
});

test('waits at most a second while the coordinator waits for it', () => {
  expect(take(new BackOff(() => 1), 6, 9_000)).toEqual([200, 400, 800, 1000, 1000, 1000]);
});

test('never waits less than 100 ms', () => {
  expect(take(new BackOff(() => 0), 3)).toEqual([100, 100, 100]);
});

test('begins anew after a success', () => {
  const backOff = new BackOff(() => 1);
  take(backOff, 5);
  backOff.reset();
  expect(backOff.nextMs(LONG)).toBe(200);
});
