import { type ClusterPhase, type ClusterRunSpec, startClusterRun } from '@squall/coordinator';
import { type AbortReason, type Clock, isUserError, type Logger, repeat, type Timer } from '@squall/core';
import { encodeMetricFrame, type MetricFrame } from '@squall/protocol';
import type { AgentGate } from '../agents/agent-gate.ts';
import type { ArchiveShelf } from '../archives/archive-shelf.ts';
import { parseMetadata } from '../archives/metadata.ts';
import type { Stores } from '../storage/stores.ts';
import { outcomeOf } from './cloud-outcome.ts';
import { clusterSpecOf, type RunMaterial } from './cluster-spec.ts';
import { RUN_ERRORS, type RunService } from './run-service.ts';
import type { RunState } from './run-state.ts';
import type { ScriptInspector } from './script-inspector.ts';
import { Stopper } from './stopper.ts';
import type { TestRun } from './test-run.ts';

export interface CloudRunsParts {
  readonly stores: Stores;
  readonly clock: Clock;
  readonly log: Logger;
  readonly runs: RunService;
  readonly gate: AgentGate;
  readonly archives: ArchiveShelf;
  readonly inspector: ScriptInspector;
  /** What the agents are to do. */
  readonly specOf?: (run: TestRun, material: RunMaterial) => ClusterRunSpec;
}

const LOOK_EVERY_MS = 500;

/** The state of a run while its cluster run is in a phase; undefined: as it is. */
const STATE_OF_PHASE: Readonly<Record<ClusterPhase, RunState | undefined>> = {
  'awaiting-agents': undefined,
  preparing: 'initializing',
  setup: undefined,
  running: 'running',
  stopping: undefined,
  teardown: 'processing_metrics',
  settling: 'processing_metrics',
  ended: undefined,
};

/** Brings queued runs to the agents of their organization, and stores what comes of them. */
export class CloudRuns {
  readonly #parts: CloudRunsParts;
  readonly #underWay = new Map<number, Stopper>();
  #looking: Timer | undefined;
  #isLooking = false;

  constructor(parts: CloudRunsParts) {
    this.#parts = parts;
  }

  /** Begins to take runs from the queue. */
  async open(): Promise<void> {
    await this.#endInterrupted();
    this.#looking = repeat(this.#parts.clock, LOOK_EVERY_MS, () => void this.#look());
  }

  /** Runs under way are ended as interrupted ones at the next start. */
  close(): void {
    this.#looking?.cancel();
  }

  /** Metrics of a run live in memory, so what was under way when the controller ended cannot go on. */
  async #endInterrupted(): Promise<void> {
    const { stores, runs } = this.#parts;
    for (const state of ['initializing', 'running', 'processing_metrics'] as const) {
      for (const run of await stores.runs.inState(state)) {
        if (run.place !== 'cloud') continue;
        const message = 'the controller was restarted during the run';
        await runs.end(run, { to: 'aborted', result: 'error', message, code: RUN_ERRORS.lost });
      }
    }
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      for (const run of await this.#parts.stores.runs.inState('queued')) {
        if (this.#underWay.has(run.id)) continue;
        const stopper = new Stopper();
        this.#underWay.set(run.id, stopper);
        this.#carryOut(run, stopper).catch((error) =>
          this.#logFailure('a run could not be ended', error, run),
        );
      }
    } catch (error) {
      this.#logFailure('the queue of runs cannot be read', error);
    } finally {
      this.#isLooking = false;
    }
  }

  async #carryOut(run: TestRun, stopper: Stopper): Promise<void> {
    const { runs } = this.#parts;
    runs.takeOver(run.id, (by) => stopper.stopFor(by.email));
    try {
      await this.#runOnAgents(run, stopper);
    } catch (error) {
      await this.#endFailed(run, stopper, error);
    } finally {
      runs.handBack(run.id);
      this.#underWay.delete(run.id);
    }
  }

  /** Before there was any load: the script cannot be run, nobody could look at it, or somebody lost patience. */
  async #endFailed(run: TestRun, stopper: Stopper, error: unknown): Promise<void> {
    const { runs } = this.#parts;
    if (stopper.reason !== undefined) {
      const outcome = { thresholds: undefined, error: error as Error };
      await runs.end(run, outcomeOf(outcome, stopper.reason, stopper.byUser));
      return;
    }
    const { message } = error as Error;
    if (isUserError(error) && error.code !== 'AGENT_LOST') {
      await runs.end(run, { to: 'aborted', result: 'error', message, code: RUN_ERRORS.scriptException });
      return;
    }
    this.#logFailure('a run could not be carried out', error, run);
    await runs.end(run, { to: 'aborted', result: 'error', message, code: RUN_ERRORS.lost });
  }

  async #runOnAgents(run: TestRun, stopper: Stopper): Promise<void> {
    const { stores, clock, log, runs, gate } = this.#parts;
    const project = await stores.projects.byId(run.projectId);
    if (project === undefined) throw new Error(`run ${run.id} belongs to no project`);
    await using archive = await this.#archiveOf(run);
    const { organizationId } = project;
    const facts = await this.#parts.inspector.factsOf({ ...archive, organizationId }, stopper.signal);
    const specOf = this.#parts.specOf ?? clusterSpecOf;
    const deniedTargets = await stores.projects.deniedTargets(project.id);
    const material = { archive: archive.source, metadata: archive.metadata, facts, deniedTargets };
    // One state after the other, in the order of the phases.
    let entering = Promise.resolve();
    const { result } = startClusterRun(specOf(run, material), {
      pool: gate.poolOf(organizationId),
      clock,
      log,
      outputs: [],
      stop: stopper,
      commit: (frame) => this.#commit(run, frame),
      onLogLine: (agent, { level, message, fields, timeMs }) => {
        const labels = { ...stringsOf(fields), agent: agent.name, lz: agent.hello.loadZone };
        const timeNs = `${Math.floor(timeMs)}000000`;
        stores.logs
          .add([{ runId: run.id, timeNs, level, labels, line: message }])
          .catch((error) => this.#logFailure('a log line could not be stored', error, run));
      },
      onHealth: (health) => {
        stores.health
          ?.add(run.id, health)
          .catch((error) => this.#logFailure('the state of an agent could not be stored', error, run));
      },
      onPhase: (phase) => {
        const to = STATE_OF_PHASE[phase];
        if (to === undefined) return;
        entering = entering
          .then(() => runs.advance(run.id, to))
          .catch((error) => this.#logFailure('the state of a run could not be noted', error, run));
      },
    });
    const outcome = await result;
    await entering;
    const reason: AbortReason | undefined = stopper.reason;
    await runs.end(run, outcomeOf(outcome, reason, stopper.byUser));
    outcome.release();
  }

  async #archiveOf(run: TestRun) {
    const { archives } = this.#parts;
    const stored = run.archiveSha256 === null ? undefined : await archives.bySha256(run.archiveSha256);
    if (stored === undefined) throw new Error(`run ${run.id} has no archive`);
    const opened = await archives.open(stored);
    return { ...opened, stored, metadata: parseMetadata(stored.metadata) };
  }

  /** Agents hear that a frame has arrived after this, so it must be as safe as it gets. */
  async #commit(run: TestRun, frame: MetricFrame): Promise<void> {
    const { stores, clock } = this.#parts;
    const { instance, epoch } = frame.tenure;
    await stores.frames.add({
      runId: run.id,
      key: `frame:${instance}/${epoch}/${frame.sequence}`,
      format: 'agent-frame',
      body: encodeMetricFrame(frame),
      receivedAtMs: clock.wallMs(),
    });
  }

  #logFailure(message: string, error: unknown, run?: TestRun): void {
    this.#parts.log.log('error', message, {
      ...(run && { run: run.id }),
      error: (error as Error).message,
    });
  }
}

function stringsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
}
