import { ApiError } from '../errors/api-error.ts';
import type { Services } from '../services.ts';
import { isFinal, RUN_STATES } from './run-state.ts';
import { type StartWish, stopRun } from './start-run.ts';
import type { TestRun } from './test-run.ts';

/** What is to be removed with all its runs. */
export interface RunsOf {
  readonly projectId: number;
  /** All tests of the project when left out. */
  readonly testId?: number;
}

/** Long enough for load to cease and for a teardown() that is quick. */
const PATIENCE_MS = 15_000;

/**
 * Stops all runs of a test or project that have not ended, and waits for their ends.
 * @throws ApiError conflict when that takes longer: they end later
 */
export async function stopOpenRuns(
  services: Pick<Services, 'stores' | 'clock' | 'runs'>,
  which: RunsOf,
  who: Pick<StartWish, 'by' | 'from'>,
): Promise<void> {
  const open = await openRuns(services, which);
  for (const run of open) await stopRun(services, run, who);
  const { clock, runs } = services;
  const isLate = new Promise<'late'>((resolve) => {
    clock.at(clock.now() + PATIENCE_MS, () => resolve('late'));
  });
  const all = Promise.all(open.map(({ id }) => runs.whenEnded(id)));
  if ((await Promise.race([all, isLate])) !== 'late') return;
  throw new ApiError('conflict', 'runs are still being stopped: try again when they have ended');
}

async function openRuns(
  { stores }: Pick<Services, 'stores'>,
  { projectId, testId }: RunsOf,
): Promise<readonly TestRun[]> {
  const states = RUN_STATES.filter((state) => !isFinal(state));
  const runs = (await Promise.all(states.map((state) => stores.runs.inState(state)))).flat();
  return runs.filter((run) => run.projectId === projectId && (testId === undefined || run.testId === testId));
}
