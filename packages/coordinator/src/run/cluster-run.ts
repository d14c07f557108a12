import {
  type AbortReason,
  fromWireError,
  GeneratorHealth,
  type HandleSummaryOutcome,
  repeat,
  type Stage,
  type StageOutcome,
  stageError,
  type Timer,
  UserError,
} from '@squall/core';
import type { StageEnded, TenureStatus } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import type { AttachedRun, RunMessage } from '../agents/agent-pool.ts';
import type { ArchiveSource } from '../agents/archive-source.ts';
import type { MissingAgents } from '../placement/place-instances.ts';
import { DEFAULT_TIMING, type Timing } from '../timing.ts';
import { HealthWatch } from './agent-health.ts';
import { Fleet } from './fleet.ts';
import type { FleetMetrics } from './fleet-metrics.ts';
import { FrameIntake } from './frame-intake.ts';
import type { Instance } from './instance.ts';
import { isReachable, reasonToGiveUp } from './liveness.ts';
import { Load } from './load.ts';
import { LogRelay } from './log-relay.ts';
import type { ClusterPhase, ClusterRunDeps, ClusterRunSpec } from './run-spec.ts';
import { SummaryRequest } from './summary-request.ts';
import type { Tenure } from './tenure.ts';

const VU_SAMPLES_EVERY_MS = 1_000;
const HEALTH_EVERY_MS = 1_000;

/**
 * One distributed run, from waiting for agents to the last frame. Each event (a message, a lost agent, a deadline, a
 * wish to stop) changes what is known; `#advance` then goes on to the next phase if nothing is missing for it.
 */
export class ClusterRun implements AttachedRun {
  readonly archive: ArchiveSource;
  readonly runId: string;
  readonly fleet: Fleet;
  readonly load: Load;
  readonly timing: Timing;
  readonly health = new GeneratorHealth();
  readonly #spec: ClusterRunSpec;
  readonly #deps: ClusterRunDeps;
  readonly #metrics: FleetMetrics;
  readonly #intake: FrameIntake;
  readonly #summary: SummaryRequest;
  readonly #lines: LogRelay;
  readonly #watch: HealthWatch;
  readonly #timers: Timer[] = [];
  #onEnded: () => void = () => undefined;
  #phase: ClusterPhase = 'awaiting-agents';
  #deadline: Timer | undefined;
  #missing: readonly MissingAgents[] = [];
  /** Who runs, or ran, setup; then teardown. */
  #stageTenure: Tenure | undefined;
  #setupDataJson: string | undefined;
  #teardownError: Error | undefined;
  #markedAsFailed = false;
  /** When setup began: what the duration of a test counts from. */
  #beganAtMs: number | undefined;
  #endedAtMs: number | undefined;
  /** Until everybody has heard of the start: no time of the test. */
  #leadMs = 0;

  constructor(spec: ClusterRunSpec, deps: ClusterRunDeps, metrics: FleetMetrics) {
    this.#spec = spec;
    this.#deps = deps;
    this.#metrics = metrics;
    this.runId = spec.runId;
    this.archive = spec.archive;
    this.timing = timingOf(spec);
    const streamSamples = deps.outputs.length > 0;
    this.fleet = new Fleet({ ...deps, spec, timing: this.timing, streamSamples });
    this.load = new Load(this.fleet, deps.clock, this.timing);
    this.#intake = new FrameIntake(metrics, deps);
    this.#summary = new SummaryRequest(deps.clock, this.timing.stageGraceMs);
    this.#lines = new LogRelay(deps);
    this.#watch = new HealthWatch(this.load);
  }

  /** Goes on until the last frame is merged, or a reason not to wait for it. */
  begin(onEnded: () => void): void {
    const { clock, pool, stop, onPhase } = this.#deps;
    this.#onEnded = onEnded;
    onPhase(this.#phase);
    pool.attach(this);
    stop.signal.addEventListener('abort', () => this.#onStopRequested(), { once: true });
    const { joinTimeoutMs } = this.#spec;
    if (joinTimeoutMs !== undefined) {
      this.#deadline = clock.at(clock.now() + joinTimeoutMs, () => this.#giveUpWaiting(joinTimeoutMs));
    }
    if (stop.reason === undefined) this.#place();
    else this.#onStopRequested();
  }

  get phase(): ClusterPhase {
    return this.#phase;
  }

  /** While the run waits for agents: for whom. */
  get missing(): readonly MissingAgents[] {
    return this.#missing;
  }

  get setupDataJson(): string | undefined {
    return this.#setupDataJson;
  }

  get teardownError(): Error | undefined {
    return this.#teardownError;
  }

  get markedAsFailed(): boolean {
    return this.#markedAsFailed;
  }

  /** Whether setup has begun, or load where there is none. */
  get hasBegun(): boolean {
    return this.#beganAtMs !== undefined;
  }

  /** Of setup, load and teardown. */
  elapsedMs(): number {
    if (this.#beganAtMs === undefined) return 0;
    return Math.max(0, (this.#endedAtMs ?? this.#deps.clock.now()) - this.#beganAtMs - this.#leadMs);
  }

  joined(agent: Agent): void {
    const nowMs = this.#deps.clock.now();
    for (const tenure of this.fleet.tenuresOf(agent)) tenure.repeatAll(nowMs);
    if (this.#spec.onAgentLoss === 'replace') this.fleet.prefetch(agent);
  }

  left(agent: Agent, reason: string): void {
    for (const tenure of this.fleet.tenuresOf(agent)) this.#lose(tenure, reason);
  }

  message(agent: Agent, message: RunMessage): void {
    if (message.type === 'log') return this.#lines.receive(agent, message);
    const ref = message.type === 'status' ? message.status.tenure : message.tenure;
    const tenure = this.fleet.tenureOf(agent, ref);
    if (tenure === undefined) return agent.send({ type: 'release', tenure: ref });
    switch (message.type) {
      case 'status':
        return this.#onStatus(tenure, message.status);
      case 'stage-ended':
        return this.#onStageEnded(tenure, message);
      case 'summarized':
        tenure.answered('summarize');
        return this.#summary.answer(tenure, message.outcome);
      case 'metric-frame':
        // What the result has been made of must not change any more.
        if (this.#phase !== 'ended') this.#intake.receive(tenure, message);
        return this.#advance();
    }
  }

  tick(nowMs: number): void {
    if (this.#phase === 'awaiting-agents') return this.#place();
    for (const tenure of this.fleet.current) {
      const reason = reasonToGiveUp(tenure, nowMs, this.timing);
      if (reason !== undefined) this.#lose(tenure, reason);
    }
    this.#fillVacancies();
    this.#advance();
  }

  /** Asks the script's `handleSummary()`, on one agent. */
  summarize(dataJson: string): Promise<HandleSummaryOutcome> {
    const tenure = preferred(this.#thoseWithScript(), this.#stageTenure);
    return this.#summary.ask(tenure, dataJson, this.#spec.handleSummaryTimeoutMs);
  }

  /** Lets the agents go. */
  release(): void {
    for (const timer of [...this.#timers, this.#deadline]) timer?.cancel();
    this.#summary.lost(undefined);
    this.fleet.release();
    this.#lines.end();
    this.#deps.pool.detach(this);
  }

  // Phases, in their order.

  #place(): void {
    try {
      this.#missing = this.fleet.place();
    } catch (error) {
      return this.#request({ kind: 'failure', error: error as Error });
    }
    if (this.#missing.length === 0) this.#enter('preparing');
  }

  #giveUpWaiting(afterMs: number): void {
    const needed = this.#spec.zones.reduce((sum, { agents }) => sum + agents, 0);
    const joined = `${this.fleet.available.length} of ${needed} agents joined`;
    const error = new UserError('AGENTS_MISSING', `${joined} within ${afterMs / 1000} seconds`, {
      hint: 'start the missing ones, or wait longer with --join-timeout',
    });
    this.#request({ kind: 'failure', error });
  }

  #beginSetup(): void {
    const { clock } = this.#deps;
    this.#beganAtMs = clock.now();
    this.#timers.push(
      repeat(clock, VU_SAMPLES_EVERY_MS, () => this.#sampleVUs()),
      repeat(clock, this.timing.thresholdsMs, () => this.#evaluateInFlight()),
      repeat(clock, HEALTH_EVERY_MS, () => this.#tellHealth()),
    );
    const { setupTimeoutMs } = this.#spec;
    const tenure = preferred(this.fleet.current, undefined);
    if (setupTimeoutMs === undefined || tenure === undefined) return this.#beginLoad();
    this.#runStage('setup', tenure, setupTimeoutMs);
  }

  #onSetupEnded(outcome: StageOutcome): void {
    if (outcome.kind === 'completed') {
      this.#setupDataJson = outcome.resultJson;
      return this.#deps.stop.reason === undefined ? this.#beginLoad() : this.#beginTeardown();
    }
    this.#settle();
    const error = stageError('setup', outcome, this.#spec.setupTimeoutMs ?? 0);
    if (error !== undefined) this.#request({ kind: 'failure', error });
  }

  #beginLoad(): void {
    const { startMs, endMs } = this.load.begin(this.#setupDataJson);
    const nowMs = this.#deps.clock.now();
    this.#leadMs = startMs - nowMs;
    this.#enter('running', endMs - nowMs, () => this.#loseThoseStillRunning('it did not come to its end'));
    this.#advance();
  }

  #stopLoad(): void {
    for (const tenure of this.fleet.current) if (!tenure.isOver) this.#stop(tenure);
    this.#enter('stopping', this.timing.stopMs, () => this.#loseThoseStillRunning('it did not stop'));
    this.#advance();
  }

  #beginTeardown(): void {
    this.load.end();
    const { teardownTimeoutMs } = this.#spec;
    if (teardownTimeoutMs === undefined) return this.#settle();
    const tenure = preferred(this.#thoseWithScript(), this.#stageTenure);
    if (tenure !== undefined) return this.#runStage('teardown', tenure, teardownTimeoutMs);
    this.#teardownError = new UserError('AGENT_LOST', 'teardown() did not run: no agent is left');
    this.#settle();
  }

  #settle(): void {
    this.#endedAtMs ??= this.#deps.clock.now();
    this.#enter('settling', this.timing.settleMs, () => this.#end());
    this.#advance();
  }

  /** Nothing more can be expected of it. */
  #hasDelivered(tenure: Tenure): boolean {
    if (tenure.isSettled) return true;
    return tenure.loss !== undefined && !isReachable(tenure.agent, this.#deps.clock.now(), this.timing);
  }

  #end(): void {
    this.#endedAtMs ??= this.#deps.clock.now();
    this.#enter('ended');
    this.#onEnded();
  }

  /** Goes on if nothing is missing for it. Hot path: after every message, so it looks no further than it must. */
  #advance(): void {
    const { instances } = this.fleet;
    switch (this.#phase) {
      case 'preparing':
        if (instances.every(isPrepared) && this.fleet.current.length > 0) this.#beginSetup();
        return;
      case 'running':
      case 'stopping':
        if (instances.every(({ isOver }) => isOver)) this.#beginTeardown();
        return;
      case 'settling':
        if (instances.every(({ tenures }) => tenures.every((tenure) => this.#hasDelivered(tenure))))
          this.#end();
        return;
      case 'awaiting-agents':
      case 'setup':
      case 'teardown':
      case 'ended':
        return;
    }
  }

  #enter(phase: ClusterPhase, limitMs?: number, onLimit?: () => void): void {
    const { clock, onPhase } = this.#deps;
    this.#deadline?.cancel();
    this.#deadline = undefined;
    if (limitMs !== undefined && onLimit !== undefined) {
      this.#deadline = clock.at(clock.now() + limitMs, onLimit);
    }
    if (phase === this.#phase) return;
    this.#phase = phase;
    onPhase(phase);
  }

  // What agents say.

  #onStatus(tenure: Tenure, status: TenureStatus): void {
    const { phase, abortRequested, progress } = status;
    if (!tenure.report(status, this.#deps.clock.now())) return;
    this.#markedAsFailed ||= status.markedAsFailed;
    if (tenure.loss !== undefined) return this.#advance();
    this.load.report(tenure, status);
    if (phase.kind === 'running') this.health.report(progress);
    this.#watch.note(tenure, progress);
    if (phase.kind === 'failed') this.#onFailed(tenure, phase);
    if (abortRequested !== undefined) this.#request({ kind: 'script', message: abortRequested });
    if (this.#phase === 'running') this.load.start(tenure);
    this.#advance();
  }

  /** A script that fails would fail everywhere; a machine that fails is a lost one. */
  #onFailed(tenure: Tenure, phase: Extract<TenureStatus['phase'], { kind: 'failed' }>): void {
    const error = fromWireError(phase.error);
    if (phase.cause === 'agent') return this.#lose(tenure, error.message);
    this.#request({ kind: 'failure', error });
  }

  #runStage(stage: Stage, tenure: Tenure, timeoutMs: number): void {
    this.#stageTenure = tenure;
    tenure.hasRunStage = true;
    const dataJson = stage === 'setup' ? undefined : this.#setupDataJson;
    this.#enter(stage, timeoutMs + this.timing.stageGraceMs, () =>
      this.#lose(tenure, `${stage}() did not end`),
    );
    this.fleet.command(tenure, { type: 'run-stage', tenure: tenure.ref, stage, timeoutMs, dataJson });
  }

  #onStageEnded(tenure: Tenure, { stage, outcome, account }: StageEnded): void {
    tenure.updateAccount(account);
    if (tenure !== this.#stageTenure || stage !== this.#phase) return this.#advance();
    tenure.answered('run-stage');
    if (stage === 'setup') return this.#onSetupEnded(outcome);
    this.#teardownError = stageError(stage, outcome, this.#spec.teardownTimeoutMs ?? 0);
    this.#settle();
  }

  // Lost agents.

  #lose(tenure: Tenure, reason: string): void {
    if (this.#phase === 'ended') return this.#summary.lost(tenure);
    if (tenure.loss !== undefined) return;
    const { wasOver } = tenure.lose(reason, this.#deps.clock.now());
    const instance = this.fleet.instanceOf(tenure);
    const { name } = tenure.agent;
    this.#deps.log.log('warning', `agent '${name}' was lost: ${reason}`, { instance: instance.number });
    const leavesGap = !wasOver && instance.current === tenure;
    if (leavesGap) instance.vacate();
    if (tenure === this.#stageTenure) this.#onStageLost(tenure, reason);
    if (leavesGap) this.#applyLossPolicy(tenure, reason);
    this.#advance();
  }

  #applyLossPolicy({ agent }: Tenure, reason: string): void {
    if (!isBeforeTheEnd(this.#phase)) return;
    const error = new UserError('AGENT_LOST', `agent '${agent.name}' was lost: ${reason}`);
    if (this.#spec.onAgentLoss === 'fail') return this.#request({ kind: 'failure', error });
    this.#fillVacancies();
    if (this.fleet.current.length === 0) this.#request({ kind: 'failure', error });
  }

  #fillVacancies(): void {
    if (this.#spec.onAgentLoss !== 'replace' || !isBeforeTheEnd(this.#phase)) return;
    if (this.load.remainingMs <= 0) return;
    for (const { agent, ref } of this.fleet.fillVacancies()) {
      this.#deps.log.log('info', `agent '${agent.name}' takes over instance ${ref.instance}`);
    }
  }

  #onStageLost({ agent }: Tenure, reason: string): void {
    if (this.#phase !== 'setup' && this.#phase !== 'teardown') return;
    const message = `agent '${agent.name}' was lost while it ran ${this.#phase}(): ${reason}`;
    const error = new UserError('AGENT_LOST', message);
    const isSetup = this.#phase === 'setup';
    // It may have done half of its work: whether to run it again elsewhere is not for us to decide.
    if (!isSetup) this.#teardownError = error;
    this.#settle();
    if (isSetup) this.#request({ kind: 'failure', error });
  }

  #loseThoseStillRunning(reason: string): void {
    for (const tenure of this.fleet.current) if (!tenure.isOver) this.#lose(tenure, reason);
  }

  // Stopping early.

  #request(reason: AbortReason): void {
    this.#deps.stop.request(reason);
  }

  #onStopRequested(): void {
    switch (this.#phase) {
      case 'awaiting-agents':
      case 'preparing':
        return this.#end();
      case 'setup':
        return this.#stopSetup();
      case 'running':
        return this.#stopLoad();
      // As on one machine: what setup() made is undone, whatever ends the test.
      case 'teardown':
      case 'stopping':
      case 'settling':
      case 'ended':
        return;
    }
  }

  #stopSetup(): void {
    const tenure = this.#stageTenure;
    if (tenure === undefined) return;
    this.#stop(tenure);
    this.#enter(this.#phase, this.timing.stopMs, () => this.#lose(tenure, 'it did not stop'));
  }

  #stop(tenure: Tenure): void {
    const reason = this.#deps.stop.reason?.kind ?? '';
    this.fleet.command(tenure, { type: 'stop', tenure: tenure.ref, reason });
  }

  // What is looked at every second.

  #evaluateInFlight(): void {
    if (this.#phase !== 'running') return;
    const evaluation = this.#metrics.evaluate(this.elapsedMs(), false);
    if (evaluation?.shouldAbort !== true) return;
    this.#request({ kind: 'thresholds', metrics: evaluation.failing });
  }

  #sampleVUs(): void {
    if (this.#phase === 'ended') return;
    const reports = this.fleet.current.flatMap(({ status }) => status?.progress ?? []);
    const total = (key: 'activeVUs' | 'initialisedVUs') =>
      reports.reduce((sum, report) => sum + report[key], 0);
    const vus = { active: total('activeVUs'), initialised: total('initialisedVUs') };
    this.#metrics.sampleVUs(vus, this.#deps.clock.wallMs());
  }

  #tellHealth(): void {
    if (this.#phase !== 'running' && this.#phase !== 'stopping') return;
    for (const { current, demand } of this.fleet.instances) {
      const health = current === undefined ? undefined : this.#watch.take(current, demand.label);
      if (health !== undefined) this.#deps.onHealth?.(health);
    }
  }

  /** Tenures that can still call a function of the script. */
  #thoseWithScript(): readonly Tenure[] {
    return this.fleet.current.filter(({ phase }) => phase === 'ready' || phase === 'ended');
  }
}

function timingOf({ timing, onAgentLoss }: ClusterRunSpec): Timing {
  // Waiting for a closed connection costs load when somebody else could go on.
  const closed = onAgentLoss === 'replace' ? { closedMs: 1_000 } : {};
  return { ...DEFAULT_TIMING, ...closed, ...timing };
}

/** As long as a lost agent matters for the load. */
function isBeforeTheEnd(phase: ClusterPhase): boolean {
  return phase === 'preparing' || phase === 'setup' || phase === 'running';
}

const isPrepared = ({ current }: Instance): boolean => current === undefined || current.phase !== 'preparing';

/** The wanted one if it is among them and connected, otherwise one that is connected, otherwise any. */
function preferred(tenures: readonly Tenure[], wanted: Tenure | undefined): Tenure | undefined {
  const connected = tenures.filter(({ agent }) => agent.isConnected);
  return connected.find((tenure) => tenure === wanted) ?? connected[0] ?? tenures[0];
}
