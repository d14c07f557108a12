import { ExecutionShare } from '../segment/execution-share.ts';
import type { ArrivalConfig } from './arrival-fields.ts';
import type { ScenarioRun } from './executor.ts';

/** When the iterations of one thread are due. */
export interface Arrivals {
  /** The instance's number of the first one, of whichever of its threads. */
  readonly firstNumber: number;
  /** Hot path: the next one, in ms after the scenario's start, ascending; infinite when there are no more. */
  nextDueMs(): number;
}

/**
 * Due times of the whole test by number, from 0; to be asked for in ascending order. Every call of `start` begins
 * anew.
 */
type StartDueTimes = () => (number: number) => number;

/**
 * The due times that fall to a thread's VUs. An instance that begins in the middle leaves out those before, as if it
 * had run all along: the others keep their times and numbers.
 */
export function arrivalsOf(run: ScenarioRun<ArrivalConfig>, start: StartDueTimes): Arrivals {
  const { maxVUs } = run.config;
  const ofThread = run.share.turnOfVUs(maxVUs);
  const ofInstance = new ExecutionShare(run.share.tuple).turnOfVUs(maxVUs);
  const before = (turn: (n: number) => number) =>
    countBefore(run.beginning.elapsedMs, (n) => start()(turn(n)));
  const dueAtMs = start();
  let next = before(ofThread);
  return { firstNumber: before(ofInstance), nextDueMs: () => dueAtMs(ofThread(next++)) };
}

/** How many of the ascending times, by number from 0, lie before the limit. */
export function countBefore(limitMs: number, timeMs: (n: number) => number): number {
  let low = 0;
  let high = 1;
  for (; timeMs(high - 1) < limitMs; high *= 2) low = high;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (timeMs(middle) < limitMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
