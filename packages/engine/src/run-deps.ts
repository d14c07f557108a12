import type { Clock, Logger, Output, ThresholdPlan } from '@squall/core';
import type { SharedState, ThreadProgress } from '@squall/runtime';
import type { RunControl, StageLimits } from './control/run-control.ts';
import type { RunPhase } from './control/run-state.ts';
import type { InstancePlan } from './plan-instance.ts';
import type { RunStop } from './run-stop.ts';

/** What to run, decided before anything starts. */
export interface RunPlan extends ThresholdPlan {
  readonly instance: InstancePlan;
  /** undefined: not exported, or switched off. */
  readonly setupTimeoutMs: number | undefined;
  readonly teardownTimeoutMs: number | undefined;
  readonly handleSummaryTimeoutMs: number;
  /** Of `setup()` and `teardown()` that somebody asks for from outside, switched off or not. */
  readonly stageLimits: StageLimits;
  /** Initialise VUs, then wait to be resumed. */
  readonly startsPaused: boolean;
}

export interface RunDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly outputs: readonly Output[];
  /** Ends the run early; signals arrive through it. */
  readonly stop: RunStop;
  onPhase(phase: RunPhase): void;
  /** Called when the run is live, for whoever shows its progress. */
  onLive(live: LiveRun): void;
  /** Waits at the end, for `--linger`. */
  linger(): Promise<void>;
}

/** The moving parts of a run, to be looked at from outside. */
export interface LiveRun {
  readonly shared: SharedState;
  /** Latest report of each thread. */
  readonly progress: readonly (ThreadProgress | undefined)[];
  /** Since setup began, or 0. */
  elapsedMs(): number;
  readonly control: RunControl;
}
