import type {
  Clock,
  HandleSummaryOutcome,
  LoadSetting,
  MetricWindow,
  SampleBatch,
  Stage,
  StageOutcome,
} from '@squall/core';
import { type IterationsDone, type LoadStart, SharedState, type ThreadProgress } from '@squall/runtime';
import type { LoadedTest } from './load-test.ts';
import type { InstancePlan } from './plan-instance.ts';
import { ThreadFleet } from './thread-fleet.ts';
import type { ThreadNotice } from './thread-handle.ts';
import { withinTime } from './time-limit.ts';
import { Turns } from './turns.ts';
import { SHORT_PATIENCE_MS, Watchdog } from './watchdog.ts';

/** Hears what an instance measures and what its script asks for. */
export interface InstanceListener {
  /** `iterationsDone`: by scenario, of that thread; exactly those whose samples are in this window or an earlier one. */
  measured(
    thread: number,
    window: MetricWindow | undefined,
    samples: readonly SampleBatch[],
    iterationsDone: IterationsDone,
  ): void;
  progressed(thread: number, progress: ThreadProgress): void;
  abortRequested(reason: string): void;
  markedAsFailed(): void;
}

/** Where the threads of an instance come from. */
type ThreadSource = Pick<LoadedTest, 'threads' | 'onNotice'>;

export interface InstanceDeps {
  readonly clock: Clock;
  readonly listener: InstanceListener;
}

/**
 * One instance of a test in this process: its threads, driven phase by phase from outside. A local run has this one
 * instance only; of a distributed run each agent drives one, as the coordinator says.
 */
export class InstanceRun implements AsyncDisposable {
  readonly shared: SharedState;
  readonly #test: ThreadSource;
  readonly #plan: InstancePlan;
  readonly #clock: Clock;
  #fleet: ThreadFleet | undefined;
  /** Of what the threads are doing: a phase, and maybe a stage that somebody asks for meanwhile. */
  readonly #watchdogs = new Set<Watchdog>();
  /** Threads take one request of a kind at a time: later ones wait for those before them. */
  readonly #stages = new Turns();
  readonly #flushes = new Turns();
  #isInterrupted = false;

  constructor(test: ThreadSource, plan: InstancePlan, { clock, listener }: InstanceDeps) {
    this.shared = SharedState.create(plan.threadCount, plan.scenarioCount);
    this.#test = test;
    this.#plan = plan;
    this.#clock = clock;
    test.onNotice((thread, notice) => report(thread, notice, listener));
  }

  /** Starts the threads and initialises their VUs. @throws UserError when the init code of a VU fails. */
  async initVUs(): Promise<void> {
    const fleet = await this.#startThreads();
    using _watchdog = this.#watch();
    if (this.#isInterrupted) this.#stopSoon(fleet);
    await fleet.initVUs();
  }

  /** Starts the threads without VUs: to `summarize` a run that happened elsewhere. */
  async initSummary(): Promise<void> {
    await this.#startThreads();
  }

  async #startThreads(): Promise<ThreadFleet> {
    const { threadCount, configure, streamSamples } = this.#plan;
    const fleet = new ThreadFleet(await this.#test.threads(threadCount), this.shared, this.#clock);
    this.#fleet = fleet;
    await fleet.configure({ ...configure, shared: this.shared.buffer, streamSamples }, this.#plan);
    return fleet;
  }

  /** Runs `setup()` or `teardown()` once. Rejects when the thread that runs it is gone. */
  async runStage(stage: Stage, timeoutMs: number, dataJson: string | undefined): Promise<StageOutcome> {
    return this.#stages.take(async () => {
      using watchdog = this.#watch();
      const outcome = await withinTime({ clock: this.#clock, watchdog, timeoutMs }, () =>
        this.#liveFleet.runStage({ type: 'run-stage', stage, timeoutMs, dataJson }),
      );
      return outcome === 'timed-out' ? { kind: 'timed-out' } : outcome;
    });
  }

  /**
   * Generates the load, to its end. Rejects when a thread is gone: crashed, out of memory or hanging; what it
   * measured before has been reported.
   */
  async runScenarios(start: LoadStart): Promise<void> {
    using watchdog = this.#watch();
    const endMs = start.startAtMs - start.elapsedMs + this.#plan.maxDurationMs;
    // Some load has no end but the one somebody makes.
    const overtime = Number.isFinite(endMs)
      ? this.#clock.at(endMs, () => watchdog.allow(SHORT_PATIENCE_MS))
      : undefined;
    try {
      await this.#liveFleet.runScenarios(start);
    } finally {
      overtime?.cancel();
    }
  }

  /** Ends what is running, load or `setup()`, at once, without gracefulStop; load that has not begun never does. */
  interrupt(): void {
    this.#isInterrupted = true;
    if (this.#fleet !== undefined) this.#stopSoon(this.#fleet);
  }

  /** Sets the load of a scenario that is controlled from outside. */
  control(scenario: string, setting: LoadSetting): void {
    this.#liveFleet.control(scenario, setting);
  }

  /** Has everything measured so far reported; a thread that hangs is not waited for. */
  async flush(timeoutMs: number): Promise<void> {
    await this.#flushes.take(() => this.#liveFleet.flush(timeoutMs));
  }

  /** Calls the script's `handleSummary()`. */
  async summarize(dataJson: string, timeoutMs: number): Promise<HandleSummaryOutcome> {
    // A script whose thread is gone can no longer be asked.
    if (this.hasCrashed) return { kind: 'absent' };
    using watchdog = this.#watch();
    const outcome = await withinTime({ clock: this.#clock, watchdog, timeoutMs }, () =>
      this.#liveFleet.summarize(dataJson, timeoutMs),
    );
    return outcome === 'timed-out' ? { kind: 'timed-out', timeoutMs } : outcome;
  }

  /** The thread that runs `setup()`, `teardown()` and `handleSummary()` is gone. */
  get hasCrashed(): boolean {
    return this.#fleet?.threads[0]?.failure !== undefined;
  }

  /** Ends the threads wherever they are. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const watchdog of this.#watchdogs) watchdog[Symbol.dispose]();
    const threads = this.#fleet?.threads ?? [];
    await Promise.all(threads.map((thread) => thread[Symbol.asyncDispose]()));
  }

  #watch(): Watchdog {
    const watchdog = new Watchdog(this.#liveFleet, this.#clock, () => this.#watchdogs.delete(watchdog));
    this.#watchdogs.add(watchdog);
    return watchdog;
  }

  /** Threads get a short time to come to an end by themselves. */
  #stopSoon(fleet: ThreadFleet): void {
    fleet.abort();
    for (const watchdog of this.#watchdogs) watchdog.allow(SHORT_PATIENCE_MS);
  }

  get #liveFleet(): ThreadFleet {
    if (this.#fleet === undefined) throw new Error('the threads have not been started');
    return this.#fleet;
  }
}

function report(thread: number, notice: ThreadNotice, listener: InstanceListener): void {
  switch (notice.type) {
    case 'metrics':
      return listener.measured(thread, notice.window, notice.samples, notice.iterationsDone);
    case 'progress':
      return listener.progressed(thread, notice.progress);
    case 'abort-requested':
      return listener.abortRequested(notice.reason);
    case 'marked-as-failed':
      return listener.markedAsFailed();
    case 'log':
    case 'secret-read':
      return; // Dealt with where the thread was started.
  }
}
