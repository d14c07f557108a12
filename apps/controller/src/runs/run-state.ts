import type { ClusterPhase } from '@squall/coordinator';

/** Names as clients of the k6 cloud API see them. */
export const RUN_STATES = [
  'created',
  'queued',
  'initializing',
  'running',
  'processing_metrics',
  'completed',
  'aborted',
] as const;
export type RunState = (typeof RUN_STATES)[number];

/** `failed`: thresholds were crossed. `error`: the run could not be carried out, or was stopped. */
export type RunResult = 'passed' | 'failed' | 'error';

/** `cloud`: on agents of this controller. The others run elsewhere and only deliver here. */
export type RunPlace = 'cloud' | 'local' | 'output';

const NEXT: Readonly<Record<RunState, readonly RunState[]>> = {
  created: ['queued', 'initializing', 'running', 'aborted', 'completed'],
  queued: ['initializing', 'aborted'],
  initializing: ['running', 'processing_metrics', 'completed', 'aborted'],
  running: ['processing_metrics', 'completed', 'aborted'],
  processing_metrics: ['completed', 'aborted'],
  completed: [],
  aborted: [],
};

export function canEnter(from: RunState, to: RunState): boolean {
  return NEXT[from].includes(to);
}

export function isFinal(state: RunState): boolean {
  return NEXT[state].length === 0;
}

const STATE_OF_PHASE: Readonly<Record<ClusterPhase, RunState | undefined>> = {
  'awaiting-agents': undefined,
  preparing: 'initializing',
  setup: 'initializing',
  running: 'running',
  stopping: undefined,
  teardown: 'processing_metrics',
  settling: 'processing_metrics',
  ended: undefined,
};

/** The state of a run while its cluster run is in a phase; undefined: as it is. */
export function stateOfPhase(phase: ClusterPhase): RunState | undefined {
  return STATE_OF_PHASE[phase];
}
