import { expect, test } from 'vitest';
import { nextAttemptAtMs } from './retry.ts';

test('pauses between attempts grow, and there is a last attempt', () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7].map((attempts) => nextAttemptAtMs(attempts, 0));
  expect(pauses).toEqual([10_000, 60_000, 300_000, 1_800_000, 7_200_000, 28_800_000, null]);
});
