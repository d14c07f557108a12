import type { Run } from '../api/types/run.ts';
import { groupBy } from '../collections/group-by.ts';

/** Runs of each test, the newest first, as the controller lists them. */
export function runsByTest(runs: readonly Run[]): ReadonlyMap<number, readonly Run[]> {
  return groupBy(runs, ({ testId }) => testId);
}

/** Tests with a run first, by the newest run; then the others, by their age. */
export function byLastActivity<T extends { readonly id: number; readonly createdAtMs: number }>(
  tests: readonly T[],
  runs: ReadonlyMap<number, readonly Run[]>,
): T[] {
  const activityOf = (test: T) => runs.get(test.id)?.[0]?.createdAtMs ?? test.createdAtMs;
  return [...tests].sort((a, b) => activityOf(b) - activityOf(a) || b.id - a.id);
}
