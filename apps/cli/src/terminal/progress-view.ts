import type { ScenarioStatus, ScenarioView } from '@squall/core';

/** A moment of a run, as the terminal shows it. */
export interface ProgressView {
  readonly head: PhaseView | RunView;
  /** By start time, then by name. */
  readonly scenarios: readonly ScenarioRow[];
}

/** Before and after the iterations: `Init [ 33% ] 1/3 VUs initialized`, `Run [ 0% ] setup()`. */
export interface PhaseView {
  readonly kind: 'phase';
  readonly label: 'Init' | 'Run';
  readonly text: string;
  /** 0 to 1. */
  readonly fraction: number;
}

export interface RunView {
  readonly kind: 'run';
  readonly isPaused: boolean;
  /** Undefined before the start. */
  readonly elapsedMs: number | undefined;
  readonly maxDurationMs: number;
  readonly activeVUs: number;
  readonly initialisedVUs: number;
  /** The most there can be; sets the width of the numbers. */
  readonly maxVUs: number;
  readonly completeIterations: number;
  readonly interruptedIterations: number;
}

/** `idle` is a scenario before the iterations may start. */
export interface ScenarioRow extends Omit<ScenarioView, 'status'> {
  readonly status: ScenarioStatus | 'idle';
}
