import {
  fromWireError,
  GeneratorHealth,
  type HandleSummaryOutcome,
  type Stage,
  type StageOutcome,
} from '@squall/core';
import type { MetricFrame, StageEnded, TenureStatus } from '@squall/protocol';
import type { Agent } from '../agents/agent.ts';
import type { AttachedRun, RunMessage } from '../agents/agent-pool.ts';
import type { ArchiveSource } from '../agents/archive-source.ts';
import { Decisions } from '../journal/decisions.ts';
import { type JournalEntries, recordFrom } from '../journal/journal-entries.ts';
import { recordOfRun } from '../journal/record-run.ts';
import { restoreRun } from '../journal/restore-run.ts';
import { stopFrom } from '../journal/stop-record.ts';
import type { MissingAgents } from '../placement/place-instances.ts';
import { type Timing, timingOf } from '../timing.ts';
import { Fleet } from './fleet.ts';
import type { FleetMetrics } from './fleet-metrics.ts';
import { FrameIntake } from './frame-intake.ts';
import { InFlightWatch } from './in-flight-watch.ts';
import { hasDelivered, reasonToGiveUp } from './liveness.ts';
import { Load } from './load.ts';
import { LogRelay } from './log-relay.ts';
import { Losses } from './losses.ts';
import { PhaseLimits } from './phase-limits.ts';
import { preferred } from './preferred.ts';
import type { ClusterPhase, ClusterRunDeps, ClusterRunSpec } from './run-spec.ts';
import { RunTimes } from './run-times.ts';
import { StageRuns } from './stage-runs.ts';
import { SummaryRequest } from './summary-request.ts';
import type { Tenure } from './tenure.ts';

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
  readonly stages: StageRuns;
  readonly health = new GeneratorHealth();
  readonly times = new RunTimes();
  readonly #spec: ClusterRunSpec;
  readonly #deps: ClusterRunDeps;
  readonly #metrics: FleetMetrics;
  readonly #intake: FrameIntake;
  readonly #summary: SummaryRequest;
  readonly #lines: LogRelay;
  readonly #watch: InFlightWatch;
  readonly #decisions: Decisions;
  readonly #limits: PhaseLimits;
  readonly #losses: Losses;
  #onEnded: () => void = () => undefined;
  #phase: ClusterPhase = 'awaiting-agents';
  #missing: readonly MissingAgents[] = [];
  #markedAsFailed = false;
  /** A wish to stop that another process has heeded. */
  #isStopOld = false;
  #isSuspended = false;

  constructor(spec: ClusterRunSpec, deps: ClusterRunDeps, metrics: FleetMetrics) {
    this.#spec = spec;
    this.#deps = deps;
    this.#metrics = metrics;
    this.runId = spec.runId;
    this.archive = spec.archive;
    this.timing = timingOf(spec.timing, spec.onAgentLoss === 'replace');
    this.stages = new StageRuns(spec);
    this.#decisions = new Decisions({
      ...deps,
      record: () => recordOfRun({ run: this, spec, metrics, stop: deps.stop, clock: deps.clock }),
    });
    this.fleet = new Fleet({
      ...deps,
      spec,
      timing: this.timing,
      streamSamples: deps.outputs.length > 0,
      post: (agent, message) => this.#decisions.post(agent, message),
    });
    this.load = new Load(this.fleet, deps.clock, this.timing);
    this.#intake = new FrameIntake(metrics, { ...deps, onIdle: () => this.#on(() => this.#advance()) });
    this.#summary = new SummaryRequest(deps.clock, this.timing.stageGraceMs);
    this.#lines = new LogRelay(deps);
    this.#watch = this.#newWatch();
    this.#limits = this.#newLimits();
    this.#losses = this.#newLosses();
  }

  /** Goes on until the last frame is merged, or a reason not to wait for it. */
  begin(onEnded: () => void): void {
    const { joinTimeoutMs } = this.#spec;
    this.#open(onEnded, () => {
      if (joinTimeoutMs !== undefined) {
        this.#limits.set(joinTimeoutMs, () =>
          this.#deps.stop.request({ kind: 'failure', error: this.fleet.tooFew(joinTimeoutMs) }),
        );
      }
      if (this.#deps.stop.reason === undefined) this.#place();
      else this.#onStopRequested();
    });
  }

  /** Takes up what another process has left. Its frames come next, then `resume`. @throws UserError */
  restore(entries: JournalEntries): void {
    const record = recordFrom(entries);
    const { phase, markedAsFailed, stop } = record.head;
    this.#decisions.resume(entries);
    restoreRun(record, { run: this, metrics: this.#metrics, clock: this.#deps.clock });
    this.#phase = phase;
    this.#markedAsFailed = markedAsFailed;
    this.#isStopOld = stop !== undefined;
    if (stop !== undefined) this.#deps.stop.request(stopFrom(stop));
  }

  /** A frame that was stored by another process. */
  replay(frame: MetricFrame): void {
    const tenure = this.fleet.tenureAt(frame.tenure);
    if (tenure !== undefined) this.#intake.replay(tenure, frame);
  }

  /** Goes on in the phase in which it was left; agents have a while to come back. */
  resume(onEnded: () => void): void {
    if (this.#phase === 'awaiting-agents') return this.begin(onEnded);
    this.#open(onEnded, () => {
      if (this.#phase === 'ended') return this.#onEnded();
      if (this.times.hasBegun) this.#watch.begin();
      this.#limits.again(this.#phase);
      for (const agent of this.#deps.pool.connected) this.joined(agent);
      if (this.#deps.stop.reason !== undefined && !this.#isStopOld) this.#onStopRequested();
      this.#advance();
    });
  }

  /** Leaves it to another process to go on; agents do meanwhile. */
  suspend(): void {
    const { pool } = this.#deps;
    this.#isSuspended = true;
    this.#watch.end();
    this.#limits.clear();
    this.#intake.end();
    pool.detach(this);
    pool.announce(this.runId);
  }

  get phase(): ClusterPhase {
    return this.#phase;
  }

  /** While the run waits for agents: for whom. */
  get missing(): readonly MissingAgents[] {
    return this.#missing;
  }

  get markedAsFailed(): boolean {
    return this.#markedAsFailed;
  }

  /** Of setup, load and teardown. */
  elapsedMs(): number {
    return this.times.elapsedMs(this.#deps.clock.now());
  }

  joined(agent: Agent): void {
    this.#on(() => {
      const nowMs = this.#deps.clock.now();
      for (const tenure of this.fleet.tenuresOf(agent)) tenure.repeatAll(nowMs);
      if (this.#spec.onAgentLoss === 'replace') this.fleet.prefetch(agent);
    });
  }

  left(agent: Agent, reason: string): void {
    this.#on(() => {
      for (const tenure of this.fleet.tenuresOf(agent)) this.#lose(tenure, reason);
    });
  }

  message(agent: Agent, message: RunMessage): void {
    this.#on(() => this.#receive(agent, message));
  }

  tick(nowMs: number): void {
    this.#on(() => this.#onTick(nowMs));
  }

  /** Asks the script's `handleSummary()`, on one agent. */
  summarize(dataJson: string): Promise<HandleSummaryOutcome> {
    const tenure = preferred(this.fleet.withScript, this.stages.tenure);
    return this.#summary.ask(tenure, dataJson, this.#spec.handleSummaryTimeoutMs);
  }

  /** Lets the agents go. */
  release(): void {
    this.#watch.end();
    this.#limits.clear();
    this.#summary.lost(undefined);
    this.fleet.release();
    this.#lines.end();
    this.#deps.pool.detach(this);
  }

  // Events.

  #on(event: () => void): void {
    if (!this.#isSuspended) this.#decisions.handle(event);
  }

  #open(onEnded: () => void, first: () => void): void {
    const { pool, stop, onPhase } = this.#deps;
    if (this.#isSuspended) return;
    this.#onEnded = onEnded;
    onPhase(this.#phase);
    pool.attach(this);
    stop.signal.addEventListener('abort', () => this.#on(() => this.#onStopRequested()), { once: true });
    this.#on(first);
  }

  #receive(agent: Agent, message: RunMessage): void {
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

  #onTick(nowMs: number): void {
    if (this.#phase === 'awaiting-agents') return this.#place();
    for (const tenure of this.fleet.current) {
      const reason = reasonToGiveUp(tenure, nowMs, this.timing);
      if (reason !== undefined) this.#lose(tenure, reason);
    }
    this.#losses.fillVacancies();
    this.#advance();
  }

  // Phases, in their order.

  #place(): void {
    try {
      this.#missing = this.fleet.place();
    } catch (error) {
      return this.#deps.stop.request({ kind: 'failure', error: error as Error });
    }
    if (this.#missing.length === 0) this.#enter('preparing');
  }

  #beginSetup(): void {
    this.times.beganAtMs = this.#deps.clock.now();
    this.#watch.begin();
    const tenure = preferred(this.fleet.current, undefined);
    if (this.#spec.setupTimeoutMs !== undefined && tenure !== undefined)
      return this.#runStage('setup', tenure);
    this.stages.skipSetup();
    this.#beginLoad();
  }

  #onSetupEnded(outcome: StageOutcome): void {
    const error = this.stages.setupEnded(outcome);
    // It must not be run again, whatever happens.
    this.#decisions.decided();
    if (outcome.kind === 'completed') {
      if (this.#deps.stop.reason !== undefined) return this.#beginTeardown();
      this.#enter('setup');
      return this.#beginLoad();
    }
    this.#settle();
    if (error !== undefined) this.#deps.stop.request({ kind: 'failure', error });
  }

  #beginLoad(): void {
    // After a resumption clocks are measured anew; whoever does not come back is lost soon.
    if (!this.fleet.current.every(({ agent }) => agent.clock.isSettled)) return;
    const startMs = this.load.begin(this.stages.setupDataJson);
    this.times.leadMs = startMs - this.#deps.clock.now();
    this.#enter('running');
    this.#limits.again(this.#phase);
    this.#advance();
  }

  #stopLoad(): void {
    for (const tenure of this.fleet.current)
      if (!tenure.isOver) this.fleet.tellToStop(tenure, this.#deps.stop.reason);
    this.#enter('stopping');
    this.#limits.ofLoad(this.timing.stopMs, 'it did not stop');
    this.#advance();
  }

  #beginTeardown(): void {
    this.load.end();
    if (this.#spec.teardownTimeoutMs === undefined) return this.#settle();
    const tenure = preferred(this.fleet.withScript, this.stages.tenure);
    if (tenure !== undefined) return this.#runStage('teardown', tenure);
    this.stages.noTeardown();
    this.#settle();
  }

  #settle(): void {
    this.times.endedAtMs ??= this.#deps.clock.now();
    this.#enter('settling');
    this.#limits.ofSettling(this.timing.settleMs);
    this.#advance();
  }

  #end(): void {
    this.times.endedAtMs ??= this.#deps.clock.now();
    this.#intake.end();
    this.#enter('ended');
    this.#onEnded();
  }

  /** Goes on if nothing is missing for it. Hot path: after every message, so it looks no further than it must. */
  #advance(): void {
    const { instances } = this.fleet;
    switch (this.#phase) {
      case 'preparing':
        if (instances.every(({ isPrepared }) => isPrepared) && this.fleet.current.length > 0) {
          if (this.times.hasBegun) this.#beginLoad();
          else this.#beginSetup();
        }
        return;
      case 'setup':
        if (this.stages.isSetupOver) this.#beginLoad();
        return;
      case 'running':
      case 'stopping':
        if (instances.every(({ isOver }) => isOver)) this.#beginTeardown();
        return;
      case 'settling':
        if (!this.#intake.isIdle) return;
        if (
          instances.every(({ tenures }) =>
            tenures.every((tenure) => hasDelivered(tenure, this.#deps.clock.now(), this.timing)),
          )
        )
          this.#end();
        return;
      case 'awaiting-agents':
      case 'teardown':
      case 'ended':
        return;
    }
  }

  #enter(phase: ClusterPhase): void {
    this.#limits.clear();
    this.#decisions.decided();
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#deps.onPhase(phase);
  }

  // What agents say.

  #onStatus(tenure: Tenure, status: TenureStatus): void {
    const { phase, abortRequested, progress } = status;
    if (phase.kind !== tenure.phase) this.#decisions.learnt();
    if (!tenure.report(status, this.#deps.clock.now())) return;
    if (status.markedAsFailed && !this.#markedAsFailed) this.#decisions.decided();
    this.#markedAsFailed ||= status.markedAsFailed;
    if (tenure.loss !== undefined) return this.#advance();
    this.load.report(tenure, status);
    if (phase.kind === 'running') this.health.report(progress);
    this.#watch.note(tenure, progress);
    if (phase.kind === 'failed') this.#onFailed(tenure, phase);
    if (abortRequested !== undefined) this.#deps.stop.request({ kind: 'script', message: abortRequested });
    if (this.#phase === 'running') this.load.start(tenure);
    this.#advance();
  }

  /** A script that fails would fail everywhere; a machine that fails is a lost one. */
  #onFailed(tenure: Tenure, phase: Extract<TenureStatus['phase'], { kind: 'failed' }>): void {
    const error = fromWireError(phase.error);
    if (phase.cause === 'agent') return this.#lose(tenure, error.message);
    this.#deps.stop.request({ kind: 'failure', error });
  }

  #runStage(stage: Stage, tenure: Tenure): void {
    this.#enter(stage);
    this.stages.begin(stage, tenure, this.#deps.clock.now());
    this.#limits.ofStage(stage);
  }

  #onStageEnded(tenure: Tenure, { stage, outcome, account }: StageEnded): void {
    tenure.updateAccount(account);
    const isOld = stage === 'setup' && this.stages.isSetupOver;
    if (tenure !== this.stages.tenure || stage !== this.#phase || isOld) return this.#advance();
    tenure.answered('run-stage');
    if (stage === 'setup') return this.#onSetupEnded(outcome);
    this.stages.teardownEnded(outcome);
    this.#settle();
  }

  // Lost agents.

  #lose(tenure: Tenure, reason: string): void {
    if (this.#phase === 'ended') return this.#summary.lost(tenure);
    this.#losses.lose(tenure, reason);
    this.#advance();
  }

  #onStageLost(tenure: Tenure, reason: string): void {
    const phase = this.#phase;
    if (tenure !== this.stages.tenure) return;
    if (phase !== 'teardown' && (phase !== 'setup' || this.stages.isSetupOver)) return;
    const error = this.stages.lost(phase, reason);
    this.#settle();
    if (phase === 'setup') this.#deps.stop.request({ kind: 'failure', error });
  }

  // Stopping early.

  #onStopRequested(): void {
    switch (this.#phase) {
      case 'awaiting-agents':
      case 'preparing':
        return this.#end();
      case 'setup':
        return this.stages.isSetupOver ? this.#beginTeardown() : this.#stopSetup();
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
    const { tenure } = this.stages;
    if (tenure === undefined) return;
    this.fleet.tellToStop(tenure, this.#deps.stop.reason);
    this.#limits.set(this.timing.stopMs, () => this.#lose(tenure, 'it did not stop'));
  }

  #newWatch(): InFlightWatch {
    return new InFlightWatch({
      fleet: this.fleet,
      load: this.load,
      metrics: this.#metrics,
      clock: this.#deps.clock,
      thresholdsMs: this.timing.thresholdsMs,
      onHealth: this.#deps.onHealth,
      phase: () => this.#phase,
      elapsedMs: () => this.elapsedMs(),
      onCrossed: ({ failing }) => this.#deps.stop.request({ kind: 'thresholds', metrics: failing }),
      onVUs: () => this.#decisions.learnt(),
    });
  }

  #newLimits(): PhaseLimits {
    return new PhaseLimits({
      clock: this.#deps.clock,
      timing: this.timing,
      fleet: this.fleet,
      load: this.load,
      stages: this.stages,
      intake: this.#intake,
      on: (event) => this.#on(event),
      lose: (tenure, reason) => this.#lose(tenure, reason),
      end: () => this.#end(),
    });
  }

  #newLosses(): Losses {
    const { clock, log } = this.#deps;
    return new Losses({
      fleet: this.fleet,
      load: this.load,
      log,
      policy: this.#spec.onAgentLoss,
      phase: () => this.#phase,
      now: () => clock.now(),
      onLost: () => this.#decisions.decided(),
      onStageLost: (tenure, reason) => this.#onStageLost(tenure, reason),
      request: (reason) => this.#deps.stop.request(reason),
    });
  }
}
