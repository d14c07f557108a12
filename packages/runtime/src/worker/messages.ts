import type {
  HandleSummaryOutcome,
  LoadSetting,
  LogRecord,
  MetricWindow,
  SampleBatch,
  ScenarioConfig,
  ScenarioStates,
  StageOutcome,
  WireError,
} from '@squall/core';
import type { SourcesSnapshot } from '../loader/contract.ts';
import type { SharedArraysSnapshot } from '../modules/data/shared-array-store.ts';
import type { SecretSource } from '../modules/secrets/secret-source.ts';
import type { ConsolidatedOptions, SystemTag } from '../vu/test-context.ts';

/** Where the script comes from. */
export type ScriptSpec =
  /** A path or URL as typed, or `-` with the bytes of standard input. */
  | {
      readonly kind: 'argument';
      readonly argument: string;
      readonly stdin: Uint8Array | undefined;
      /** `js`, `archive`, '' for finding out by the content; anything else is refused. */
      readonly type: string;
    }
  /** What another thread has read already. */
  | {
      readonly kind: 'snapshot';
      readonly snapshot: SourcesSnapshot;
      readonly sharedArrays: SharedArraysSnapshot;
    };

/** Everything a thread needs before it evaluates the script for the first time. */
export interface LoadRequest {
  readonly type: 'load';
  readonly script: ScriptSpec;
  /** `__ENV` as the command gives it; goes over what an archive holds. */
  readonly environment: Readonly<Record<string, string>>;
  /** Scripts cannot change `__ENV`. */
  readonly freezeEnvironment: boolean;
  readonly workingDirectory: string;
  /** The global alias `global` exists. */
  readonly extendedGlobals: boolean;
  /** HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
  readonly proxyEnvironment: Readonly<Record<string, string>>;
  /** Where copies of remote modules are kept from run to run; nowhere by default. */
  readonly keptModulesFolder?: string | undefined;
  readonly forbidHttp2: boolean;
  readonly sslKeyLogFile: string | undefined;
  /** PEM file of trusted authorities (`SSL_CERT_FILE`). */
  readonly caFile: string | undefined;
  /** What `k6/secrets` gives to scripts; none by default. */
  readonly secretSources?: readonly SecretSource[];
}

/** What the throw-away init run found. */
export interface LoadedScript {
  /** JSON of `export const options`; undefined when there is none. */
  readonly optionsJson: string | undefined;
  readonly entryUrl: string;
  readonly entryText: string;
  /** URLs and names of built-in modules. */
  readonly imports: readonly string[];
  /** `name -> true` when it is a function. */
  readonly exports: Readonly<Record<string, boolean>>;
  /** `metadata.json` of the archive the script came from. */
  readonly archive:
    | { readonly optionsJson: string; readonly env: Readonly<Record<string, string>> }
    | undefined;
  /** What `__ENV` holds. */
  readonly environment: Readonly<Record<string, string>>;
  readonly snapshot: SourcesSnapshot;
  readonly sharedArrays: SharedArraysSnapshot;
  /** Metrics the init code declared, for thresholds. */
  readonly metrics: readonly DeclaredMetric[];
}

export interface DeclaredMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'rate' | 'trend';
  readonly contains: 'default' | 'time' | 'data';
}

/** The thread's part of the run. */
export interface ThreadPart {
  readonly segment: string;
  readonly sequence: string;
  readonly workerIndex: number;
  readonly workerCount: number;
}

export interface ConfigureRequest {
  readonly type: 'configure';
  readonly options: ConsolidatedOptions;
  /** JSON of the options that have a value; what the script's own `options` object shows after the first init. */
  readonly settledOptionsJson: string;
  readonly systemTags: readonly SystemTag[];
  readonly runTags: Readonly<Record<string, string>>;
  readonly scenarios: Readonly<Record<string, ScenarioConfig>>;
  readonly part: ThreadPart;
  /** Shared counters: see `shared-state.ts`. */
  readonly shared: SharedArrayBuffer;
  readonly streamSamples: boolean;
  /** ms between progress reports. */
  readonly progressEveryMs: number;
  /** What samples are stamped by: to be added to `Clock.now()`. Without it, the wall clock of this machine. */
  readonly wallEpochMs?: number;
}

/** Where in time and in the test the load of an instance begins. */
export interface LoadStart {
  /** `Clock.now()` at which it begins; the same on all threads. Once that is over, it begins at once and catches up. */
  readonly startAtMs: number;
  /** Time of the test then: more than 0 when an instance takes over from another in the middle. */
  readonly elapsedMs: number;
  /** JSON of what `setup()` returned. */
  readonly setupDataJson: string | undefined;
  /** What of the instance's part was done before it began. */
  readonly iterationsDone: IterationsDone;
}

export type ToThread =
  | LoadRequest
  | ConfigureRequest
  | { readonly type: 'init-vus' }
  | {
      readonly type: 'run-stage';
      readonly stage: 'setup' | 'teardown';
      readonly timeoutMs: number;
      readonly dataJson: string | undefined;
    }
  | { readonly type: 'summarize'; readonly dataJson: string; readonly timeoutMs: number }
  | ({ readonly type: 'run-scenarios' } & LoadStart)
  | { readonly type: 'flush' }
  | ThreadOrder;

/** What is not answered. */
export type ThreadOrder =
  | { readonly type: 'abort' }
  | { readonly type: 'control'; readonly scenario: string; readonly setting: LoadSetting };

/** Completed iterations by scenario. Interrupted ones are not done: whoever takes over runs them again. */
export type IterationsDone = Readonly<Record<string, number>>;

/** What a thread reports between windows. */
export interface ThreadProgress {
  readonly scenarios: ScenarioStates;
  /** Time since the last report. */
  readonly spanMs: number;
  /** Share of that time the thread was busy, 0 to 1. */
  readonly utilization: number;
  /** Longest the event loop was late since the last report. */
  readonly maxLagMs: number;
}

export type RequestType = Exclude<ToThread['type'], ThreadOrder['type']>;

/** Answers to requests carry `replyTo`; everything else is a notice. */
export type FromThread =
  | { readonly replyTo: 'load'; readonly type: 'loaded'; readonly script: LoadedScript }
  | { readonly replyTo: 'configure'; readonly type: 'configured' }
  | { readonly replyTo: 'init-vus'; readonly type: 'vus-initialised' }
  | { readonly replyTo: 'run-stage'; readonly type: 'stage-ended'; readonly outcome: StageOutcome }
  | { readonly replyTo: 'summarize'; readonly type: 'summarized'; readonly outcome: HandleSummaryOutcome }
  | { readonly replyTo: 'run-scenarios'; readonly type: 'scenarios-ended' }
  | { readonly replyTo: 'flush'; readonly type: 'flushed' }
  /** The negative answer to any request. */
  | { readonly type: 'failed'; readonly request: RequestType; readonly error: WireError }
  /** `isVUConsole`: printed by `console` outside of init code. */
  | { readonly type: 'log'; readonly record: LogRecord; readonly isVUConsole: boolean }
  /** A script read a secret: from here on it must not show up in any log line. */
  | { readonly type: 'secret-read'; readonly value: string }
  | {
      readonly type: 'metrics';
      readonly window: MetricWindow | undefined;
      readonly samples: readonly SampleBatch[];
      /** By scenario, over the whole run: those whose samples are in this window or in an earlier one. */
      readonly iterationsDone: IterationsDone;
    }
  | { readonly type: 'progress'; readonly progress: ThreadProgress }
  | { readonly type: 'abort-requested'; readonly reason: string }
  | { readonly type: 'marked-as-failed'; readonly reason: string };
