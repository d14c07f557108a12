import type {
  Clock,
  ExecutorType,
  Logger,
  Metric,
  PooledVU,
  SampleMetadata,
  SampleRecorder,
  ScenarioActivation,
  Series,
  TagSet,
  Timer,
} from '@squall/core';
import type { Completion, EventLoop, Realm } from '../sandbox/contract.ts';
import type { HttpTransport } from '../transport/transport.ts';
import { IterationSeries } from './iteration-series.ts';
import type { AnyFunction, Suspendable } from './operation.ts';
import { SetupData } from './setup-data.ts';
import type { TestContext } from './test-context.ts';
import type { IterationTally, ThreadContext } from './thread-context.ts';
import type { ScenarioState, Stage, VUContext } from './vu-context.ts';

export interface VUIdentity {
  readonly idInInstance: number;
  readonly idInTest: number;
}

/** The exported functions of one VU's instance of the script. */
export type ScriptExports = Readonly<Record<string, unknown>>;

/**
 * One virtual user: its own instances of the script's modules, its event loop, connections and tags.
 * It is initialised once, then activated for one scenario after another.
 */
export class VU implements VUContext, PooledVU {
  readonly test: TestContext;
  readonly realm: Realm;
  readonly clock: Clock;
  readonly log: Logger;
  readonly recorder: SampleRecorder;
  readonly loop: EventLoop;
  readonly idInInstance: number;
  readonly idInTest: number;
  /** `globalThis` of its scripts. */
  readonly global: Record<PropertyKey, unknown>;
  readonly scope: object;
  readonly traffic = { sent: 0, received: 0 };
  stage: Stage = 'init';
  iterationInInstance = -1;
  scenario: ScenarioState | undefined;
  tags: TagSet;
  metadata: SampleMetadata | undefined;
  groupPath = '';

  readonly #thread: ThreadContext;
  readonly #onCompleted: (completion: Completion) => void;
  #exports: ScriptExports = {};
  #http: HttpTransport | undefined;
  #env: Record<string, string> | undefined;
  #scenarioEnv: Readonly<Record<string, string>> = {};
  #startHooks: (() => void)[] | undefined;
  #prepare: (() => Suspendable<unknown> | undefined) | undefined;
  #endHooks: ((wasInterrupted: boolean) => void)[] | undefined;
  #iterationsByScenario: Map<string, number> | undefined;
  #exec: AnyFunction | undefined;
  #setupData: SetupData | undefined;
  #series: IterationSeries | undefined;
  #tally: IterationTally = { completed: 0, interrupted: 0 };
  #iterationTags: TagSet;
  #iterationStartMs = 0;
  #cutOff = false;
  #idle: Timer | undefined;
  #onSettled: (() => void) | undefined;

  constructor(thread: ThreadContext, identity: VUIdentity) {
    this.#thread = thread;
    this.test = thread.test;
    this.realm = thread.realm;
    this.clock = thread.clock;
    this.log = thread.log;
    this.recorder = thread.recorder;
    this.idInInstance = identity.idInInstance;
    this.idInTest = identity.idInTest;
    this.tags = thread.runTags;
    this.#iterationTags = this.tags;
    const { loop, global, scope } = thread.createSandbox(this);
    this.loop = loop;
    this.global = global;
    this.scope = scope;
    this.#onCompleted = (completion) => this.#settle(completion);
  }

  get env(): Record<string, string> {
    this.#env ??= this.#createEnv();
    return this.#env;
  }

  #createEnv(): Record<string, string> {
    const { baseEnv, freezesEnv } = this.#thread;
    const env = Object.assign(this.realm.createObject(), baseEnv, this.#scenarioEnv) as Record<
      string,
      string
    >;
    return freezesEnv ? Object.freeze(env) : env;
  }

  get http(): HttpTransport {
    this.#http ??= this.#thread.createTransport(this.idInInstance, this.traffic);
    return this.#http;
  }

  onIterationStart(callback: () => void): void {
    this.#startHooks ??= [];
    this.#startHooks.push(callback);
  }

  beforeIteration(prepare: () => Suspendable<unknown> | undefined): void {
    this.#prepare = prepare;
  }

  onIterationEnd(callback: (wasInterrupted: boolean) => void): void {
    this.#endHooks ??= [];
    this.#endHooks.push(callback);
  }

  /** Called once after the init code ran. */
  initialised(exports: ScriptExports): void {
    this.#exports = exports;
  }

  get exports(): ScriptExports {
    return this.#exports;
  }

  exported(name: string): unknown {
    return this.#exports[name];
  }

  emit(series: Series, value: number, timeMs: number): void {
    if (this.#cutOff) return;
    this.recorder.add(series, value, timeMs, this.metadata);
  }

  emitTagged(metric: Metric, tags: TagSet, value: number, timeMs: number): void {
    this.emit(this.recorder.series(metric, tags), value, timeMs);
  }

  activate(activation: ScenarioActivation, iterationsDone = 0): void {
    this.stage = 'iteration';
    this.#env = undefined;
    this.#scenarioEnv = activation.env;
    this.#exec = this.#exports[activation.exec] as AnyFunction;
    this.iterationInInstance += iterationsDone;
    this.scenario = this.#enterScenario(activation, iterationsDone);
    this.#tally = this.#thread.tally(activation.scenario);
    this.tags = this.#activationTags(activation);
    this.#iterationTags = this.tags;
    this.#series = undefined;
    this.metadata = undefined;
  }

  runIteration(iterationInInstance: number, iterationInTest: number, onSettled: () => void): boolean {
    const completion = this.#startIteration(iterationInInstance, iterationInTest);
    if (completion !== undefined && this.#finish(completion)) return true;
    this.#onSettled = onSettled;
    return false;
  }

  interrupt(): void {
    if (this.#idle === undefined) {
      this.loop.interrupt();
      return;
    }
    this.#idle.cancel();
    this.#endIdling();
  }

  /** Runs `setup`, `teardown` or `handleSummary` in a VU of its own. */
  runStage(
    stage: Stage,
    name: string,
    args: readonly unknown[],
    onCompleted: (completion: Completion) => void,
  ): void {
    this.stage = stage;
    this.#cutOff = stage === 'summary';
    this.#enterStageGroup(stage);
    const done = (completion: Completion) => {
      this.#emitTraffic(this.clock.wallMs());
      onCompleted(completion);
    };
    const completion = this.loop.run(this.#exports[name] as AnyFunction, undefined, args, done);
    if (completion !== undefined) done(completion);
  }

  /** Ends a stage where it is. */
  interruptStage(): void {
    this.loop.interrupt();
  }

  destroy(): void {
    this.#http?.destroy();
  }

  /** Hot path: every iteration. */
  #startIteration(iterationInInstance: number, iterationInTest: number): Completion | undefined {
    const scenario = this.scenario as ScenarioState;
    this.iterationInInstance++;
    scenario.iterationInInstance = iterationInInstance;
    scenario.iterationInTest = iterationInTest;
    scenario.iterationInScenario++;
    this.#cutOff = false;
    if (this.test.hasIterationMetadata) this.#updateMetadata();
    if (this.#startHooks !== undefined) for (const hook of this.#startHooks) hook();
    const setupData = this.#ownSetupData();
    this.global.__ITER = this.iterationInInstance;
    this.#iterationStartMs = this.clock.now();
    const preparation = this.#prepare?.();
    if (preparation !== undefined) return this.#runPrepared(preparation, setupData.args);
    return this.loop.run(this.#exec as AnyFunction, undefined, setupData.args, this.#onCompleted);
  }

  #runPrepared(preparation: Suspendable<unknown>, args: readonly unknown[]): Completion | undefined {
    const call = () => this.realm.call(this.#exec, undefined, args);
    function* body(): Suspendable<unknown> {
      yield* preparation;
      return yield* call();
    }
    return this.loop.runBody(body(), this.#onCompleted);
  }

  #settle(completion: Completion): void {
    if (this.#finish(completion)) this.#settled();
  }

  #settled(): void {
    const onSettled = this.#onSettled;
    this.#onSettled = undefined;
    onSettled?.();
  }

  /** Ends the iteration; false when the VU still has to idle for `minIterationDuration`. */
  #finish(completion: Completion): boolean {
    const nowMs = this.clock.now();
    const full = completion.kind !== 'interrupted' || this.test.abortedBy === this;
    this.#emitIteration(full, nowMs);
    if (completion.kind === 'interrupted') this.#afterInterruption();
    else {
      this.#tally.completed++;
      if (completion.kind !== 'returned') this.#reportFailure(completion);
    }
    const wasInterrupted = completion.kind === 'interrupted';
    if (this.#endHooks !== undefined) for (const hook of this.#endHooks) hook(wasInterrupted);
    if (this.test.options?.http.noVUConnectionReuse === true) this.#http?.closeIdle();
    return wasInterrupted || !this.#idles(nowMs);
  }

  /** Hot path: every iteration. Sample order as in k6. */
  #emitIteration(full: boolean, nowMs: number): void {
    const timeMs = nowMs + this.#thread.wallOffsetMs;
    if (this.#series === undefined || this.#iterationTags !== this.tags) {
      this.#iterationTags = this.tags;
      this.#series = new IterationSeries(this.recorder, this.test.metrics, this.tags);
    }
    const series = this.#series;
    const { recorder, traffic, metadata } = this;
    recorder.add(series.dataSent, traffic.sent, timeMs, metadata);
    recorder.add(series.dataReceived, traffic.received, timeMs, metadata);
    traffic.sent = 0;
    traffic.received = 0;
    if (!full) return;
    recorder.add(series.duration, nowMs - this.#iterationStartMs, timeMs, metadata);
    recorder.add(series.iterations, 1, timeMs, metadata);
  }

  #idles(nowMs: number): boolean {
    const minMs = this.test.options?.minIterationDurationMs ?? 0;
    const endMs = this.#iterationStartMs + minMs;
    if (minMs <= 0 || endMs <= nowMs) return false;
    this.#idle = this.clock.at(endMs, () => this.#endIdling());
    return true;
  }

  #endIdling(): void {
    this.#idle = undefined;
    this.#settled();
  }

  #afterInterruption(): void {
    this.#cutOff = true;
    this.#tally.interrupted++;
    this.tags = this.#iterationTags;
    this.groupPath = '';
    this.#warnOfStoppedTimers();
  }

  #warnOfStoppedTimers(): void {
    for (const { id, repeat } of this.loop.pendingTimers()) {
      const kind = repeat ? 'setInterval' : 'setTimeout';
      this.log.log('warning', `${kind} ${id} was stopped because the VU iteration was interrupted`);
    }
  }

  #reportFailure(completion: Completion & { readonly error: unknown }): void {
    const { name, executor } = this.scenario as ScenarioState;
    if (completion.kind === 'unhandled-rejection') {
      const text = this.#thread.describeRejection(completion.error);
      this.log.log('error', text, { executor, scenario: name });
    } else {
      this.log.log('error', this.#thread.describeError(completion.error), {
        executor,
        hint: 'script exception',
        scenario: name,
        source: 'stacktrace',
      });
    }
    this.#warnOfStoppedTimers();
    this.tags = this.#iterationTags;
    this.groupPath = '';
  }

  #enterScenario(activation: ScenarioActivation, iterationsDone: number): ScenarioState {
    this.#iterationsByScenario ??= new Map();
    this.#leaveScenario();
    return {
      name: activation.scenario,
      executor: activation.executor as ExecutorType,
      startTimeMs: activation.startedAtMs + this.#thread.dateOffsetMs,
      progress: () => activation.progress(),
      iterationInInstance: 0,
      iterationInTest: 0,
      iterationInScenario: iterationsDone + (this.#iterationsByScenario.get(activation.scenario) ?? -1),
    };
  }

  #leaveScenario(): void {
    if (this.scenario !== undefined) {
      this.#iterationsByScenario?.set(this.scenario.name, this.scenario.iterationInScenario);
    }
  }

  #activationTags(activation: ScenarioActivation): TagSet {
    const { systemTags } = this.test;
    let tags = this.#thread.runTags.withAll(activation.tags);
    if (systemTags.has('scenario')) tags = tags.with('scenario', activation.scenario);
    if (systemTags.has('group')) tags = tags.with('group', '');
    return tags;
  }

  #enterStageGroup(stage: Stage): void {
    this.groupPath = `::${stage}`;
    if (this.test.systemTags.has('group')) this.tags = this.#thread.runTags.with('group', this.groupPath);
    this.#iterationTags = this.tags;
  }

  #updateMetadata(): void {
    const user = this.metadata;
    const ids: Record<string, string> = {};
    if (this.test.systemTags.has('iter')) ids.iter = String(this.iterationInInstance);
    if (this.test.systemTags.has('vu')) ids.vu = String(this.idInInstance);
    this.metadata = { ...user, ...ids };
  }

  #emitTraffic(timeMs: number): void {
    const { data_sent, data_received } = this.test.metrics;
    this.emitTagged(data_sent, this.tags, this.traffic.sent, timeMs);
    this.emitTagged(data_received, this.tags, this.traffic.received, timeMs);
    this.traffic.sent = 0;
    this.traffic.received = 0;
  }

  #ownSetupData(): SetupData {
    if (this.#setupData !== undefined) {
      this.#setupData.restoreLengths();
      return this.#setupData;
    }
    const json = this.#thread.setupDataJson;
    this.#setupData = new SetupData(json === undefined ? undefined : this.realm.intrinsics.JSON.parse(json));
    return this.#setupData;
  }
}
