import type { Clock } from '@squall/core';
import { ApiError, notFound } from '../errors/api-error.ts';
import { isFinal } from '../runs/run-state.ts';
import type { Stores } from '../storage/stores.ts';
import type { LoadTest } from './load-test.ts';

export interface BaselineParts {
  readonly stores: Pick<Stores, 'runs' | 'tests'>;
  readonly clock: Clock;
}

/**
 * Decides which run others of the test are compared with; null is none.
 * @throws ApiError not-found for runs of other tests, conflict for runs that have not ended
 */
export async function pinBaseline(
  { stores, clock }: BaselineParts,
  test: LoadTest,
  runId: number | null,
): Promise<void> {
  if (runId !== null) {
    const run = await stores.runs.byId(runId);
    if (run?.testId !== test.id) throw notFound('run of this test');
    if (!isFinal(run.state))
      throw new ApiError('conflict', `run ${runId} has not ended yet`, { target: 'runId' });
  }
  await stores.tests.update(test.id, { baselineRunId: runId }, clock.wallMs());
}
