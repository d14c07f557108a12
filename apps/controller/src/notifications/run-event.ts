import { isFinal, type RunState } from '../runs/run-state.ts';
import type { TestRun } from '../runs/test-run.ts';

/** What a notification can be about. A run that failed has also ended. */
export const RUN_EVENTS = ['run.started', 'run.ended', 'run.failed'] as const;
export type RunEvent = (typeof RUN_EVENTS)[number];

/** `test`: somebody wants to see whether it arrives. */
export type DeliveredEvent = RunEvent | 'test';

/** What it means that a run has entered the state it is in. */
export function eventsOf({ state, result }: Pick<TestRun, 'state' | 'result'>): readonly RunEvent[] {
  if (state === ('running' satisfies RunState)) return ['run.started'];
  if (!isFinal(state)) return [];
  return result === 'passed' ? ['run.ended'] : ['run.ended', 'run.failed'];
}
