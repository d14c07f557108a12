import type { AbortReason, GeneratorTotals, WireError } from '@squall/core';
import type { Hello, TenureAccount, TenurePhase, TenureProgress } from '@squall/protocol';
import type { ClusterPhase } from '../run/run-spec.ts';

/**
 * What must be known of a run to go on with it in another process. Plain data. Times are of the wall clock, since
 * every process counts its own from another zero; times of agents are of the agents' clocks, which go on.
 */
export interface RunRecord {
  readonly head: RunHead;
  readonly setupDataJson: string | undefined;
  readonly instances: readonly InstanceRecord[];
  /** By instance, then by epoch. */
  readonly tenures: readonly (readonly TenureRecord[])[];
}

export interface RunHead {
  readonly version: typeof RECORD_VERSION;
  readonly phase: ClusterPhase;
  /** When setup began, and when everything ended. */
  readonly beganAtMs: number | undefined;
  readonly endedAtMs: number | undefined;
  readonly leadMs: number;
  readonly loadStartMs: number | undefined;
  readonly loadEndMs: number | undefined;
  /** How late (or early) instances began. */
  readonly startErrorsMs: readonly (readonly [instance: number, errorMs: number])[];
  /** Who runs, or ran, setup; then teardown. */
  readonly stage: { readonly instance: number; readonly epoch: number } | undefined;
  readonly isSetupOver: boolean;
  readonly teardownError: WireError | undefined;
  readonly markedAsFailed: boolean;
  readonly stop: StopRecord | undefined;
  readonly gauges: readonly GaugeRecord[];
  readonly generator: GeneratorTotals;
}

export type StopRecord =
  | Exclude<AbortReason, { readonly kind: 'failure' }>
  | { readonly kind: 'failure'; readonly error: WireError };

/** A gauge that the coordinator itself measures: no frame holds it. */
export interface GaugeRecord {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export interface InstanceRecord {
  /** Its place among the zones of the run. */
  readonly zone: number;
  readonly segment: string;
  readonly gaps: readonly { readonly afterEpoch: number; readonly toMs: number | undefined }[];
  /** Epoch of the tenure in charge; null when there is none. */
  readonly current: number | null;
}

export interface TenureRecord {
  /** Without its credential. */
  readonly hello: Hello;
  readonly startedElapsedMs: number | undefined;
  readonly hasRunStage: boolean;
  /** What it may not have heard yet. */
  readonly commands: readonly CommandRecord[];
  readonly loss: { readonly reason: string; readonly wasOver: boolean } | undefined;
  readonly problem: string | undefined;
  readonly phase: TenurePhase | undefined;
  readonly account: TenureAccount | undefined;
  /** Of one that is over: should its agent not come back, nobody else knows. */
  readonly progress: TenureProgress | undefined;
}

/** A command without what the run knows anyway. */
export type CommandRecord =
  | { readonly type: 'assign'; readonly wallOffsetMs: number }
  | { readonly type: 'run-stage'; readonly stage: 'setup' | 'teardown'; readonly timeoutMs: number }
  | {
      readonly type: 'start';
      readonly atMs: number;
      readonly elapsedMs: number;
      readonly iterationsDone: Readonly<Record<string, number>>;
    }
  | { readonly type: 'stop'; readonly reason: string }
  | { readonly type: 'fence' };

export const RECORD_VERSION = 1;
