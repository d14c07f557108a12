import type { Clock } from '../time/clock.ts';
import type { Logger } from '../log/logger.ts';

export type ExecutorType =
  | 'shared-iterations'
  | 'per-vu-iterations'
  | 'constant-vus'
  | 'ramping-vus'
  | 'constant-arrival-rate'
  | 'ramping-arrival-rate';

/** What a VU must know of the scenario it works for. */
export interface ScenarioActivation {
  readonly scenario: string;
  readonly executor: ExecutorType;
  /** Name of the exported function. */
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** `Clock.now()` at which the scenario started. */
  readonly startedAtMs: number;
  /** Progress of the scenario from 0 to 1, for `exec.scenario.progress`. */
  progress(): number;
}

/** One initialised VU as executors see it. All calls come from one thread. */
export interface PooledVU {
  readonly idInInstance: number;
  readonly idInTest: number;
  /** Prepares the VU for a scenario; called once after each take. */
  activate(activation: ScenarioActivation): void;
  /**
   * Hot path: starts one iteration. Returns true when it ended synchronously; otherwise `onSettled` is
   * called once, later. Both include iterations that threw and, for `onSettled`, interrupted ones.
   */
  runIteration(iterationInInstance: number, iterationInTest: number, onSettled: () => void): boolean;
  /** Stops the running iteration where it is; its `onSettled` is called before this returns. */
  interrupt(): void;
}

/** The VUs of one thread, shared by all scenarios, first in first out. */
export interface VUPool {
  /** An idle planned VU, or undefined when all are taken. */
  take(): PooledVU | undefined;
  giveBack(vu: PooledVU): void;
  /**
   * Initialises one VU beyond the planned ones and hands it out as taken. Calls back with undefined
   * when its init code failed (the pool has reported it).
   */
  initUnplanned(onReady: (vu: PooledVU | undefined) => void): void;
}

/** A counter that the workers of one process share, so that iterations balance between threads. */
export interface SharedCounter {
  /** Adds one and returns the value before. */
  next(): number;
  readonly value: number;
  /** Marks this thread's share as done; true for the last thread to call it. */
  finish(): boolean;
}

/** What a running executor may use. */
export interface ExecutorDeps {
  readonly clock: Clock;
  readonly pool: VUPool;
  readonly log: Logger;
  readonly sharedCounter: SharedCounter;
  /** Iterations that were due but not started. `vuId` is given by per-vu-iterations only. */
  dropped(count: number, vuId?: number): void;
}
