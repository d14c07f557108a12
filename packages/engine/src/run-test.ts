import {
  type AppliedThresholds,
  createRunMetrics,
  describeRun,
  evaluateThresholds,
  finalError,
  GeneratorHealth,
  type HandleSummaryOutcome,
  MetricsFeed,
  prepareThresholds,
  type RunMetrics,
  type RunOutcome,
  repeat,
  runOutcome,
  type Stage,
  type StageOutcome,
  stageError,
  type ThresholdEvaluation,
  type Timer,
} from '@squall/core';
import type { ThreadProgress } from '@squall/runtime';
import { RunControl } from './control/run-control.ts';
import { type RunPhase, RunState } from './control/run-state.ts';
import { StartGate } from './control/start-gate.ts';
import { InstanceRun } from './instance-run.ts';
import type { LoadedTest } from './load-test.ts';
import { Recurring } from './recurring.ts';
import type { RunDeps, RunPlan } from './run-deps.ts';
import type { RunResult } from './run-result.ts';

const THRESHOLDS_EVERY_MS = 2000;
const FLUSH_TIMEOUT_MS = 2000;
/** Several threads hear of their start at different times, but begin together. */
const THREADS_LEAD_MS = 20;

/** Runs a loaded test to its end: the main path of a run in this process. */
export async function runTest(test: LoadedTest, plan: RunPlan, deps: RunDeps): Promise<RunResult> {
  const run = new Run(test, plan, deps);
  await run.startOutputs();
  try {
    await run.initVUs();
    await run.passGate();
    await run.setup();
    await run.scenarios();
    await run.teardown();
    run.end();
    await deps.linger();
    return await run.finish();
  } finally {
    await run.stopOutputs();
    run[Symbol.dispose]();
  }
}

/** What makes a run of an instance: thresholds, outputs, the verdict. */
class Run {
  readonly #plan: RunPlan;
  readonly #deps: RunDeps;
  readonly #instance: InstanceRun;
  readonly #metrics: RunMetrics;
  readonly #feed: MetricsFeed;
  readonly #thresholds: readonly AppliedThresholds[] | undefined;
  readonly #health = new GeneratorHealth();
  readonly #state: RunState;
  readonly #gate: StartGate;
  readonly #control: RunControl;
  readonly #progress: (ThreadProgress | undefined)[] = [];
  #sampling: Timer | undefined;
  #evaluation: Recurring | undefined;
  /** `setup()` ran, or there is none; without it `teardown()` has nothing to undo. */
  #isSetUp = false;
  #teardownError: Error | undefined;
  #outputsRunning = false;

  constructor(test: LoadedTest, plan: RunPlan, deps: RunDeps) {
    const { systemTags, runTags } = plan.instance.configure;
    this.#plan = plan;
    this.#deps = deps;
    this.#state = new RunState(deps.clock);
    this.#gate = new StartGate(plan.startsPaused);
    this.#metrics = createRunMetrics({ declared: test.script.metrics, systemTags, log: deps.log });
    this.#thresholds = prepareThresholds(plan, this.#metrics, deps.log);
    this.#feed = new MetricsFeed(this.#metrics, deps.outputs, runTags);
    this.#instance = new InstanceRun(test, plan.instance, {
      clock: deps.clock,
      listener: {
        measured: (thread, window, samples) => this.#feed.receive(thread, window, samples),
        progressed: (thread, progress) => this.#progressed(thread, progress),
        abortRequested: (message) => deps.stop.request({ kind: 'script', message }),
        markedAsFailed: () => {
          this.#state.isMarkedAsFailed = true;
        },
      },
    });
    this.#control = new RunControl({
      instance: this.#instance,
      metrics: this.#metrics,
      scenarios: plan.instance.configure.scenarios,
      state: this.#state,
      gate: this.#gate,
      stop: deps.stop,
      limits: plan.stageLimits,
    });
  }

  async startOutputs(): Promise<void> {
    const description = describeRun(this.#plan.thresholdConfigs, this.#metrics, (error) =>
      this.#deps.stop.request({ kind: 'failure', error }),
    );
    for (const output of this.#deps.outputs) await output.start(description);
    this.#outputsRunning = true;
  }

  async stopOutputs(outcome?: RunOutcome): Promise<void> {
    if (!this.#outputsRunning) return;
    this.#outputsRunning = false;
    await this.#feed.drained();
    await Promise.all(this.#deps.outputs.map((output) => output.stop(outcome)));
  }

  async initVUs(): Promise<void> {
    const { clock, stop } = this.#deps;
    const { shared } = this.#instance;
    this.#enter('init');
    this.#deps.onLive({
      shared,
      progress: this.#progress,
      elapsedMs: () => this.#state.elapsedMs(),
      control: this.#control,
    });
    this.#sampling = repeat(clock, 1000, () => this.#sampleVUs(clock.wallMs()));
    const interrupt = () => this.#instance.interrupt();
    if (this.#stopped) interrupt();
    else stop.signal.addEventListener('abort', interrupt, { once: true });
    await this.#instance.initVUs();
  }

  /** Waits to be resumed if the run starts paused, or was paused meanwhile. */
  async passGate(): Promise<void> {
    if (this.#gate.isClosed) this.#enter('paused');
    await this.#gate.pass(this.#deps.stop.signal);
  }

  async setup(): Promise<void> {
    const { clock } = this.#deps;
    this.#state.start();
    this.#evaluation = new Recurring(clock, THRESHOLDS_EVERY_MS, () => this.#evaluateInFlight());
    const { setupTimeoutMs } = this.#plan;
    if (this.#stopped) return;
    this.#isSetUp = setupTimeoutMs === undefined;
    if (setupTimeoutMs === undefined) return;
    this.#enter('setup');
    const outcome = await this.#runStage('setup', setupTimeoutMs, undefined);
    const error = stageError('setup', outcome, setupTimeoutMs);
    if (error !== undefined) this.#deps.stop.request({ kind: 'failure', error });
    if (outcome.kind !== 'completed') return;
    this.#isSetUp = true;
    this.#state.setupDataJson = outcome.resultJson;
  }

  async scenarios(): Promise<void> {
    if (this.#stopped) return;
    this.#enter('running');
    const { setupDataJson } = this.#state;
    const leadMs = this.#plan.instance.threadCount > 1 ? THREADS_LEAD_MS : 0;
    const startAtMs = this.#deps.clock.now() + leadMs;
    try {
      await this.#instance.runScenarios({ startAtMs, elapsedMs: 0, setupDataJson, iterationsDone: {} });
    } catch (error) {
      this.#deps.stop.request({ kind: 'failure', error: error as Error });
    }
  }

  async teardown(): Promise<void> {
    const { teardownTimeoutMs } = this.#plan;
    if (teardownTimeoutMs === undefined || !this.#isSetUp || this.#instance.hasCrashed) return;
    this.#enter('teardown');
    const outcome = await this.#runStage('teardown', teardownTimeoutMs, this.#state.setupDataJson);
    this.#teardownError = stageError('teardown', outcome, teardownTimeoutMs);
  }

  /** The time of the test is over; what follows is not measured. */
  end(): void {
    this.#state.end();
    this.#evaluation?.[Symbol.dispose]();
    this.#enter('ended');
    if (this.#stopped || this.#teardownError !== undefined) return;
    if (this.#instance.shared.total('completed') > 0) return;
    this.#deps.log.log(
      'warning',
      'No script iterations fully finished, consider making the test duration longer',
    );
  }

  async finish(): Promise<RunResult> {
    await this.#instance.flush(FLUSH_TIMEOUT_MS);
    const thresholds = this.#evaluate(true);
    const verdict = {
      reason: this.#deps.stop.reason,
      teardownError: this.#teardownError,
      markedAsFailed: this.#state.isMarkedAsFailed,
    };
    await this.stopOutputs(runOutcome(verdict, thresholds));
    return {
      metrics: this.#metrics,
      thresholds,
      durationMs: this.#state.elapsedMs(),
      setupDataJson: this.#state.setupDataJson,
      error: finalError({ ...verdict, crossed: thresholds?.failing ?? [] }),
      notices: this.#health.notices(this.#droppedIterations()),
      handleSummary: (dataJson) => this.#summarize(dataJson),
    };
  }

  [Symbol.dispose](): void {
    this.#evaluation?.[Symbol.dispose]();
    this.#sampling?.cancel();
  }

  async #summarize(dataJson: string): Promise<HandleSummaryOutcome> {
    const outcome = await this.#instance.summarize(dataJson, this.#plan.handleSummaryTimeoutMs);
    // Nothing is asked of the threads any more: they can end while the summary is rendered.
    void this.#instance[Symbol.asyncDispose]();
    return outcome;
  }

  get #stopped(): boolean {
    return this.#deps.stop.reason !== undefined;
  }

  #enter(phase: RunPhase): void {
    this.#state.enter(phase);
    this.#deps.onPhase(phase);
  }

  async #runStage(stage: Stage, timeoutMs: number, dataJson: string | undefined): Promise<StageOutcome> {
    try {
      return await this.#instance.runStage(stage, timeoutMs, dataJson);
    } catch (error) {
      this.#deps.stop.request({ kind: 'failure', error: error as Error });
      return { kind: 'interrupted' };
    }
  }

  #progressed(thread: number, progress: ThreadProgress): void {
    this.#progress[thread] = progress;
    this.#health.report(progress);
  }

  #sampleVUs(wallMs: number): void {
    const { shared } = this.#instance;
    this.#feed.addGauge('vus', shared.total('active'), wallMs);
    this.#feed.addGauge('vus_max', shared.total('initialised'), wallMs);
  }

  async #evaluateInFlight(): Promise<void> {
    await this.#instance.flush(FLUSH_TIMEOUT_MS);
    const evaluation = this.#evaluate(false);
    if (evaluation?.shouldAbort === true) {
      this.#deps.stop.request({ kind: 'thresholds', metrics: evaluation.failing });
    }
  }

  #evaluate(isFinal: boolean): ThresholdEvaluation | undefined {
    if (this.#thresholds === undefined) return undefined;
    const testDurationMs = this.#state.elapsedMs();
    this.#state.evaluation = evaluateThresholds(this.#thresholds, { testDurationMs, isFinal });
    return this.#state.evaluation;
  }

  #droppedIterations(): number {
    const sink = this.#metrics.get('dropped_iterations')?.sink;
    return sink?.type === 'counter' ? sink.sum : 0;
  }
}
