import type { JournalEntries } from '@squall/coordinator';
import { repeat, type Timer } from '@squall/core';
import { CloudRun, type CloudRunParts } from './cloud-run.ts';
import { isBegun } from './run-journal.ts';
import { RUN_ERRORS } from './run-service.ts';
import type { TestRun } from './test-run.ts';

const LOOK_EVERY_MS = 500;
const UNDER_WAY = ['queued', 'initializing', 'running', 'processing_metrics'] as const;

interface Interrupted {
  readonly run: TestRun;
  readonly journal: JournalEntries;
}

/** Brings queued runs to the agents of their organization, and goes on with those that a restart has interrupted. */
export class CloudRuns {
  readonly #parts: CloudRunParts;
  readonly #underWay = new Map<number, CloudRun>();
  #looking: Timer | undefined;
  #isLooking = false;

  constructor(parts: CloudRunParts) {
    this.#parts = parts;
  }

  /** Before any agent can come: those of runs under way must not be told that their runs are over. */
  async announce(): Promise<void> {
    const { gate, stores } = this.#parts;
    for (const { run, journal } of await this.#interrupted()) {
      const project = await stores.projects.byId(run.projectId);
      if (project !== undefined && isBegun(journal))
        gate.poolOf(project.organizationId).announce(String(run.id));
    }
  }

  /** Goes on with runs that were under way, and begins to take others from the queue. */
  async open(): Promise<void> {
    await this.announce();
    for (const { run, journal } of await this.#interrupted()) {
      if (isBegun(journal)) this.#begin(run, journal);
      else if (run.state !== 'queued') await this.#endLost(run);
    }
    this.#looking = repeat(this.#parts.clock, LOOK_EVERY_MS, () => void this.#look());
  }

  /** Runs under way go on when this is opened again, in this process or another. */
  close(): void {
    this.#looking?.cancel();
    for (const run of this.#underWay.values()) run.suspend();
    this.#underWay.clear();
  }

  async #interrupted(): Promise<readonly Interrupted[]> {
    const { stores } = this.#parts;
    const found: Interrupted[] = [];
    for (const state of UNDER_WAY) {
      for (const run of await stores.runs.inState(state)) {
        if (run.place === 'cloud') found.push({ run, journal: await stores.journals.read(run.id) });
      }
    }
    return found;
  }

  /** Nothing is known of what its agents were told. */
  async #endLost(run: TestRun): Promise<void> {
    const message = 'the controller was restarted during the run, whose state could not be stored';
    await this.#parts.runs.end(run, { to: 'aborted', result: 'error', message, code: RUN_ERRORS.lost });
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { stores } = this.#parts;
    try {
      for (const run of await stores.runs.inState('queued')) {
        if (!this.#underWay.has(run.id)) this.#begin(run, await stores.journals.read(run.id));
      }
    } catch (error) {
      this.#logFailure('the queue of runs cannot be read', error);
    } finally {
      this.#isLooking = false;
    }
  }

  #begin(run: TestRun, journal: JournalEntries): void {
    const cloudRun = new CloudRun(run, this.#parts);
    this.#underWay.set(run.id, cloudRun);
    cloudRun
      .carryOut(journal)
      .catch((error) => this.#logFailure('a run could not be ended', error, run))
      .finally(() => {
        if (this.#underWay.get(run.id) === cloudRun) this.#underWay.delete(run.id);
      });
  }

  #logFailure(message: string, error: unknown, run?: TestRun): void {
    this.#parts.log.log('error', message, {
      ...(run && { run: run.id }),
      error: (error as Error).message,
    });
  }
}
