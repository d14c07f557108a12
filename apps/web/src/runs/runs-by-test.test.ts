import { expect, test } from 'vitest';
import type { Run } from '../api/types/run.ts';
import { byLastActivity, runsByTest } from './runs-by-test.ts';

const run = (id: number, testId: number, createdAtMs: number) => ({ id, testId, createdAtMs }) as Run;

test('runs are grouped by test and stay in their order', () => {
  const groups = runsByTest([run(3, 1, 30), run(2, 2, 20), run(1, 1, 10)]);
  expect(groups.get(1)?.map(({ id }) => id)).toEqual([3, 1]);
  expect(groups.get(2)?.map(({ id }) => id)).toEqual([2]);
});

test('the test that ran last comes first, and one that never ran counts as active when it was made', () => {
  const tests = [
    { id: 1, createdAtMs: 1 },
    { id: 2, createdAtMs: 2 },
    { id: 3, createdAtMs: 50 },
  ];
  const sorted = byLastActivity(tests, runsByTest([run(1, 1, 100), run(2, 2, 40)]));
  expect(sorted.map(({ id }) => id)).toEqual([1, 3, 2]);
});
