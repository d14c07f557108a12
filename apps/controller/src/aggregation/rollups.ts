import { type Clock, type Logger, repeat, type Timer } from '@squall/core';
import type { FrameStore } from '../runs/run-frames.ts';
import { isFinal } from '../runs/run-state.ts';
import type { RunStore, TestRun } from '../runs/test-run.ts';
import type { RollupStore } from './rollup-store.ts';
import { RunRollups } from './run-rollups.ts';
import { settingsOf } from './run-settings.ts';

export interface RollupsParts {
  readonly runs: RunStore;
  readonly frames: FrameStore;
  readonly store: RollupStore;
  readonly clock: Clock;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 1_000;

/** Ended runs that somebody looks at stay in memory, so that a second look costs nothing. */
const MAX_ENDED = 4;

interface Entry {
  rollups: RunRollups | undefined;
  /** What is done with one run is done one after the other. */
  busy: Promise<unknown>;
  waiting: number;
  isOver: boolean;
}

/** The roll-ups of all runs: those under way are kept up to date in memory, whether somebody looks or not. */
export class Rollups {
  readonly #parts: RollupsParts;
  readonly #entries = new Map<number, Entry>();
  #looking: Timer | undefined;
  #look: Promise<void> | undefined;
  #seenThroughId = 0;

  constructor(parts: RollupsParts) {
    this.#parts = parts;
  }

  /** Begins to add up what arrives. */
  open(): void {
    this.#looking = repeat(this.#parts.clock, LOOK_EVERY_MS, () => {
      this.#look ??= this.catchUpAll().finally(() => {
        this.#look = undefined;
      });
    });
  }

  /** What is not stored yet is read again at the next start. */
  async close(): Promise<void> {
    this.#looking?.cancel();
    await this.#look;
    for (const { busy } of this.#entries.values()) await busy;
  }

  /** Adds what came of all runs; those that have ended give back the space of their frames. */
  async catchUpAll(): Promise<void> {
    try {
      const { frames, runs } = this.#parts;
      const fresh = await frames.runsSince(this.#seenThroughId);
      const open = [...this.#entries].filter(([, { isOver }]) => !isOver).map(([runId]) => runId);
      for (const runId of new Set([...fresh.map((one) => one.runId), ...open])) {
        const run = await runs.byId(runId);
        if (run === undefined) this.#entries.delete(runId);
        else await this.#tend(run);
      }
      for (const { lastId } of fresh) this.#seenThroughId = Math.max(this.#seenThroughId, lastId);
    } catch (error) {
      this.#logFailure(error);
    }
  }

  /** Of one run, with everything that has arrived so far. Nothing may be added while `use` works. */
  async of<T>(run: TestRun, use: (rollups: RunRollups) => T | Promise<T>): Promise<T> {
    const used = await this.#inTurn(run, async (rollups) => {
      await rollups.catchUp();
      // Whoever asks for what is not there breaks nothing.
      return Promise.resolve(rollups)
        .then(use)
        .then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
    });
    if ('error' in used) throw used.error;
    return used.value;
  }

  async #tend(run: TestRun): Promise<void> {
    await this.#inTurn(run, async (rollups, entry) => {
      await rollups.catchUp();
      if (!isFinal(run.state)) return;
      await rollups.store(true);
      await this.#parts.frames.forgetBodies(run.id, rollups.state.throughFrameId);
      entry.isOver = true;
    }).catch((error) => this.#logFailure(error, run));
  }

  #inTurn<T>(run: TestRun, work: (rollups: RunRollups, entry: Entry) => Promise<T>): Promise<T> {
    const entry = this.#entry(run);
    entry.waiting++;
    const turn = entry.busy.then(async () => {
      try {
        entry.rollups ??= await this.#openRun(run);
        return await work(entry.rollups, entry);
      } catch (error) {
        // What broke half-way is not to be continued: the next one begins with what is stored.
        entry.rollups = undefined;
        throw error;
      } finally {
        entry.waiting--;
        this.#forgetEnded();
      }
    });
    entry.busy = turn.catch(() => undefined);
    return turn;
  }

  #entry(run: TestRun): Entry {
    const entry = this.#entries.get(run.id) ?? {
      rollups: undefined,
      busy: Promise.resolve(),
      waiting: 0,
      isOver: false,
    };
    this.#entries.delete(run.id);
    this.#entries.set(run.id, entry);
    return entry;
  }

  #openRun(run: TestRun): Promise<RunRollups> {
    const { frames, store, clock, log } = this.#parts;
    const { rules, thresholds } = settingsOf(run);
    return RunRollups.open({ runId: run.id, rules, thresholds, frames, store, clock, log });
  }

  /** Those asked for last stay. */
  #forgetEnded(): void {
    const ended = [...this.#entries].filter(([, { isOver, waiting }]) => isOver && waiting === 0);
    for (const [runId] of ended.slice(0, -MAX_ENDED)) this.#entries.delete(runId);
  }

  #logFailure(error: unknown, run?: TestRun): void {
    this.#parts.log.log('error', 'what a run measured could not be added up', {
      ...(run && { run: run.id }),
      error: (error as Error).message,
    });
  }
}
