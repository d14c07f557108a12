import {
  createBuiltinMetrics,
  createMetricRegistry,
  type LogRecord,
  type Metric,
  type Series,
  type TagSet,
  ThreadRecorder,
} from '@squall/core';
import type { EventLoop } from '../sandbox/contract.ts';
import { ScriptRealm } from '../sandbox/realm.ts';
import type { SystemTag, TestContext } from '../vu/test-context.ts';
import type { Stage, VUContext } from '../vu/vu-context.ts';
import type { BuiltinModule } from './builtin-module.ts';

type Globals = Readonly<Record<string, unknown>>;

/** A realm in which modules can be tried by plain code: it is not compiled, so it runs with the synchronous fallback. */
class TryOutRealm extends ScriptRealm {
  constructor() {
    super();
    // Promise jobs of code that is only tried out are never run.
    const jobs = { enqueueJob: () => {}, noteRejection: () => {} };
    this.current.scope = Object.assign(this.createScope(), { jobs });
  }

  /** Runs code that sees the given values as globals. */
  override evaluate(code: string, globals: string | Globals = {}): unknown {
    if (typeof globals === 'string') return super.evaluate(code, globals);
    Object.assign(this.current.global ?? {}, globals);
    return super.evaluate(code, 'file:///script.js');
  }
}

export function createScriptRealm(): TryOutRealm {
  return new TryOutRealm();
}

export interface RecordedSample {
  readonly metric: string;
  readonly value: number;
  readonly tags: Readonly<Record<string, string>>;
}

/** A VU that keeps what modules do to it. Its clock stands still unless a test moves it. */
export class FakeVU {
  readonly realm = createScriptRealm();
  readonly recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  readonly samples: RecordedSample[] = [];
  readonly logs: Pick<LogRecord, 'level' | 'message'>[] = [];
  readonly aborts: string[] = [];
  readonly fails: string[] = [];
  readonly slept: number[] = [];
  readonly log = {
    log: (level: LogRecord['level'], message: string) => void this.logs.push({ level, message }),
  };
  readonly systemTags = new Set<SystemTag>(['group', 'check', 'scenario']);
  nowMs = 1000;
  stage: Stage = 'iteration';
  tags: TagSet = this.recorder.emptyTags.withAll({ group: '', scenario: 'default' });
  metadata: Record<string, string> | undefined;
  groupPath = '';
  idInInstance = 2;
  idInTest = 3;
  iterationInInstance = 4;
  scenario: VUContext['scenario'];
  throwOption = false;
  readonly clock = { now: () => this.nowMs, wallMs: () => this.nowMs };
  readonly loop = {
    sleep: (ms: number) => ({ start: () => {}, cancel: () => {}, runSync: () => void this.slept.push(ms) }),
    abort: () => ({
      start: () => {},
      cancel: () => {},
      runSync: () => {
        throw new Error('the script was aborted');
      },
    }),
  } as unknown as EventLoop;
  readonly test: Partial<TestContext> = {
    metrics: createBuiltinMetrics(this.recorder.registry),
    systemTags: this.systemTags,
    abort: (reason) => void this.aborts.push(reason),
    fail: (reason) => void this.fails.push(reason),
    instance: {
      currentTestRunDurationMs: 1500.5,
      iterationsCompleted: 7,
      iterationsInterrupted: 1,
      vusActive: 2,
      vusInitialized: 3,
    },
  };

  constructor() {
    const exported = { iterations: null, scenarios: { main: { vus: 1 } } };
    Object.defineProperty(this.test, 'options', { get: () => ({ throw: this.throwOption, exported }) });
  }

  get context(): VUContext {
    return this as unknown as VUContext;
  }

  emit({ metric, tags }: Series, value: number): void {
    this.samples.push({ metric: metric.name, value, tags: { ...tags.tags } });
  }

  emitTagged(metric: Metric, tags: TagSet, value: number): void {
    this.emit(this.recorder.series(metric, tags), value);
  }

  /** Runs code that sees the module's names (or its default object as `module`) and `log`. */
  run(module: BuiltinModule, code: string, globals: Readonly<Record<string, unknown>> = {}): unknown {
    const { named = {}, default: defaultObject } = module.instantiate(this.context);
    const lines: string[] = [];
    const print = (...values: unknown[]) => void lines.push(values.map(String).join(' '));
    const result = this.realm.evaluate(`"use strict";${code}`, {
      ...named,
      module: defaultObject,
      print,
      ...globals,
    });
    return lines.length > 0 ? lines : result;
  }
}
