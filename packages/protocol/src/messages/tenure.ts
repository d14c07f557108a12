import type { GeneratorReport, MetricTally, ScenarioStates, WireError } from '@squall/core';
import { scenarioStates, wireError } from '../parse/core-values.ts';
import {
  boolean,
  count,
  name,
  number,
  object,
  oneOf,
  optional,
  type Parse,
  record,
  text,
  variants,
} from '../parse/parse.ts';

/**
 * One agent's turn at being one instance of a run. When another agent takes over, the epoch rises by one; whoever
 * holds an older epoch may still deliver what it measured, but must not generate load.
 */
export interface TenureRef {
  readonly runId: string;
  readonly instance: number;
  readonly epoch: number;
}

export const tenureRef: Parse<TenureRef> = object<TenureRef>({ runId: name, instance: count, epoch: count });

/** How far a tenure is. Each kind implies that what comes before it is over. */
export type TenurePhase =
  /** Fetching the archive, loading the script, initialising VUs. */
  | { readonly kind: 'preparing' }
  | { readonly kind: 'ready' }
  /** `startedAtMs` is when the first scenario could begin, on the clock of the agent. */
  | { readonly kind: 'running'; readonly startedAtMs: number }
  /** All scenarios came to their end or were stopped. */
  | { readonly kind: 'ended'; readonly startedAtMs: number | undefined }
  /** `test`: the script or its options are at fault, on any machine. `agent`: only this machine is. */
  | { readonly kind: 'failed'; readonly cause: 'test' | 'agent'; readonly error: WireError };

/** What an instance says it sent: compared with what was merged when the run ends. */
export interface TenureAccount {
  /** Frames numbered from 0 to one less than this hold everything in the tally. */
  readonly frames: number;
  readonly tally: MetricTally;
}

/** For those who watch; nothing is decided by it. */
export interface TenureProgress extends GeneratorReport {
  readonly activeVUs: number;
  readonly initialisedVUs: number;
  readonly completeIterations: number;
  readonly interruptedIterations: number;
  readonly scenarios: ScenarioStates;
  /** How busy the machine is, whoever keeps it so: 0 to 1 of all its processors. */
  readonly cpuShare: number;
  /** Of the process that runs the script. */
  readonly memoryBytes: number;
}

/** Everything an agent has to say of one tenure; each report replaces the one before. */
export interface TenureStatus {
  readonly tenure: TenureRef;
  readonly phase: TenurePhase;
  readonly progress: TenureProgress;
  /** What `exec.test.abort()` was called with. */
  readonly abortRequested: string | undefined;
  /** `exec.test.fail()` was called. */
  readonly markedAsFailed: boolean;
  /** From the end of the scenarios on, and after each stage. */
  readonly account: TenureAccount | undefined;
}

const phase = variants<'kind', TenurePhase>('kind', {
  preparing: object({ kind: oneOf('preparing') }),
  ready: object({ kind: oneOf('ready') }),
  running: object({ kind: oneOf('running'), startedAtMs: number }),
  ended: object({ kind: oneOf('ended'), startedAtMs: optional(number) }),
  failed: object({ kind: oneOf('failed'), cause: oneOf('test', 'agent'), error: wireError }),
});

export const tenureAccount: Parse<TenureAccount> = object<TenureAccount>({
  frames: count,
  tally: record(number),
});

const progress = object<TenureProgress>({
  activeVUs: count,
  initialisedVUs: count,
  completeIterations: count,
  interruptedIterations: count,
  scenarios: scenarioStates,
  spanMs: number,
  utilization: number,
  maxLagMs: number,
  cpuShare: number,
  memoryBytes: count,
});

export const tenureStatus: Parse<TenureStatus> = object<TenureStatus>({
  tenure: tenureRef,
  phase,
  progress,
  abortRequested: optional(text),
  markedAsFailed: boolean,
  account: optional(tenureAccount),
});
