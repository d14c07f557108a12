import type { HandleSummaryOutcome, Stage, StageOutcome } from '@squall/core';
import type { Assignment, FromAgent, Start, TenurePhase, TenureStatus, ToAgent } from '@squall/protocol';
import { type SimulatedTest, Workload } from './workload.fixture.ts';

/** What a test may make go wrong, or differently, on an agent. */
export interface AgentBehaviour {
  prepareMs: number;
  readonly stageMs: number;
  readonly setupOutcome: StageOutcome;
  readonly teardownOutcome: StageOutcome;
  /** Time of the test at which the script aborts, or marks the test as failed. */
  readonly abortAtMs?: number;
  readonly failAtMs?: number;
  /** The script cannot be loaded. */
  readonly initError?: string;
  /** Commands to stop are not obeyed. */
  readonly isStubborn?: boolean;
  /** So many iterations are measured and forgotten before they are sent. */
  readonly losesIterations?: number;
}

export interface TenureHost {
  readonly behaviour: AgentBehaviour;
  now(): number;
  after(ms: number, callback: () => void): void;
  send(message: FromAgent): void;
  sendFrames(frames: readonly Uint8Array[]): void;
  count(what: 'setup' | 'teardown' | 'handleSummary'): void;
}

/** One tenure on a simulated agent: what the runner process does in reality. */
export class SimulatedTenure {
  readonly assignment: Assignment;
  readonly work: Workload;
  readonly #host: TenureHost;
  readonly #test: SimulatedTest;
  readonly #stages = new Map<Stage, StageOutcome | 'running'>();
  #phase: TenurePhase = { kind: 'preparing' };
  #start: Start | undefined;
  #sealedAtMs = 0;
  #abortRequested: string | undefined;
  #markedAsFailed = false;
  #summary: HandleSummaryOutcome | undefined;

  constructor(assignment: Assignment, host: TenureHost) {
    this.assignment = assignment;
    this.work = new Workload(assignment);
    this.#host = host;
    this.#test = JSON.parse(assignment.optionsJson) as SimulatedTest;
  }

  get phase(): TenurePhase {
    return this.#phase;
  }

  get setupDataJson(): string | undefined {
    return this.#start?.setupDataJson;
  }

  status(): TenureStatus {
    const isOver = this.#phase.kind === 'ended' || this.#phase.kind === 'failed';
    return {
      tenure: this.assignment.tenure,
      phase: this.#phase,
      progress: {
        activeVUs: this.#phase.kind === 'running' ? 2 : 0,
        initialisedVUs: 2,
        completeIterations: this.work.iterations,
        interruptedIterations: 0,
        scenarios: [],
        spanMs: 0,
        utilization: 0,
        maxLagMs: 0,
        cpuShare: 0.25,
        memoryBytes: 1_000_000,
      },
      abortRequested: this.#abortRequested,
      markedAsFailed: this.#markedAsFailed,
      account: isOver ? this.work.account : undefined,
    };
  }

  prepared(): void {
    const { initError } = this.#host.behaviour;
    if (initError === undefined) return this.#enter({ kind: 'ready' });
    this.fail('test', initError);
  }

  fail(cause: 'test' | 'agent', message: string): void {
    if (this.#isOver) return;
    this.work.seal(this.#elapsedMs());
    this.#enter({
      kind: 'failed',
      cause,
      error: cause === 'test' ? { code: 'SCRIPT_EXCEPTION', message } : { message },
    });
  }

  receive(message: Extract<ToAgent, { readonly tenure: unknown }>): void {
    switch (message.type) {
      case 'run-stage':
        return this.#runStage(message.stage);
      case 'start':
        return this.#begin(message);
      case 'stop':
        if (this.#host.behaviour.isStubborn !== true) this.#interrupt();
        return;
      case 'fence':
        return this.#interrupt();
      case 'summarize':
        return this.#summarize();
      case 'frame-ack':
        return this.work.outbox.acknowledge(message.through);
      case 'release':
        return;
    }
  }

  /** Called often: does what is due. */
  tick(): void {
    const nowMs = this.#host.now();
    const start = this.#start;
    if (this.#phase.kind === 'ready' && start !== undefined && nowMs >= start.atMs) {
      this.#enter({ kind: 'running', startedAtMs: nowMs });
    }
    if (this.#phase.kind === 'running') this.#work();
    this.#host.sendFrames(this.work.outbox.take(nowMs));
  }

  #work(): void {
    const { abortAtMs, failAtMs } = this.#host.behaviour;
    const elapsedMs = this.#elapsedMs();
    this.work.advance(elapsedMs);
    if (abortAtMs !== undefined && elapsedMs >= abortAtMs) this.#abortRequested = 'enough';
    if (failAtMs !== undefined && elapsedMs >= failAtMs) this.#markedAsFailed = true;
    if (this.#host.now() - this.#sealedAtMs >= this.work.outbox.windowMs) this.#seal();
    if (this.work.isDone(elapsedMs)) this.#end();
  }

  #begin(start: Start): void {
    if (this.#start !== undefined || this.#isOver) return;
    this.#start = start;
    this.#sealedAtMs = start.atMs;
    this.work.begin(start.elapsedMs, start.iterationsDone.default ?? 0);
  }

  #interrupt(): void {
    if (this.#stages.get('setup') === 'running') this.#stageEnded('setup', { kind: 'interrupted' });
    if (this.#stages.get('teardown') === 'running') this.#stageEnded('teardown', { kind: 'interrupted' });
    if (!this.#isOver) this.#end();
  }

  #end(): void {
    this.#seal();
    const { losesIterations = 0 } = this.#host.behaviour;
    if (losesIterations > 0) this.work.lose(losesIterations);
    this.work.seal(this.#elapsedMs());
    const startedAtMs = this.#phase.kind === 'running' ? this.#phase.startedAtMs : undefined;
    this.#enter({ kind: 'ended', startedAtMs });
  }

  #seal(): void {
    this.#sealedAtMs = this.#host.now();
    this.work.seal(this.#elapsedMs());
  }

  #runStage(stage: Stage): void {
    const known = this.#stages.get(stage);
    if (known === 'running') return;
    if (known !== undefined) return this.#answerStage(stage, known);
    const { behaviour } = this.#host;
    this.#stages.set(stage, 'running');
    this.#host.count(stage);
    this.#host.after(behaviour.stageMs, () => {
      if (this.#stages.get(stage) !== 'running') return;
      this.work.measureStage(stage);
      this.#stageEnded(stage, stage === 'setup' ? behaviour.setupOutcome : behaviour.teardownOutcome);
    });
  }

  #stageEnded(stage: Stage, outcome: StageOutcome): void {
    this.#seal();
    this.#stages.set(stage, outcome);
    this.#answerStage(stage, outcome);
  }

  #answerStage(stage: Stage, outcome: StageOutcome): void {
    const { tenure } = this.assignment;
    this.#host.send({ type: 'stage-ended', tenure, stage, outcome, account: this.work.account });
  }

  #summarize(): void {
    if (this.#summary === undefined) this.#host.count('handleSummary');
    this.#summary ??= {
      kind: 'returned',
      result: { kind: 'entries', entries: [{ target: 'stdout', content: 'summed up' }] },
    };
    this.#host.send({ type: 'summarized', tenure: this.assignment.tenure, outcome: this.#summary });
  }

  #elapsedMs(): number {
    const start = this.#start;
    return start === undefined ? 0 : start.elapsedMs + this.#host.now() - start.atMs;
  }

  get #isOver(): boolean {
    return this.#phase.kind === 'ended' || this.#phase.kind === 'failed';
  }

  #enter(phase: TenurePhase): void {
    this.#phase = phase;
    this.#host.send({ type: 'status', status: this.status() });
  }

  get test(): SimulatedTest {
    return this.#test;
  }
}
