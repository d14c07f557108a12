import { and, count, desc, eq, getTableColumns, gt, isNull, lt, notInArray, or } from 'drizzle-orm';
import { canEnter, isFinal, RUN_STATES, type RunState } from '../../runs/run-state.ts';
import type {
  ExpendableRuns,
  HistoryEntry,
  NewTestRun,
  RunFilter,
  RunStore,
  TestRun,
  Transition,
} from '../../runs/test-run.ts';
import type { Database, Transaction } from '../open-database.ts';
import { runHistory, runs } from '../schema/runs.ts';
import { shareLinks } from '../schema/sharing.ts';
import { tests } from '../schema/tests.ts';
import { announce } from './notification-outbox.ts';
import { only } from './only.ts';

const FINAL_STATES = RUN_STATES.filter(isFinal);

export class SqliteRunStore implements RunStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(run: NewTestRun): Promise<TestRun> {
    return this.#database.transaction((tx) => {
      const created = only(
        tx
          .insert(runs)
          .values({ ...run, state: 'created' })
          .returning()
          .all(),
      );
      addHistory(tx, created.id, { to: 'created', atMs: run.createdAtMs });
      return created;
    });
  }

  async byId(id: number): Promise<TestRun | undefined> {
    return this.#database.select().from(runs).where(eq(runs.id, id)).get();
  }

  async byPushToken(hash: string): Promise<TestRun | undefined> {
    return this.#database.select().from(runs).where(eq(runs.pushTokenHash, hash)).get();
  }

  async ofProject(projectId: number, { testId, limit, beforeId }: RunFilter): Promise<readonly TestRun[]> {
    return this.#database
      .select()
      .from(runs)
      .where(
        and(
          eq(runs.projectId, projectId),
          testId === undefined ? undefined : eq(runs.testId, testId),
          beforeId === undefined ? undefined : lt(runs.id, beforeId),
        ),
      )
      .orderBy(desc(runs.id))
      .limit(limit)
      .all();
  }

  async inState(state: RunState): Promise<readonly TestRun[]> {
    return this.#database.select().from(runs).where(eq(runs.state, state)).orderBy(runs.id).all();
  }

  async countOpen(projectId: number): Promise<number> {
    const open = and(eq(runs.projectId, projectId), notInArray(runs.state, FINAL_STATES));
    return only(this.#database.select({ total: count() }).from(runs).where(open).all()).total;
  }

  async history(id: number): Promise<readonly HistoryEntry[]> {
    const { state, enteredAtMs, byUser, message, code } = runHistory;
    return this.#database
      .select({ state, enteredAtMs, byUser, message, code })
      .from(runHistory)
      .where(eq(runHistory.runId, id))
      .orderBy(runHistory.position)
      .all();
  }

  async enter(id: number, transition: Transition): Promise<TestRun | undefined> {
    return this.#database.transaction((tx) => {
      const before = tx.select().from(runs).where(eq(runs.id, id)).get();
      if (before === undefined || !canEnter(before.state, transition.to)) return undefined;
      addHistory(tx, id, transition);
      const after = only(tx.update(runs).set(changesOf(transition)).where(eq(runs.id, id)).returning().all());
      announce(tx, after, transition.atMs);
      return after;
    });
  }

  async setArchive(id: number, archiveSha256: string): Promise<void> {
    this.#database.update(runs).set({ archiveSha256 }).where(eq(runs.id, id)).run();
  }

  async setPushToken(id: number, pushTokenHash: string): Promise<void> {
    this.#database.update(runs).set({ pushTokenHash }).where(eq(runs.id, id)).run();
  }

  async setNote(id: number, note: string): Promise<void> {
    this.#database.update(runs).set({ note }).where(eq(runs.id, id)).run();
  }

  async expendable({ projectId, endedBeforeMs, nowMs, limit }: ExpendableRuns): Promise<readonly TestRun[]> {
    return this.#database
      .select(getTableColumns(runs))
      .from(runs)
      .leftJoin(tests, eq(tests.baselineRunId, runs.id))
      .leftJoin(shareLinks, and(eq(shareLinks.runId, runs.id), isUsableAt(nowMs)))
      .where(
        and(
          eq(runs.projectId, projectId),
          lt(runs.endedAtMs, endedBeforeMs),
          isNull(tests.id),
          isNull(shareLinks.id),
        ),
      )
      .orderBy(runs.id)
      .limit(limit)
      .all();
  }

  async remove(id: number): Promise<void> {
    this.#database.transaction((tx) => {
      tx.update(tests).set({ baselineRunId: null }).where(eq(tests.baselineRunId, id)).run();
      tx.delete(runs).where(eq(runs.id, id)).run();
    });
  }

  async noteHeard(id: number, nowMs: number): Promise<void> {
    this.#database.update(runs).set({ lastHeardAtMs: nowMs }).where(eq(runs.id, id)).run();
  }
}

function isUsableAt(nowMs: number) {
  return or(isNull(shareLinks.expiresAtMs), gt(shareLinks.expiresAtMs, nowMs));
}

function addHistory(tx: Transaction, runId: number, { to, atMs, byUser, message, code }: Transition): void {
  const own = eq(runHistory.runId, runId);
  const position = only(tx.select({ total: count() }).from(runHistory).where(own).all()).total;
  tx.insert(runHistory)
    .values({
      runId,
      position,
      state: to,
      enteredAtMs: atMs,
      byUser: byUser ?? null,
      message: message ?? null,
      code: code ?? null,
    })
    .run();
}

function changesOf({ to, atMs, result, message, code, thresholds }: Transition): Partial<TestRun> {
  if (to === 'running') return { state: to, startedAtMs: atMs };
  if (!isFinal(to)) return { state: to };
  if (result === undefined) throw new Error(`a run cannot be ${to} without a result`);
  return {
    state: to,
    endedAtMs: atMs,
    result,
    resultMessage: message ?? null,
    resultCode: code ?? null,
    thresholds: thresholds ?? null,
  };
}
