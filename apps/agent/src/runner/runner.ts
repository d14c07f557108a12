import { type Clock, repeat, type Stage, toWireError } from '@squall/core';
import { InstanceRun, type LoadedTest } from '@squall/engine';
import type { Assignment } from '@squall/protocol';
import { causeOf } from './failure-cause.ts';
import { FrameMaker } from './frame-maker.ts';
import { Lease } from './lease.ts';
import { loadAssigned, PROGRESS_EVERY_MS, planAssigned } from './load-assigned.ts';
import { LogLimit } from './log-limit.ts';
import { MachineMeter } from './machine-meter.ts';
import type { FromRunner, ToRunner } from './messages.ts';
import { NO_PROGRESS, ProgressReport } from './progress-report.ts';

type Begin = Extract<ToRunner, { readonly type: 'begin' }>;
type Inspect = Extract<ToRunner, { readonly type: 'inspect' }>;
type Start = Extract<ToRunner, { readonly type: 'start' }>;

const FLUSH_MS = 2_000;
/** A thread that a script keeps busy sends what it has measured later. */
const WINDOW_FLUSH_MS = 250;
const FIRST_WINDOW_MS = 1_000;

type State = 'preparing' | 'ready' | 'running' | 'over';

/**
 * Runs the script of one tenure, as its agent says. Does not depend on the agent for its end: load ceases by itself
 * when nobody renews the lease.
 */
export class Runner {
  readonly #post: (message: FromRunner) => void;
  readonly #clock: Clock;
  readonly #assignment: Assignment;
  readonly #frames: FrameMaker;
  readonly #log: LogLimit;
  readonly #lease: Lease;
  readonly #progress = new ProgressReport();
  readonly #machine = new MachineMeter();
  #instance: InstanceRun | undefined;
  #state: State = 'preparing';
  /** Its threads can be asked for what they measured. */
  #isPrepared = false;
  #isInStage = false;
  #isStopped = false;
  #isOutOfLease = false;
  #start: Start | undefined;
  #startedAtMs: number | undefined;
  #windowMs = FIRST_WINDOW_MS;
  #flushed: Promise<void> = Promise.resolve();

  constructor(begin: Begin, clock: Clock, post: (message: FromRunner) => void) {
    this.#post = post;
    this.#clock = clock;
    this.#assignment = begin.assignment;
    this.#frames = new FrameMaker(begin.assignment.tenure);
    this.#log = new LogLimit(clock, (lines) => post({ type: 'log', ...lines }));
    this.#lease = new Lease(clock, begin.leaseUntilMs, () => this.#onLeaseEnded());
    repeat(clock, PROGRESS_EVERY_MS, () => this.#reportProgress());
    void this.#prepare(begin);
  }

  receive(message: Exclude<ToRunner, Begin | Inspect>): void {
    switch (message.type) {
      case 'run-stage':
        return void this.#runStage(message);
      case 'start':
        return void this.#runScenarios(message);
      case 'stop':
        return void this.#stop();
      case 'summarize':
        return void this.#summarize(message);
      case 'lease':
        return this.#lease.renew(message.untilMs);
      case 'window':
        this.#windowMs = message.windowMs;
        return;
    }
  }

  async #prepare({ assignment, setup }: Begin): Promise<void> {
    try {
      const test = await loadAssigned(assignment, setup, this.#log);
      const instance = this.#createInstance(test, setup.workers);
      this.#instance = instance;
      await instance.initVUs();
      this.#isPrepared = true;
      if (this.#state !== 'preparing') return;
      this.#state = 'ready';
      this.#reportProgress();
      this.#say({ type: 'ready' });
      this.#sealEveryWindow();
    } catch (error) {
      await this.#fail(error);
    }
  }

  #createInstance(test: LoadedTest, workers: number | undefined): InstanceRun {
    return new InstanceRun(test, planAssigned(this.#assignment, workers), {
      clock: this.#clock,
      listener: {
        measured: (...measured) => this.#frames.add(...measured),
        progressed: (thread, progress) => this.#progress.add(thread, progress),
        abortRequested: (reason) => this.#say({ type: 'abort-requested', reason }),
        markedAsFailed: () => this.#say({ type: 'marked-as-failed' }),
      },
    });
  }

  async #runStage({ stage, timeoutMs, dataJson }: Extract<ToRunner, { type: 'run-stage' }>): Promise<void> {
    this.#isInStage = true;
    try {
      const outcome = await this.#prepared.runStage(stage, timeoutMs, dataJson);
      await this.#flush();
      this.#say({ type: 'stage-ended', stage, outcome });
    } catch (error) {
      await this.#failIn(stage, error);
    } finally {
      this.#isInStage = false;
    }
    if (this.#isStopped) await this.#end();
  }

  async #failIn(stage: Stage, error: unknown): Promise<void> {
    await this.#flush();
    this.#say({ type: 'stage-ended', stage, outcome: { kind: 'failed', error: toWireError(error) } });
    await this.#fail(error);
  }

  async #runScenarios(start: Start): Promise<void> {
    if (this.#state !== 'ready' || this.#start !== undefined || this.#isStopped) return;
    this.#start = start;
    const { atMs, ...rest } = start;
    this.#clock.atExactly(atMs, () => this.#onLoadBegins());
    try {
      await this.#prepared.runScenarios({ ...rest, startAtMs: atMs });
      this.#onLoadBegins();
      await this.#end();
    } catch (error) {
      await this.#fail(error);
    }
  }

  #onLoadBegins(): void {
    if (this.#state !== 'ready' || this.#isStopped) return;
    this.#state = 'running';
    this.#startedAtMs = this.#clock.now();
    this.#say({ type: 'running', startedAtMs: this.#startedAtMs });
  }

  async #stop(): Promise<void> {
    this.#isStopped = true;
    this.#instance?.interrupt();
    // Otherwise whoever waits for the end of the load, or of the stage, says so.
    if (this.#start === undefined && !this.#isInStage) await this.#end();
  }

  #onLeaseEnded(): void {
    if (this.#state === 'over') return;
    this.#isOutOfLease = true;
    void this.#stop();
  }

  async #end(): Promise<void> {
    if (this.#state === 'over') return;
    this.#state = 'over';
    await this.#flush();
    this.#reportProgress();
    this.#say({ type: 'ended', startedAtMs: this.#startedAtMs, isOutOfLease: this.#isOutOfLease });
  }

  /** A thread is gone, or never came to be. What was measured before stays. */
  async #fail(error: unknown): Promise<void> {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#instance?.interrupt();
    await this.#flush();
    this.#say({ type: 'failed', cause: causeOf(error), error: toWireError(error) });
  }

  async #summarize({ dataJson, timeoutMs }: Extract<ToRunner, { type: 'summarize' }>): Promise<void> {
    try {
      const outcome = await this.#prepared.summarize(dataJson, timeoutMs);
      this.#say({ type: 'summarized', outcome });
    } catch {
      // Its thread ended meanwhile; why was told when it did.
      this.#say({ type: 'summarized', outcome: { kind: 'threw' } });
    }
  }

  #sealEveryWindow(): void {
    this.#clock.at(this.#clock.now() + this.#windowMs, () => {
      void this.#flush(WINDOW_FLUSH_MS).then(() => this.#sealEveryWindow());
    });
  }

  /** Sends everything measured so far; one after the other, since threads are asked once at a time. */
  #flush(timeoutMs = FLUSH_MS): Promise<void> {
    this.#flushed = this.#flushed.then(async () => {
      const elapsedMs = this.#elapsedMs();
      if (this.#isPrepared) await this.#prepared.flush(timeoutMs);
      const made = this.#frames.take(elapsedMs);
      if (made !== undefined) this.#post({ type: 'frame', ...made });
    });
    return this.#flushed;
  }

  /** After the lines that the script has printed before. */
  #say(message: FromRunner): void {
    this.#log.flush();
    this.#post(message);
  }

  /** Also a sign of life. */
  #reportProgress(): void {
    const shared = this.#instance?.shared;
    this.#post({
      type: 'progress',
      progress: shared === undefined ? NO_PROGRESS : this.#progress.take(shared, this.#machine.take()),
    });
  }

  /** Time of the test. */
  #elapsedMs(): number {
    if (this.#start === undefined) return 0;
    return Math.max(0, this.#start.elapsedMs + this.#clock.now() - this.#start.atMs);
  }

  get #prepared(): InstanceRun {
    if (this.#instance === undefined) throw new Error('the instance has not been prepared');
    return this.#instance;
  }
}
