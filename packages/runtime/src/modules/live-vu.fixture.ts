import {
  type Clock,
  createBuiltinMetrics,
  createMetricRegistry,
  type LogRecord,
  type Metric,
  type Series,
  ThreadRecorder,
} from '@squall/core';
import { memorySources } from '../program/program.fixture.ts';
import { Program } from '../program/program.ts';
import type { ProgramInstance } from '../program/program-instance.ts';
import type { Completion } from '../sandbox/contract.ts';
import { VULoop } from '../sandbox/event-loop.ts';
import { ScriptRealm } from '../sandbox/realm.ts';
import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import { RealClock } from '../vu/real-clock.ts';
import type { SystemTag, TestContext } from '../vu/test-context.ts';
import type { VU } from '../vu/vu.ts';
import type { Stage, VUContext } from '../vu/vu-context.ts';
import { VUGlobals } from '../vu/vu-globals.ts';
import type { BuiltinModule } from './builtin-module.ts';
import type { RecordedSample } from './suspending-realm.fixture.ts';

export interface LiveVUOptions {
  readonly modules?: readonly BuiltinModule[];
  /** What modules see of the VU beyond what all tests need. */
  readonly context?: Partial<VUContext>;
  readonly throwOption?: boolean;
  /** The options as scripts see them. */
  readonly exported?: Readonly<Record<string, unknown>>;
  /** Options of the HTTP client that differ from the defaults of tests. */
  readonly http?: Readonly<Record<string, unknown>>;
}

/** One VU that runs compiled scripts on a real clock, so that modules can do real work beside it. */
export class LiveVU {
  readonly realm = new ScriptRealm();
  readonly clock: Clock = new RealClock();
  readonly recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  readonly metrics = createBuiltinMetrics(this.recorder.registry);
  readonly samples: RecordedSample[] = [];
  readonly logs: Pick<LogRecord, 'level' | 'message'>[] = [];
  readonly loop: VULoop;
  readonly systemTags = new Set<SystemTag>([
    'group',
    'scenario',
    'status',
    'url',
    'name',
    'subproto',
    'service',
    'method',
  ]);
  readonly tags = this.recorder.emptyTags.withAll({ group: '', scenario: 'default' });
  readonly traffic = { sent: 0, received: 0 };
  stage: Stage = 'init';
  readonly #endHooks: ((wasInterrupted: boolean) => void)[] = [];
  #prepare: (() => Suspendable<unknown> | undefined) | undefined;
  readonly #instance: ProgramInstance;

  constructor(script: string, options: LiveVUOptions = {}) {
    const { realm, clock } = this;
    const scope = realm.createScope();
    scope.owner = this;
    this.loop = new VULoop({ clock, current: realm.current, promises: realm.promises, scope });
    const log = {
      log: (level: LogRecord['level'], message: string) => void this.logs.push({ level, message }),
    };
    new VUGlobals(realm, { log, consoleLog: log }).define(
      Object.assign(this, { global: scope.global, log, idInInstance: 1, env: {} }) as unknown as VU,
    );
    Object.assign(this, options.context);
    const program = new Program(realm, memorySources({ '/main.js': script }));
    program.load();
    this.#instance = program.instantiate({
      scope,
      isInit: () => this.stage === 'init',
      open: () => '',
      builtin: (specifier) => {
        const module = options.modules?.find((one) => one.specifier === specifier);
        if (module === undefined) throw new Error(`no module ${specifier}`);
        return module.instantiate(this.context);
      },
    });
    const http = { userAgent: 'test agent', ...options.http };
    this.test = {
      ...this.test,
      options: { throw: options.throwOption ?? false, exported: options.exported ?? {}, http } as never,
    };
  }

  test: Partial<TestContext> = { metrics: this.metrics, systemTags: this.systemTags };

  get context(): VUContext {
    return this as unknown as VUContext;
  }

  /** What the script printed, and at last what it failed with. */
  get lines(): readonly string[] {
    return this.logs.map(({ level, message }) => (level === 'info' ? message : `${level}: ${message}`));
  }

  onIterationStart(): void {}

  beforeIteration(prepare: () => Suspendable<unknown> | undefined): void {
    this.#prepare = prepare;
  }

  onIterationEnd(callback: (wasInterrupted: boolean) => void): void {
    this.#endHooks.push(callback);
  }

  emit({ metric, tags }: Series, value: number): void {
    this.samples.push({ metric: metric.name, value, tags: { ...tags.tags } });
  }

  emitTagged(metric: Metric, tags: Series['tags'], value: number): void {
    this.emit(this.recorder.series(metric, tags), value);
  }

  async init(): Promise<Completion> {
    const completion = await this.complete((done) => this.loop.runBody(this.#instance.evaluate(), done));
    this.stage = 'iteration';
    return completion;
  }

  /** Runs the init code and then the default function. */
  async run(): Promise<readonly string[]> {
    for (const step of [() => this.init(), () => this.call()]) {
      const completion = await step();
      if ('error' in completion) {
        this.logs.push({
          level: 'error',
          message: this.realm.describeError(completion.error).split('\n')[0] ?? '',
        });
        break;
      }
    }
    return this.lines;
  }

  async call(name = 'default'): Promise<Completion> {
    const exported = this.#instance.exported as Record<string, AnyFunction>;
    const fn = exported[name];
    if (fn === undefined) throw new Error(`no export ${name}`);
    const preparation = this.#prepare?.();
    const { realm } = this;
    function* prepared(): Suspendable<unknown> {
      if (preparation !== undefined) yield* preparation;
      return yield* realm.call(fn, undefined, []);
    }
    const completion = await this.complete((done) => this.loop.runBody(prepared(), done));
    for (const hook of this.#endHooks) hook(completion.kind === 'interrupted');
    return completion;
  }

  complete(start: (done: (completion: Completion) => void) => Completion | undefined): Promise<Completion> {
    return new Promise((resolve) => {
      const immediate = start(resolve);
      if (immediate !== undefined) resolve(immediate);
    });
  }
}

/** Runs the text as the body of an async default function. */
export function liveRun(body: string, options: LiveVUOptions = {}, head = ''): Promise<readonly string[]> {
  return new LiveVU(`${head}\nexport default async function () {\n${body}\n}`, options).run();
}
