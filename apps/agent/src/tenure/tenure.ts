import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Stage, toWireError, type WireError } from '@squall/core';
import type { Assignment, TenurePhase, TenureStatus } from '@squall/protocol';
import { holdsTypeScript } from '../archive/holds-typescript.ts';
import type { FromRunner } from '../runner/messages.ts';
import { NO_PROGRESS, together } from '../runner/progress-report.ts';
import { FrameDelivery } from './frame-delivery.ts';
import { LeaseTerms } from './lease-terms.ts';
import { Questions } from './questions.ts';
import type { RunnerFailure } from './runner-exit.ts';
import { RunnerProcess, setupOf } from './runner-process.ts';
import type { TenureHost, TenureOrder, TenureSetup } from './tenure-host.ts';

/**
 * One turn of this agent at being an instance of a run. The script runs in a process of its own; what that process
 * measured and said is kept here until the coordinator has it, whatever becomes of the process or the connection.
 */
export class Tenure implements AsyncDisposable {
  readonly assignment: Assignment;
  readonly #host: TenureHost;
  readonly #folder: string;
  readonly #frames: FrameDelivery;
  readonly #questions: Questions;
  readonly #lease: LeaseTerms;
  #runner: RunnerProcess | undefined;
  #phase: TenurePhase = { kind: 'preparing' };
  #progress = NO_PROGRESS;
  #abortRequested: string | undefined;
  #markedAsFailed = false;
  #hasStarted = false;
  /** Why it is not carried on to its end. */
  #abandonedBecause: string | undefined;
  #unheardTicks = 0;
  #isDisposed = false;

  constructor({ assignment, folder, seenMs }: TenureSetup, host: TenureHost) {
    this.assignment = assignment;
    this.#host = host;
    this.#folder = folder;
    this.#frames = new FrameDelivery(join(folder, 'frames'), {
      clock: host.clock,
      get mayFlow() {
        return host.mayFlow;
      },
      sendFrame: (frame) => host.sendFrame(frame),
      onWindow: (windowMs) => this.#runner?.send({ type: 'window', windowMs }),
      onFailure: ({ message }) => this.abandon(`what it measured cannot be kept: ${message}`),
    });
    this.#questions = new Questions({
      tenure: assignment.tenure,
      account: () => this.#frames.account,
      send: (message) => host.send(message),
    });
    this.#lease = new LeaseTerms(assignment, seenMs);
    void this.#prepare();
  }

  get isOver(): boolean {
    return this.#phase.kind === 'ended' || this.#phase.kind === 'failed';
  }

  get phase(): TenurePhase['kind'] {
    return this.#phase.kind;
  }

  /** No load comes from it any more, and the coordinator has everything. */
  get isDelivered(): boolean {
    return this.isOver && this.#frames.isDone;
  }

  /** Of the process that runs the script. */
  get runnerPid(): number | undefined {
    return this.#runner?.pid;
  }

  /** What it says of its own state is about the time since it was asked before. */
  status(): TenureStatus {
    const progress = this.#progress;
    this.#progress = { ...progress, spanMs: 0, utilization: 0, maxLagMs: 0 };
    const isAccounted = this.isOver || this.#questions.haveStages;
    return {
      tenure: this.assignment.tenure,
      phase: this.#phase,
      progress,
      abortRequested: this.#abortRequested,
      markedAsFailed: this.#markedAsFailed,
      account: isAccounted ? this.#frames.account : undefined,
    };
  }

  report(): void {
    this.#host.send({ type: 'status', status: this.status() });
  }

  // What the coordinator says.

  receive(order: TenureOrder): void {
    switch (order.type) {
      case 'run-stage':
        return this.#runStage(order);
      case 'start':
        return this.#begin(order);
      case 'stop':
      case 'fence':
        return this.#stop();
      case 'summarize':
        return this.#summarize(order);
      case 'frame-ack':
        return this.#frames.acknowledge(order.through);
    }
  }

  /** The coordinator has heard what was sent then. */
  seen(sentAtMs: number): void {
    this.#lease.seen(sentAtMs);
    this.#renewLease();
  }

  connected(): void {
    this.#lease.opened();
    this.#renewLease();
    this.report();
    this.#frames.reconnected();
  }

  disconnected(): void {
    this.#lease.closed(this.#host.clock.now());
    this.#renewLease();
  }

  /** Ends the load for a reason that lies with this machine. */
  abandon(reason: string): void {
    if (this.isOver || this.#abandonedBecause !== undefined) return;
    this.#abandonedBecause = reason;
    if (this.#phase.kind === 'preparing') this.#fail('agent', { message: reason });
    else this.#runner?.send({ type: 'stop' });
  }

  /** Called often: sends what is due, and gives up what takes too long. */
  tick(): void {
    this.#frames.flow();
    if (this.isOver) return;
    const isOutOfLease = this.#host.clock.now() >= this.#lease.untilMs;
    if (this.#phase.kind === 'preparing' && isOutOfLease) this.#fail('agent', { message: OUT_OF_LEASE });
    // Counted in ticks: when this very process stood still, what came meanwhile is heard first.
    if (this.#runner !== undefined && ++this.#unheardTicks > MAX_UNHEARD_TICKS) {
      this.#fail('agent', { message: 'the process of its script does not respond' });
    }
  }

  /** Ends its process and forgets what it kept. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#runner?.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    const { archives, runner } = this.#host;
    const archive = join(this.#folder, 'archive.tar');
    try {
      await archives.putInto(archive, this.assignment.archive);
      if (this.isOver || this.#isDisposed) return;
      const files = { folder: this.#folder, holdsTypeScript: holdsTypeScript(archive) };
      this.#runner = new RunnerProcess(runner, files, {
        receive: (message) => this.#hear(message),
        died: (failure) => this.#onDied(failure),
      });
      this.#runner.send({
        type: 'begin',
        assignment: this.assignment,
        setup: setupOf(runner, archive),
        leaseUntilMs: this.#lease.untilMs,
      });
    } catch (error) {
      this.#fail('agent', toWireError(error));
    }
  }

  #runStage({ stage, timeoutMs, dataJson }: Extract<TenureOrder, { type: 'run-stage' }>): void {
    if (!this.#questions.askStage(stage)) return;
    if (this.#runner === undefined) return this.#failStage(stage, 'the process of the script has ended');
    this.#runner.send({ type: 'run-stage', stage, timeoutMs, dataJson });
  }

  #begin({ atMs, elapsedMs, setupDataJson, iterationsDone }: Extract<TenureOrder, { type: 'start' }>): void {
    if (this.#hasStarted || this.isOver) return;
    this.#hasStarted = true;
    this.#runner?.send({ type: 'start', atMs, elapsedMs, setupDataJson, iterationsDone });
  }

  #stop(): void {
    if (this.#phase.kind !== 'preparing') return this.#runner?.send({ type: 'stop' });
    this.#enter({ kind: 'ended', startedAtMs: undefined });
    this.#endProcess();
  }

  #summarize({ dataJson, timeoutMs }: Extract<TenureOrder, { type: 'summarize' }>): void {
    if (!this.#questions.askSummary()) return;
    if (this.#runner === undefined) return this.#questions.answerSummary({ kind: 'absent' });
    this.#runner.send({ type: 'summarize', dataJson, timeoutMs });
  }

  #renewLease(): void {
    if (!this.isOver) this.#runner?.send({ type: 'lease', untilMs: this.#lease.untilMs });
  }

  // What its process says.

  #hear(message: FromRunner): void {
    this.#unheardTicks = 0;
    switch (message.type) {
      case 'inspected':
        throw new Error('nobody asked this process to look at its script');
      case 'ready':
        return this.#enter({ kind: 'ready' });
      case 'running':
        return this.#enter({ kind: 'running', startedAtMs: message.startedAtMs });
      case 'ended':
        return this.#onEnded(message);
      case 'failed':
        return this.#fail(message.cause, message.error);
      case 'stage-ended':
        return this.#questions.answerStage(message.stage, message.outcome);
      case 'summarized':
        return this.#questions.answerSummary(message.outcome);
      case 'frame':
        return this.#frames.keep(message);
      case 'progress':
        this.#progress = together(this.#progress, message.progress);
        return;
      case 'abort-requested':
        this.#abortRequested ??= message.reason;
        return this.report();
      case 'marked-as-failed':
        this.#markedAsFailed = true;
        return this.report();
      case 'log':
        return this.#host.print(message);
    }
  }

  #onEnded({ startedAtMs, isOutOfLease }: Extract<FromRunner, { type: 'ended' }>): void {
    const reason = this.#abandonedBecause ?? (isOutOfLease ? OUT_OF_LEASE : undefined);
    if (reason === undefined) this.#enter({ kind: 'ended', startedAtMs });
    else this.#fail('agent', { message: reason });
  }

  /** Its process is gone. Whoever waits for an answer of the script gets one. */
  #onDied({ cause, error }: RunnerFailure): void {
    this.#runner = undefined;
    for (const stage of this.#questions.openStages) {
      if (cause === 'test') {
        this.#questions.answerStage(stage, { kind: 'failed', error: toWireError(error) });
      }
      // Before the end, a machine that fails is a lost one: the coordinator knows what that means for the stage.
      else if (this.isOver) this.#failStage(stage, error.message);
    }
    if (this.#questions.isSummaryOpen) this.#questions.answerSummary({ kind: 'absent' });
    this.#fail(cause, toWireError(error));
  }

  #failStage(stage: Stage, why: string): void {
    const error: WireError = { code: 'AGENT_LOST', message: `${stage}() did not come to its end: ${why}` };
    this.#questions.answerStage(stage, { kind: 'failed', error });
  }

  #fail(cause: 'test' | 'agent', error: WireError): void {
    this.#enter({ kind: 'failed', cause, error });
    this.#endProcess();
  }

  #endProcess(): void {
    void this.#runner?.kill();
    this.#runner = undefined;
  }

  #enter(phase: TenurePhase): void {
    if (this.isOver) return;
    this.#phase = phase;
    this.report();
  }
}

/** Runners report twice a second; a machine may be busy for a while. */
const MAX_UNHEARD_TICKS = 60;
const OUT_OF_LEASE = 'it had no contact with the coordinator';
