import { types } from 'node:util';
import { createContext, runInContext } from 'node:vm';
import {
  createBuiltinMetrics,
  createMetricRegistry,
  type LogRecord,
  type Metric,
  type Series,
  type TagSet,
  ThreadRecorder,
} from '@squall/core';
import type { EventLoop, Realm, RealmIntrinsics } from '../sandbox/contract.ts';
import { type AnyFunction, SUSPEND, type Suspendable, type SuspendableFunction } from '../vu/operation.ts';
import type { SystemTag, TestContext } from '../vu/test-context.ts';
import type { Stage, VUContext } from '../vu/vu-context.ts';
import type { BuiltinModule } from './builtin-module.ts';

/** Another vm realm in which modules can be tried: suspendable functions run with the synchronous fallback. */
export interface ScriptRealm extends Realm {
  /** Runs code that sees the given values as globals. */
  evaluate(code: string, globals?: Readonly<Record<string, unknown>>): unknown;
}

export function createScriptRealm(): ScriptRealm {
  const context = createContext({});
  const run = (code: string): unknown => runInContext(code, context);
  const known = new Map<string | symbol, unknown>();
  const lookUp = (_target: object, name: string | symbol) => {
    if (!known.has(name)) known.set(name, run(String(name)));
    return known.get(name);
  };
  const intrinsics = new Proxy({}, { get: lookUp }) as RealmIntrinsics;
  const asRealmFunction = (name: string, length: number, fn: AnyFunction): SuspendableFunction => {
    Object.defineProperties(fn, { name: { value: name }, length: { value: length } });
    return Object.setPrototypeOf(fn, intrinsics.Function.prototype);
  };
  const realm: ScriptRealm = {
    intrinsics,
    createObject: run('() => ({})') as () => Record<string, unknown>,
    createArray: run('(items = []) => Array.from(items)') as (items?: readonly unknown[]) => unknown[],
    createArrayBuffer: run('(bytes) => Uint8Array.from(bytes).buffer') as (bytes: Uint8Array) => ArrayBuffer,
    goError: run('(m) => Object.assign(new Error(m), { name: "GoError" })') as (message: string) => Error,
    typeError: (message) => new intrinsics.TypeError(message),
    clone: (value) => intrinsics.JSON.parse(JSON.stringify(value)),
    native: (name, length, body) =>
      asRealmFunction(name, length, function (this: unknown, ...args) {
        return body.apply(this, args);
      }),
    suspendable(name, length, body) {
      const variant = body as (...args: unknown[]) => Suspendable<unknown>;
      const fn = asRealmFunction(name, length, function (this: unknown, ...args) {
        return realm.runSync(variant.apply(this, args));
      });
      fn[SUSPEND] = variant;
      return fn;
    },
    *call(fn, thisArg, args) {
      const { [SUSPEND]: variant } = fn as SuspendableFunction;
      if (variant !== undefined) return yield* variant.apply(thisArg, args as unknown[]);
      return (fn as AnyFunction).apply(thisArg, args as unknown[]);
    },
    isAsyncFunction: types.isAsyncFunction,
    runSync(body) {
      let step = body.next();
      while (!step.done) step = body.next(step.value.runSync());
      return step.value;
    },
    currentPosition: () => 'default (file:///script.js:1:2)',
    evaluate(code, globals = {}) {
      Object.assign(context, globals);
      return run(code);
    },
  };
  return realm;
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
