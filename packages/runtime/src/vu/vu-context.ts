import type {
  Clock,
  ExecutorType,
  Logger,
  Metric,
  SampleMetadata,
  SampleRecorder,
  Series,
  TagSet,
} from '@squall/core';
import type { EventLoop, Realm } from '../sandbox/contract.ts';
import type { HttpTransport } from '../transport/transport.ts';
import type { Suspendable } from './operation.ts';
import type { TestContext } from './test-context.ts';

/** Where in its life a VU is; modules allow or refuse calls by it. */
export type Stage = 'init' | 'setup' | 'iteration' | 'teardown' | 'summary';

/** The scenario a VU works for at the moment. */
export interface ScenarioState {
  readonly name: string;
  readonly executor: ExecutorType;
  /** Epoch ms, to be compared with what the script's `Date` says. */
  readonly startTimeMs: number;
  progress(): number;
  iterationInInstance: number;
  iterationInTest: number;
  /** This VU's iterations in this scenario, from 0. */
  iterationInScenario: number;
}

/** What built-in modules see of the VU they belong to. */
export interface VUContext {
  readonly test: TestContext;
  readonly realm: Realm;
  readonly loop: EventLoop;
  readonly clock: Clock;
  readonly log: Logger;
  readonly recorder: SampleRecorder;
  /** 0 in the throw-away init and in setup, teardown, handleSummary. */
  readonly idInInstance: number;
  readonly idInTest: number;
  readonly stage: Stage;
  /** Iterations this VU started over all scenarios, minus one; -1 before the first. */
  readonly iterationInInstance: number;
  readonly scenario: ScenarioState | undefined;
  /** Live `__ENV`. */
  readonly env: Record<string, string>;
  /** Current VU tags: run tags, scenario tags, `scenario`, `group`, `exec.vu.metrics.tags`. */
  tags: TagSet;
  /** User metadata plus `vu` and `iter` when those system tags are on; undefined when empty. */
  metadata: SampleMetadata | undefined;
  /** Path of the running group, `''` or `::a::b`. */
  groupPath: string;
  /** Emits one sample of a series unless the VU was cut off or is in a stage without metrics. */
  emit(series: Series, value: number, timeMs: number): void;
  /** Looks the series up each time; fine off the hot path. */
  emitTagged(metric: Metric, tags: TagSet, value: number, timeMs: number): void;
  /** The VU's own connections; created at first use. */
  readonly http: HttpTransport;
  /** Raw socket bytes since the counters were last taken; any module with sockets adds to them. */
  readonly traffic: { sent: number; received: number };
  /** Runs at the start of each iteration (new cookie jar) and at its end. */
  onIterationStart(callback: () => void): void;
  /** Asked at the start of each iteration for what it has to wait for before the script's function. */
  beforeIteration(prepare: () => Suspendable<unknown> | undefined): void;
  onIterationEnd(callback: (wasInterrupted: boolean) => void): void;
}
