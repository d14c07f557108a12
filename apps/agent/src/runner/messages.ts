import type { HandleSummaryOutcome, LogRecord, Stage, StageOutcome, WireError } from '@squall/core';
import type { Assignment, ScriptFacts, TenureAccount, TenureProgress } from '@squall/protocol';

/** What the runner process must know besides the assignment. */
export interface RunnerSetup {
  /** Path of the archive, which has been verified. */
  readonly archive: string;
  readonly threadEntry: string;
  readonly maxHeapMb: number;
  readonly workers: number | undefined;
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  readonly scriptCaFile: string | undefined;
  readonly forbidHttp2: boolean;
}

/** From the agent to the process that runs the script of one tenure. Times are of their common clock. */
export type ToRunner =
  | {
      readonly type: 'begin';
      readonly assignment: Assignment;
      readonly setup: RunnerSetup;
      readonly leaseUntilMs: number;
    }
  /** Instead of `begin`: the init code runs once, and nothing else. */
  | {
      readonly type: 'inspect';
      readonly env: Readonly<Record<string, string>>;
      readonly setup: RunnerSetup;
    }
  | {
      readonly type: 'run-stage';
      readonly stage: Stage;
      readonly timeoutMs: number;
      readonly dataJson: string | undefined;
    }
  | {
      readonly type: 'start';
      readonly atMs: number;
      readonly elapsedMs: number;
      readonly setupDataJson: string | undefined;
      readonly iterationsDone: Readonly<Record<string, number>>;
    }
  | { readonly type: 'stop' }
  | { readonly type: 'summarize'; readonly dataJson: string; readonly timeoutMs: number }
  /** Load must have ceased by then, unless another such message says otherwise. */
  | { readonly type: 'lease'; readonly untilMs: number }
  /** How long the next windows should be. */
  | { readonly type: 'window'; readonly windowMs: number };

/** From the runner to its agent. What a frame brings is accounted for before anything that is said after it. */
export type FromRunner =
  | { readonly type: 'inspected'; readonly facts: ScriptFacts }
  | { readonly type: 'ready' }
  | { readonly type: 'running'; readonly startedAtMs: number }
  /** `isOutOfLease`: because nobody renewed the lease. */
  | { readonly type: 'ended'; readonly startedAtMs: number | undefined; readonly isOutOfLease: boolean }
  | { readonly type: 'failed'; readonly cause: 'test' | 'agent'; readonly error: WireError }
  | { readonly type: 'stage-ended'; readonly stage: Stage; readonly outcome: StageOutcome }
  | { readonly type: 'summarized'; readonly outcome: HandleSummaryOutcome }
  | {
      readonly type: 'frame';
      readonly sequence: number;
      /** As it travels to the coordinator. */
      readonly frame: Uint8Array;
      /** Everything up to this frame. */
      readonly account: TenureAccount;
    }
  | { readonly type: 'progress'; readonly progress: TenureProgress }
  | { readonly type: 'abort-requested'; readonly reason: string }
  | { readonly type: 'marked-as-failed' }
  | { readonly type: 'log'; readonly records: readonly LogRecord[]; readonly dropped: number };
