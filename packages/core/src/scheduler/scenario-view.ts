import type { ScenarioState } from '../executors/executor.ts';
import { executorOf } from '../executors/executors.ts';
import { ExecutionShare } from '../segment/execution-share.ts';
import type { SegmentTuple } from '../segment/segment-tuple.ts';
import { formatFixedDuration } from '../time/format-duration.ts';
import type { ScenarioStates } from './run-scenarios.ts';
import type { PlannedScenario, TestPlan } from './test-plan.ts';

export type ScenarioStatus = 'waiting' | 'running' | 'stopping' | 'done' | 'interrupted';

/** A scenario's progress bar. */
export interface ScenarioView {
  readonly scenario: string;
  readonly status: ScenarioStatus;
  /** 0 to 1. */
  readonly fraction: number;
  readonly columns: readonly string[];
}

/** What an instance shows of the states its threads reported last. */
export function viewScenarios(
  plan: TestPlan,
  tuple: SegmentTuple,
  threads: readonly ScenarioStates[],
): ScenarioView[] {
  const share = new ExecutionShare(tuple);
  return plan.scenarios
    .filter((scenario) => scenario.hasWork)
    .map((scenario) => {
      const states = threads.flatMap((states) => states.filter((entry) => entry.scenario === scenario.name));
      const state = mergeStates(states.map((entry) => entry.state));
      return state === undefined ? notStarted(scenario) : viewScenario(scenario, share, state);
    });
}

function viewScenario(scenario: PlannedScenario, share: ExecutionShare, state: ScenarioState): ScenarioView {
  const { name, config } = scenario;
  if (state.elapsedMs < 0) {
    const status = state.phase === 'aborted' ? 'interrupted' : 'waiting';
    return {
      scenario: name,
      status,
      fraction: 0,
      columns: waitingColumns(-state.elapsedMs, config.startTimeMs),
    };
  }
  const { fraction, columns } = executorOf(config).progress(config, share, state);
  return { scenario: name, status: statusOf(state.phase, fraction), fraction, columns };
}

const notStarted = ({ name, config }: PlannedScenario): ScenarioView => ({
  scenario: name,
  status: 'waiting',
  fraction: 0,
  columns: waitingColumns(config.startTimeMs, config.startTimeMs),
});

const waitingColumns = (leftMs: number, startTimeMs: number): string[] => [
  'waiting',
  formatFixedDuration(leftMs, startTimeMs),
];

function statusOf(phase: ScenarioState['phase'], fraction: number): ScenarioStatus {
  switch (phase) {
    case 'waiting':
    case 'running':
    case 'stopping':
      return phase;
    case 'aborted':
      return 'interrupted';
    case 'ended':
      return fraction < 1 ? 'interrupted' : 'done';
  }
}

// A scenario is as far as its slowest thread.
const PHASES: readonly ScenarioState['phase'][] = ['running', 'stopping', 'waiting', 'aborted', 'ended'];

export function mergeStates(states: readonly ScenarioState[]): ScenarioState | undefined {
  const phase = PHASES.find((candidate) => states.some((state) => state.phase === candidate));
  if (phase === undefined) return undefined;
  const sum = (key: 'activeVUs' | 'heldVUs' | 'iterationsDone' | 'iterationsPerSecond') =>
    states.reduce((total, state) => total + state[key], 0);
  return {
    phase,
    elapsedMs: Math.max(...states.map((state) => state.elapsedMs)),
    activeVUs: sum('activeVUs'),
    heldVUs: sum('heldVUs'),
    iterationsDone: sum('iterationsDone'),
    iterationsPerSecond: sum('iterationsPerSecond'),
  };
}
