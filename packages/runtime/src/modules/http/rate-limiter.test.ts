import { expect, test } from 'vitest';
import { SlotRateLimiter } from './rate-limiter.ts';

test('slots are evenly spaced, and unused time is not saved up', () => {
  const limiter = new SlotRateLimiter(10);
  expect([limiter.reserve(0), limiter.reserve(0), limiter.reserve(50)]).toEqual([0, 100, 150]);
  expect([limiter.reserve(1000), limiter.reserve(1000)]).toEqual([0, 100]);
});

test('limiters over the same memory share their slots', () => {
  const memory = new BigInt64Array(new SharedArrayBuffer(8));
  const [one, two] = [new SlotRateLimiter(100, memory), new SlotRateLimiter(100, memory)];
  expect([one.reserve(5), two.reserve(5), one.reserve(5)]).toEqual([0, 10, 20]);
});
