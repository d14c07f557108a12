import type { Logger } from '../log/logger.ts';
import type { ExecutionShare } from '../segment/execution-share.ts';
import type { SegmentTuple } from '../segment/segment-tuple.ts';
import type { Clock } from '../time/clock.ts';
import type { ExecutionStep } from './execution-step.ts';
import type { ScenarioBase } from './scenario-base.ts';
import type { JsonObject } from './scenario-fields.ts';
import type { VUSupply } from './vu-supply.ts';

export type ExecutorType =
  | 'shared-iterations'
  | 'per-vu-iterations'
  | 'constant-vus'
  | 'ramping-vus'
  | 'constant-arrival-rate'
  | 'ramping-arrival-rate'
  | 'externally-controlled';

/** What a VU must know of the scenario it works for. */
export interface ScenarioActivation {
  readonly scenario: string;
  readonly executor: ExecutorType;
  /** Name of the exported function. */
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** `Clock.now()` at which the scenario started, even if this instance took it over later. */
  readonly startedAtMs: number;
  /** Progress of the scenario from 0 to 1, for `exec.scenario.progress`. */
  progress(): number;
}

/** One initialised VU as executors see it. All calls come from one thread. */
export interface PooledVU {
  readonly idInInstance: number;
  readonly idInTest: number;
  /**
   * Prepares the VU for a scenario; called once after each take. `iterationsDone`: of the scenario, by the VU it
   * stands in for.
   */
  activate(activation: ScenarioActivation, iterationsDone?: number): void;
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
  /** There may be so many more VUs than planned before. */
  allowMore(count: number): void;
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
  readonly log: Logger;
  readonly sharedCounter: SharedCounter;
  /** Iterations that were due but not started. `vuId` is given by per-vu-iterations only. */
  dropped(count: number, vuId?: number): void;
}

/** How far a scenario is on one thread. Plain data: states of several threads are merged for display. */
export interface ScenarioState {
  readonly phase: 'waiting' | 'running' | 'stopping' | 'ended' | 'aborted';
  /** Since its start; negative while it waits for it. Stands still once it ended. */
  readonly elapsedMs: number;
  /** What the `vus` metric counts: VUs in use, but of arrival-rate executors only those in an iteration. */
  readonly activeVUs: number;
  /** VUs taken from the pool. */
  readonly heldVUs: number;
  /** Iterations that are over, interrupted ones and those done before the beginning included. */
  readonly iterationsDone: number;
  /** At the last two due times, for ramping-arrival-rate; otherwise 0. */
  readonly iterationsPerSecond: number;
}

export interface ScenarioProgress {
  /** 0 to 1. */
  readonly fraction: number;
  /** What stands to the right of the progress bar. */
  readonly columns: readonly string[];
}

/** Where in a scenario an instance begins: at zero, unless it takes over from another one. */
export interface ScenarioBeginning {
  /** Time of the scenario. */
  readonly elapsedMs: number;
  /** Iterations of the instance that were completed before. */
  readonly iterationsDone: number;
}

/** What an executor gets to run one scenario on one thread. */
export interface ScenarioRun<C extends ScenarioBase = ScenarioBase> {
  readonly config: C;
  readonly share: ExecutionShare;
  readonly activation: ScenarioActivation;
  readonly beginning: ScenarioBeginning;
  readonly vus: VUSupply;
  readonly deps: ExecutorDeps;
}

/** The load somebody sets from outside while a scenario runs, in numbers of the whole test. */
export interface LoadSetting {
  readonly vus: number;
  readonly maxVUs: number;
  readonly isPaused: boolean;
}

export interface RunningScenario {
  state(): ScenarioState;
  /** Only of executors that have an `initialSetting`. */
  control?(setting: LoadSetting): void;
  /** Starts no more iterations; those under way go on. The first half of an abort. */
  stop(): void;
  /** Interrupts what is running and ends the scenario at once, without counting anything as dropped. */
  abort(): void;
}

/** One way of scheduling iterations. Configurations are plain data, plans pure functions of them. */
export interface Executor<C extends ScenarioBase = ScenarioBase> {
  /** Iterations start at due times, not when a VU becomes free. */
  readonly usesArrivalRate: boolean;
  /** What is set from outside while it runs, if anything is. */
  initialSetting?(config: C): LoadSetting;
  /** @throws UserError in k6's words. */
  parse(json: JsonObject): C;
  /** What is wrong with the values, in k6's words and order; `scenario-base.ts` checks the common ones. */
  validate(config: C): string[];
  /** No iteration starts so long after the start of the scenario. */
  durationMs(config: C): number;
  /** VUs an instance needs over time. */
  steps(config: C, tuple: SegmentTuple): ExecutionStep[];
  /** Whether the instance has anything to do. */
  hasWork(config: C, tuple: SegmentTuple): boolean;
  /** The scenario's line in the header of a run. */
  describe(config: C, tuple: SegmentTuple): string;
  /** Of one thread, or of an instance (a share with a single worker) whose threads' states have been merged. */
  progress(config: C, share: ExecutionShare, state: ScenarioState): ScenarioProgress;
  /** Begins to run; `onEnd` is called once, later, with an error if no VU could be had. */
  start(run: ScenarioRun<C>, onEnd: (error?: Error) => void): RunningScenario;
}
