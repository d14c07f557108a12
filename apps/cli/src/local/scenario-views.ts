import { type ScenarioStates, viewScenarios } from '@squall/core';
import type { ScenarioView } from '../terminal/progress-view.ts';
import type { PreparedTest } from './prepare-test.ts';

/** The bars of a test's scenarios, of what its threads or instances reported last. */
export function scenarioViews(
  { plan, tuple }: Pick<PreparedTest, 'plan' | 'tuple'>,
  states: readonly ScenarioStates[],
): readonly ScenarioView[] {
  const hasStarted = states.some((one) => one.length > 0);
  return viewScenarios(plan, tuple, states).map(({ scenario, status, fraction, columns }) => ({
    name: scenario,
    phase: hasStarted ? PHASES[status] : 'idle',
    fraction,
    columns,
  }));
}

const PHASES = {
  waiting: 'waiting',
  running: 'running',
  stopping: 'stopping',
  done: 'ended',
  interrupted: 'aborted',
} as const;
