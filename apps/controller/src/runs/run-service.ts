import type { ClusterView } from '@squall/coordinator';
import type { Clock } from '@squall/core';
import { ApiError } from '../errors/api-error.ts';
import { createSecret, hashSecret } from '../identity/secret.ts';
import type { User } from '../identity/user.ts';
import { checkConcurrentRuns } from '../projects/check-quota.ts';
import type { Project } from '../projects/project.ts';
import type { Stores } from '../storage/stores.ts';
import type { LoadTest } from '../tests/load-test.ts';
import type { TestOutline } from '../tests/outline.ts';
import type { RunPlace, RunState } from './run-state.ts';
import type { TestRun, Transition } from './test-run.ts';

/** Error codes that clients and dashboards of k6 know. */
export const RUN_ERRORS = { lost: 8034, scriptException: 8035, aborted: 8036 } as const;

/** Generators that run elsewhere report their VUs every few seconds, whatever the script does. */
const SILENT_FOR_MS = 300_000;

export interface RunRequest {
  readonly project: Project;
  readonly test: LoadTest;
  readonly startedBy: User;
  readonly outline: TestOutline;
  readonly archiveSha256: string | null;
}

/** A run that delivers from elsewhere, and the token with which it may. */
export interface RemoteRun {
  readonly run: TestRun;
  readonly pushToken: string;
}

/** A run that somebody carries out right now. */
export interface RunUnderWay {
  stop(by: User): void;
  view(): ClusterView | undefined;
  readonly ended: Promise<void>;
}

/** The life of runs: who may begin one, and how it comes to an end. */
export class RunService {
  readonly #stores: Stores;
  readonly #clock: Clock;
  /** Those runs that somebody carries out right now. */
  readonly #takenOver = new Map<number, RunUnderWay>();

  constructor(stores: Stores, clock: Clock) {
    this.#stores = stores;
    this.#clock = clock;
  }

  /** Queues a run for the agents. @throws ApiError quota-exceeded */
  async queue(request: RunRequest): Promise<TestRun> {
    const run = await this.#create(request, 'cloud', null);
    return (await this.#enter(run, { to: 'queued', atMs: this.#clock.wallMs() })) ?? run;
  }

  /** Registers a run that happens on the user's own machine. @throws ApiError quota-exceeded */
  async register(request: RunRequest, place: 'local' | 'output'): Promise<RemoteRun> {
    const pushToken = createSecret('sqr');
    const run = await this.#create(request, place, hashSecret(pushToken));
    // There is nothing to wait for: the generator is the one who asks.
    const ready = await this.#enter(run, { to: 'initializing', atMs: this.#clock.wallMs() });
    return { run: ready ?? run, pushToken };
  }

  /** For a client that did not hear the token it was given; the one before stops working. */
  async renewPushToken(run: TestRun): Promise<RemoteRun> {
    const pushToken = createSecret('sqr');
    await this.#stores.runs.setPushToken(run.id, hashSecret(pushToken));
    return { run, pushToken };
  }

  /** Whoever carries out a run is asked to stop it, and ends it when that is done. */
  takeOver(runId: number, run: RunUnderWay): void {
    this.#takenOver.set(runId, run);
  }

  handBack(runId: number): void {
    this.#takenOver.delete(runId);
  }

  /** Resolves at once for a run that nobody carries out. */
  async whenEnded(runId: number): Promise<void> {
    await this.#takenOver.get(runId)?.ended;
  }

  /** How it stands with a run that agents carry out; undefined for others, and before there is anything to see. */
  live(runId: number): ClusterView | undefined {
    return this.#takenOver.get(runId)?.view();
  }

  /** Brings a run into its next state, if it is not there already. */
  async advance(runId: number, to: RunState): Promise<void> {
    await this.#stores.runs.enter(runId, { to, atMs: this.#clock.wallMs() });
  }

  /** A run that agents carry out ends a little later. @throws ApiError already-ended */
  async stop(run: TestRun, by: User): Promise<TestRun> {
    const underWay = this.#takenOver.get(run.id);
    if (underWay !== undefined) {
      underWay.stop(by);
      return run;
    }
    const stopped = await this.#enter(run, {
      to: 'aborted',
      atMs: this.#clock.wallMs(),
      byUser: by.email,
      message: `stopped by ${by.email}`,
      code: RUN_ERRORS.aborted,
      result: 'error',
    });
    if (stopped === undefined) throw new ApiError('already-ended', 'the run has ended already');
    return stopped;
  }

  /** A generator that runs elsewhere has delivered: so the load is on. */
  async noteDelivery(run: TestRun): Promise<void> {
    const nowMs = this.#clock.wallMs();
    await this.#stores.runs.noteHeard(run.id, nowMs);
    if (run.state === 'created' || run.state === 'initializing') {
      await this.#enter(run, { to: 'running', atMs: nowMs });
    }
  }

  /** Ends a run that happened elsewhere, once; a repetition changes nothing. */
  async end(run: TestRun, transition: Omit<Transition, 'atMs'>): Promise<TestRun | undefined> {
    return this.#enter(run, { ...transition, atMs: this.#clock.wallMs() });
  }

  /** Ends runs elsewhere of which nothing has been heard for so long that nothing will be. */
  async giveUpSilentRuns(): Promise<void> {
    const nowMs = this.#clock.wallMs();
    for (const state of ['initializing', 'running'] as const) {
      for (const run of await this.#stores.runs.inState(state)) {
        const heardAtMs = run.lastHeardAtMs ?? run.createdAtMs;
        if (run.place === 'cloud' || nowMs - heardAtMs < SILENT_FOR_MS) continue;
        await this.end(run, {
          to: 'aborted',
          message: `nothing was heard of the run for ${SILENT_FOR_MS / 60_000} minutes`,
          code: RUN_ERRORS.lost,
          result: 'error',
        });
      }
    }
  }

  async #create(request: RunRequest, place: RunPlace, pushTokenHash: string | null): Promise<TestRun> {
    const { project, test, startedBy, outline, archiveSha256 } = request;
    const quota = await this.#stores.projects.quota(project.id);
    checkConcurrentRuns(quota, await this.#stores.runs.countOpen(project.id));
    return this.#stores.runs.create({
      projectId: project.id,
      testId: test.id,
      place,
      startedBy: startedBy.id,
      archiveSha256,
      options: outline.options,
      distribution: outline.distribution,
      note: outline.note,
      maxVUs: outline.maxVUs,
      estimatedDurationS: outline.durationS,
      pushTokenHash,
      createdAtMs: this.#clock.wallMs(),
    });
  }

  async #enter(run: TestRun, transition: Transition): Promise<TestRun | undefined> {
    return this.#stores.runs.enter(run.id, transition);
  }
}
