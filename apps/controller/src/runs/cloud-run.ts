import {
  type ClusterRunDeps,
  type ClusterRunSpec,
  type ClusterView,
  type JournalEntries,
  resumeClusterRun,
  type StartedClusterRun,
  startClusterRun,
  viewCluster,
} from '@squall/coordinator';
import { type Clock, isUserError, type Logger } from '@squall/core';
import { encodeMetricFrame, type MetricFrame } from '@squall/protocol';
import type { AgentGate } from '../agents/agent-gate.ts';
import type { ArchiveShelf } from '../archives/archive-shelf.ts';
import { parseMetadata } from '../archives/metadata.ts';
import type { User } from '../identity/user.ts';
import type { Stores } from '../storage/stores.ts';
import { agentFrames } from './agent-frames.ts';
import { conclusionOf, outcomeOf } from './cloud-outcome.ts';
import { clusterSpecOf, type RunMaterial } from './cluster-spec.ts';
import { isBegun, STOPPED_BY } from './run-journal.ts';
import { RUN_ERRORS, type RunService } from './run-service.ts';
import { stateOfPhase } from './run-state.ts';
import type { ScriptInspector } from './script-inspector.ts';
import { Stopper } from './stopper.ts';
import type { TestRun, Transition } from './test-run.ts';
import { encodeVUSample, lastVUSample, type SampledRun, type VUSample, watchVUs } from './vu-sample.ts';

export interface CloudRunParts {
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

/** When what came of a run cannot be stored, for want of disk space perhaps. */
const STORE_AGAIN_AFTER_MS = 5_000;

/** One run on the agents of its organization, from its place in the queue, or from a restart, to its end. */
export class CloudRun {
  readonly #run: TestRun;
  readonly #parts: CloudRunParts;
  readonly #stopper = new Stopper();
  readonly #suspended: Promise<undefined>;
  #started: StartedClusterRun | undefined;
  #isSuspended = false;
  /** Lets agents know that the run does not go on, should they ask. */
  #withdraw: () => void = () => undefined;
  #onSuspended: () => void = () => undefined;
  readonly #ended: Promise<void>;
  #onEnded: () => void = () => undefined;
  /** One state after the other, in the order of the phases. */
  #entering = Promise.resolve();

  constructor(run: TestRun, parts: CloudRunParts) {
    this.#run = run;
    this.#parts = parts;
    this.#suspended = new Promise((resolve) => {
      this.#onSuspended = () => resolve(undefined);
    });
    this.#ended = new Promise((resolve) => {
      this.#onEnded = resolve;
    });
  }

  /** Resolves when the run has ended, or is left to another process. */
  async carryOut(journal: JournalEntries): Promise<void> {
    const { runs, stores } = this.#parts;
    runs.takeOver(this.#run.id, {
      stop: (by) => this.#stop(by),
      view: () => this.#view(),
      ended: this.#ended,
    });
    try {
      await this.#runOnAgents(journal);
    } catch (error) {
      await this.#store(() => this.#endFailed(error));
    } finally {
      runs.handBack(this.#run.id);
    }
    if (this.#isSuspended) return;
    this.#withdraw();
    this.#onEnded();
    await this.#store(() => stores.journals.remove(this.#run.id));
  }

  /** Leaves the run to the next process that uses this database. */
  suspend(): void {
    this.#isSuspended = true;
    this.#started?.suspend();
    this.#onSuspended();
  }

  #view(): ClusterView | undefined {
    return this.#started && viewCluster(this.#started.run, this.#parts.clock.now());
  }

  /** The wish must survive, too. */
  #stop(by: User): void {
    if (this.#stopper.reason !== undefined) return;
    this.#parts.stores.journals.write(this.#run.id, new Map([[STOPPED_BY, by.email]]));
    this.#stopper.stopFor(by.email);
  }

  async #runOnAgents(journal: JournalEntries): Promise<void> {
    const { stores, clock, gate, inspector, specOf = clusterSpecOf } = this.#parts;
    const run = this.#run;
    const project = await stores.projects.byId(run.projectId);
    if (project === undefined) throw new Error(`run ${run.id} belongs to no project`);
    const { organizationId } = project;
    const pool = gate.poolOf(organizationId);
    this.#withdraw = () => pool.withdraw(String(run.id));
    await using archive = await this.#openArchive();
    const stoppedBy = journal.get(STOPPED_BY);
    if (stoppedBy !== undefined) this.#stopper.stopFor(stoppedBy);
    const looking = inspector.factsOf({ ...archive, organizationId }, this.#stopper.signal);
    const facts = await Promise.race([looking, this.#suspended]);
    if (facts === undefined) return;
    const deniedTargets = await stores.projects.deniedTargets(project.id);
    const spec = specOf(run, { archive: archive.source, metadata: archive.metadata, facts, deniedTargets });
    await stores.runFacts.setPlan(run.id, { declaredMetrics: spec.declaredMetrics });
    if (this.#isSuspended) return;
    // A restart may have come before its first state was noted.
    if (isBegun(journal)) await this.#parts.runs.advance(run.id, 'initializing');
    const deps = { ...this.#deps(), pool };
    const started = isBegun(journal)
      ? resumeClusterRun(spec, { entries: journal, frames: agentFrames(stores.frames, run.id) }, deps)
      : startClusterRun(spec, deps);
    this.#started = started;
    const { metrics } = started;
    const sampled = { metrics, tags: spec.runTags, elapsedMs: () => started.run.load.durationMs };
    const vus = watchVUs(sampled, clock, (sample, key) => {
      this.#keepVUs(sample, key).catch((error) =>
        this.#logFailure('the VUs of a run could not be stored', error),
      );
    });
    const result = await Promise.race([started.result, this.#suspended]).finally(() => vus.cancel());
    if (result === undefined) return;
    await this.#entering;
    await this.#store(() => this.#conclude(sampled, result));
    result.release();
  }

  async #conclude(sampled: SampledRun, result: Awaited<StartedClusterRun['result']>): Promise<void> {
    const { stores, clock } = this.#parts;
    const { reason, byUser } = this.#stopper;
    const vus = lastVUSample(sampled, clock);
    if (vus !== undefined) await this.#keepVUs(vus, 'vus:last');
    await stores.runFacts.setConclusion(this.#run.id, conclusionOf(result, reason));
    await this.#end(outcomeOf(result, reason, byUser));
  }

  /** Before there was any load: the script cannot be run, nobody could look at it, or somebody lost patience. */
  async #endFailed(error: unknown): Promise<void> {
    const { reason, byUser } = this.#stopper;
    if (reason !== undefined) {
      return this.#end(outcomeOf({ thresholds: undefined, error: error as Error }, reason, byUser));
    }
    const { message } = error as Error;
    if (!isUserError(error) || error.code === 'AGENT_LOST') {
      this.#logFailure('a run could not be carried out', error);
      return this.#end({ to: 'aborted', result: 'error', message, code: RUN_ERRORS.lost });
    }
    const { exitCode } = error;
    const nothing = { elapsedMs: 0, isInterrupted: false, setupDataJson: null, notices: [], losses: [] };
    await this.#parts.stores.runFacts.setConclusion(this.#run.id, { ...nothing, exitCode });
    await this.#end({ to: 'aborted', result: 'error', message, code: RUN_ERRORS.scriptException });
  }

  async #end(transition: Omit<Transition, 'atMs'>): Promise<void> {
    await this.#parts.runs.end(this.#run, transition);
  }

  /** Tries again until it is done: a run must not be left as if it went on. */
  async #store(write: () => Promise<void>): Promise<void> {
    const { clock } = this.#parts;
    while (!this.#isSuspended) {
      try {
        return await write();
      } catch (error) {
        this.#logFailure('what came of a run could not be stored, trying again', error);
        const pause = new Promise<void>((resolve) => {
          clock.at(clock.now() + STORE_AGAIN_AFTER_MS, resolve);
        });
        await Promise.race([pause, this.#suspended]);
      }
    }
  }

  async #openArchive() {
    const { archives } = this.#parts;
    const { id, archiveSha256 } = this.#run;
    const stored = archiveSha256 === null ? undefined : await archives.bySha256(archiveSha256);
    if (stored === undefined) throw new Error(`run ${id} has no archive`);
    const opened = await archives.open(stored);
    return { ...opened, stored, metadata: parseMetadata(stored.metadata) };
  }

  #deps(): Omit<ClusterRunDeps, 'pool'> {
    const { stores, clock, log, runs } = this.#parts;
    const { id: runId } = this.#run;
    return {
      clock,
      log,
      outputs: [],
      stop: this.#stopper,
      journal: (entries) => stores.journals.write(runId, entries),
      commit: (frame) => this.#commit(frame),
      onLogLine: (agent, { level, message, fields, timeMs }) => {
        const labels = { ...stringsOf(fields), agent: agent.name, lz: agent.hello.loadZone };
        const timeNs = `${Math.floor(timeMs)}000000`;
        stores.logs
          .add([{ runId, timeNs, level, labels, line: message }])
          .catch((error) => this.#logFailure('a log line could not be stored', error));
      },
      onHealth: (health) => {
        stores.health
          .add(runId, health)
          .catch((error) => this.#logFailure('the state of an agent could not be stored', error));
      },
      onPhase: (phase) => {
        const to = stateOfPhase(phase);
        if (to === undefined) return;
        this.#entering = this.#entering
          .then(() => runs.advance(runId, to))
          .catch((error) => this.#logFailure('the state of a run could not be noted', error));
      },
    };
  }

  /** Agents hear that a frame has arrived after this, so it must be as safe as it gets. */
  async #commit(frame: MetricFrame): Promise<void> {
    const { stores, clock } = this.#parts;
    const { instance, epoch } = frame.tenure;
    await stores.frames.add({
      runId: this.#run.id,
      key: `frame:${instance}/${epoch}/${frame.sequence}`,
      format: 'agent-frame',
      body: encodeMetricFrame(frame),
      receivedAtMs: clock.wallMs(),
    });
  }

  async #keepVUs(sample: VUSample, key: string): Promise<void> {
    const { stores, clock } = this.#parts;
    const body = encodeVUSample(sample);
    await stores.frames.add({ runId: this.#run.id, key, format: 'vus', body, receivedAtMs: clock.wallMs() });
  }

  #logFailure(message: string, error: unknown): void {
    this.#parts.log.log('error', message, { run: this.#run.id, error: (error as Error).message });
  }
}

function stringsOf(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, String(value)]));
}
