import {
  type AppliedThresholds,
  type Clock,
  createRunMetrics,
  describeRun,
  evaluateThresholds,
  finalError,
  GeneratorHealth,
  type HandleSummaryOutcome,
  type Logger,
  MetricsFeed,
  type Output,
  prepareThresholds,
  type RunMetrics,
  repeat,
  type StageOutcome,
  stageError,
  type ThresholdEvaluation,
  type ThresholdPlan,
} from '@squall/core';
import { type ConfigureRequest, SharedState, type ThreadProgress } from '@squall/runtime';
import type { LoadedTest } from './load-test.ts';
import { Recurring } from './recurring.ts';
import type { RunResult } from './run-result.ts';
import type { RunStop } from './run-stop.ts';
import { ThreadFleet } from './thread-fleet.ts';
import type { ThreadNotice } from './thread-handle.ts';
import { withinTime } from './time-limit.ts';
import { SHORT_PATIENCE_MS, Watchdog } from './watchdog.ts';

const THRESHOLDS_EVERY_MS = 2000;
const FLUSH_TIMEOUT_MS = 2000;

export type RunPhase = 'init' | 'setup' | 'running' | 'teardown' | 'ended';

/** What to run, decided before anything starts. */
export interface RunPlan extends ThresholdPlan {
  readonly threadCount: number;
  readonly configure: Omit<ConfigureRequest, 'type' | 'part' | 'shared' | 'streamSamples'>;
  readonly segment: string;
  readonly sequence: string;
  readonly scenarioCount: number;
  /** The scenarios' end with gracefulStop, after which threads must answer. */
  readonly maxDurationMs: number;
  /** undefined: not exported, or switched off. */
  readonly setupTimeoutMs: number | undefined;
  readonly teardownTimeoutMs: number | undefined;
  readonly handleSummaryTimeoutMs: number;
}

export interface RunDeps {
  readonly clock: Clock;
  readonly log: Logger;
  readonly outputs: readonly Output[];
  /** Ends the run early; signals arrive through it. */
  readonly stop: RunStop;
  onPhase(phase: RunPhase): void;
  /** Called when the run is live, for whoever shows its progress. */
  onLive(live: LiveRun): void;
  /** Waits at the end, for `--linger`. */
  linger(): Promise<void>;
}

/** The moving parts of a run, to be looked at from outside. */
export interface LiveRun {
  readonly shared: SharedState;
  /** Latest report of each thread. */
  readonly progress: readonly (ThreadProgress | undefined)[];
  /** Since setup began, or 0. */
  elapsedMs(): number;
}

/** Runs a loaded test to its end: the main path of a run in this process. */
export async function runTest(test: LoadedTest, plan: RunPlan, deps: RunDeps): Promise<RunResult> {
  const run = new Run(test, plan, deps);
  await run.startOutputs();
  try {
    await run.initVUs();
    const setupDataJson = await run.setup();
    await run.scenarios(setupDataJson);
    await run.teardown(setupDataJson);
    run.end();
    await deps.linger();
    return await run.finish(setupDataJson);
  } finally {
    await run.stopOutputs();
    run[Symbol.dispose]();
  }
}

class Run {
  readonly #test: LoadedTest;
  readonly #plan: RunPlan;
  readonly #deps: RunDeps;
  readonly #metrics: RunMetrics;
  readonly #feed: MetricsFeed;
  readonly #thresholds: readonly AppliedThresholds[] | undefined;
  readonly #health = new GeneratorHealth();
  readonly #shared: SharedState;
  readonly #progress: (ThreadProgress | undefined)[] = [];
  readonly #disposables: Disposable[] = [];
  #fleet: ThreadFleet | undefined;
  /** Of the phase that runs. */
  #watchdog: Watchdog | undefined;
  #startedAtMs: number | undefined;
  #endedAtMs: number | undefined;
  #evaluation: Recurring | undefined;
  /** `setup()` ran, or there is none; without it `teardown()` has nothing to undo. */
  #isSetUp = false;
  #markedAsFailed = false;
  #teardownError: Error | undefined;
  #outputsRunning = false;

  constructor(test: LoadedTest, plan: RunPlan, deps: RunDeps) {
    this.#test = test;
    this.#plan = plan;
    this.#deps = deps;
    this.#shared = SharedState.create(plan.threadCount, plan.scenarioCount);
    this.#metrics = createRunMetrics({
      declared: test.script.metrics,
      systemTags: plan.configure.systemTags,
      log: deps.log,
    });
    this.#thresholds = prepareThresholds(plan, this.#metrics, deps.log);
    this.#feed = new MetricsFeed(this.#metrics, deps.outputs, plan.configure.runTags);
    test.onNotice((thread, notice) => this.#receive(thread, notice));
  }

  async startOutputs(): Promise<void> {
    const description = describeRun(this.#plan.thresholdConfigs, this.#metrics);
    for (const output of this.#deps.outputs) await output.start(description);
    this.#outputsRunning = true;
  }

  async stopOutputs(): Promise<void> {
    if (!this.#outputsRunning) return;
    this.#outputsRunning = false;
    await this.#feed.drained();
    await Promise.all(this.#deps.outputs.map((output) => output.stop()));
  }

  async initVUs(): Promise<void> {
    const { clock, stop } = this.#deps;
    this.#deps.onPhase('init');
    this.#deps.onLive({ shared: this.#shared, progress: this.#progress, elapsedMs: () => this.#elapsedMs() });
    const threads = await this.#test.threads(this.#plan.threadCount);
    this.#fleet = new ThreadFleet(threads, this.#shared, clock);
    await this.#fleet.configure(
      { ...this.#plan.configure, shared: this.#shared.buffer, streamSamples: this.#deps.outputs.length > 0 },
      this.#plan,
    );
    const sampling = repeat(clock, 1000, () => this.#sampleVUs(clock.wallMs()));
    this.#disposables.push({ [Symbol.dispose]: () => sampling.cancel() });
    stop.signal.addEventListener('abort', () => this.#interrupt(), { once: true });
    using _watchdog = this.#watch();
    await this.#fleet.initVUs();
    this.#evaluation = new Recurring(clock, THRESHOLDS_EVERY_MS, () => this.#evaluateInFlight());
  }

  /** @returns JSON of what `setup()` returned. */
  async setup(): Promise<string | undefined> {
    this.#startedAtMs = this.#deps.clock.now();
    const { setupTimeoutMs } = this.#plan;
    if (this.#stopped) return undefined;
    this.#isSetUp = setupTimeoutMs === undefined;
    if (setupTimeoutMs === undefined) return undefined;
    this.#deps.onPhase('setup');
    const outcome = await this.#runStage('setup', setupTimeoutMs, undefined);
    const error = stageError('setup', outcome, setupTimeoutMs);
    if (error !== undefined) this.#deps.stop.request({ kind: 'failure', error });
    if (outcome.kind !== 'completed') return undefined;
    this.#isSetUp = true;
    return outcome.resultJson;
  }

  async scenarios(setupDataJson: string | undefined): Promise<void> {
    if (this.#stopped) return;
    this.#deps.onPhase('running');
    const { clock } = this.#deps;
    using watchdog = this.#watch();
    const overtime = clock.at(clock.now() + this.#plan.maxDurationMs, () =>
      watchdog.allow(SHORT_PATIENCE_MS),
    );
    try {
      await this.#liveFleet.runScenarios(setupDataJson);
    } catch (error) {
      // A thread is gone: crashed, out of memory or hanging. What it measured before stays.
      this.#deps.stop.request({ kind: 'failure', error: error as Error });
    } finally {
      overtime.cancel();
    }
  }

  async teardown(setupDataJson: string | undefined): Promise<void> {
    const { teardownTimeoutMs } = this.#plan;
    if (teardownTimeoutMs === undefined || !this.#isSetUp || this.#crashed) return;
    this.#deps.onPhase('teardown');
    const outcome = await this.#runStage('teardown', teardownTimeoutMs, setupDataJson);
    this.#teardownError = stageError('teardown', outcome, teardownTimeoutMs);
  }

  /** The time of the test is over; what follows is not measured. */
  end(): void {
    const { clock, log, onPhase } = this.#deps;
    this.#endedAtMs = clock.now();
    this.#evaluation?.[Symbol.dispose]();
    onPhase('ended');
    if (this.#stopped || this.#teardownError !== undefined || this.#shared.total('completed') > 0) return;
    log.log('warning', 'No script iterations fully finished, consider making the test duration longer');
  }

  async finish(setupDataJson: string | undefined): Promise<RunResult> {
    await this.#liveFleet.flush(FLUSH_TIMEOUT_MS);
    await this.stopOutputs();
    const thresholds = this.#evaluate(true);
    return {
      metrics: this.#metrics,
      thresholds,
      durationMs: this.#elapsedMs(),
      setupDataJson,
      error: finalError({
        reason: this.#deps.stop.reason,
        teardownError: this.#teardownError,
        markedAsFailed: this.#markedAsFailed,
        crossed: thresholds?.failing ?? [],
      }),
      notices: this.#health.notices(this.#droppedIterations()),
      handleSummary: (dataJson) => this.#summarize(dataJson),
    };
  }

  [Symbol.dispose](): void {
    this.#evaluation?.[Symbol.dispose]();
    for (const disposable of this.#disposables) disposable[Symbol.dispose]();
  }

  /** A script whose thread is gone can no longer be asked. */
  async #summarize(dataJson: string): Promise<HandleSummaryOutcome> {
    if (this.#crashed) return { kind: 'absent' };
    const timeoutMs = this.#plan.handleSummaryTimeoutMs;
    using watchdog = this.#watch();
    const outcome = await withinTime({ clock: this.#deps.clock, watchdog, timeoutMs }, () =>
      this.#liveFleet.summarize(dataJson, timeoutMs),
    );
    // Nothing is asked of the threads any more: they can end while the summary is rendered.
    for (const thread of this.#liveFleet.threads) void thread.terminate();
    return outcome === 'timed-out' ? { kind: 'timed-out', timeoutMs } : outcome;
  }

  #watch(): Watchdog {
    this.#watchdog = new Watchdog(this.#liveFleet, this.#deps.clock);
    return this.#watchdog;
  }

  get #stopped(): boolean {
    return this.#deps.stop.reason !== undefined;
  }

  get #crashed(): boolean {
    return this.#liveFleet.threads[0]?.failure !== undefined;
  }

  get #liveFleet(): ThreadFleet {
    if (this.#fleet === undefined) throw new Error('the threads have not been started');
    return this.#fleet;
  }

  #elapsedMs(): number {
    if (this.#startedAtMs === undefined) return 0;
    return (this.#endedAtMs ?? this.#deps.clock.now()) - this.#startedAtMs;
  }

  #interrupt(): void {
    this.#fleet?.abort();
    this.#watchdog?.allow(SHORT_PATIENCE_MS);
  }

  async #runStage(
    stage: 'setup' | 'teardown',
    timeoutMs: number,
    dataJson: string | undefined,
  ): Promise<StageOutcome> {
    const request = { type: 'run-stage', stage, timeoutMs, dataJson } as const;
    try {
      using watchdog = this.#watch();
      const outcome = await withinTime({ clock: this.#deps.clock, watchdog, timeoutMs }, () =>
        this.#liveFleet.runStage(request),
      );
      return outcome === 'timed-out' ? { kind: 'timed-out' } : outcome;
    } catch (error) {
      this.#deps.stop.request({ kind: 'failure', error: error as Error });
      return { kind: 'interrupted' };
    }
  }

  #receive(thread: number, notice: ThreadNotice): void {
    switch (notice.type) {
      case 'metrics':
        return this.#feed.receive(thread, notice.window, notice.samples);
      case 'progress':
        this.#progress[thread] = notice.progress;
        return this.#health.report(notice.progress);
      case 'abort-requested':
        return this.#deps.stop.request({ kind: 'script', message: notice.reason });
      case 'marked-as-failed':
        this.#markedAsFailed = true;
        return;
      case 'log':
        return; // Logged where the thread was started.
    }
  }

  #sampleVUs(wallMs: number): void {
    this.#feed.addGauge('vus', this.#shared.total('active'), wallMs);
    this.#feed.addGauge('vus_max', this.#shared.total('initialised'), wallMs);
  }

  async #evaluateInFlight(): Promise<void> {
    await this.#liveFleet.flush(FLUSH_TIMEOUT_MS);
    const evaluation = this.#evaluate(false);
    if (evaluation?.shouldAbort === true) {
      this.#deps.stop.request({ kind: 'thresholds', metrics: evaluation.failing });
    }
  }

  #evaluate(isFinal: boolean): ThresholdEvaluation | undefined {
    if (this.#thresholds === undefined) return undefined;
    return evaluateThresholds(this.#thresholds, { testDurationMs: this.#elapsedMs(), isFinal });
  }

  #droppedIterations(): number {
    const sink = this.#metrics.get('dropped_iterations')?.sink;
    return sink?.type === 'counter' ? sink.sum : 0;
  }
}
