import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type {
  RollupChange,
  RollupStore,
  StepS,
  StoredRollups,
  StoredWindow,
  WindowRange,
} from '../../aggregation/rollup-store.ts';
import type { Database } from '../open-database.ts';
import { runRollups, runWindows } from '../schema/results.ts';

/** SQLite takes some ten thousand values in one statement; a window has six. */
const ROWS_AT_ONCE = 500;

export class SqliteRollupStore implements RollupStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async load(runId: number): Promise<StoredRollups | undefined> {
    const { state, totals, sourceIds } = runRollups;
    return this.#database
      .select({ state, totals, sourceIds })
      .from(runRollups)
      .where(eq(runRollups.runId, runId))
      .get();
  }

  async save(runId: number, { state, totals, sourceIds, windows }: RollupChange): Promise<void> {
    this.#database.transaction((tx) => {
      const changes = {
        state,
        ...(totals !== undefined && { totals: bufferOf(totals) }),
        ...(sourceIds !== undefined && { sourceIds }),
      };
      tx.insert(runRollups)
        .values({ totals: Buffer.alloc(0), sourceIds: '{}', ...changes, runId })
        .onConflictDoUpdate({ target: runRollups.runId, set: changes })
        .run();
      for (let i = 0; i < windows.length; i += ROWS_AT_ONCE) {
        const rows = windows
          .slice(i, i + ROWS_AT_ONCE)
          .map((row) => ({ ...row, runId, whole: bufferOf(row.whole), parts: bufferOf(row.parts) }));
        tx.insert(runWindows)
          .values(rows)
          .onConflictDoUpdate({
            target: [runWindows.runId, runWindows.stepS, runWindows.metricId, runWindows.startS],
            set: { whole: sql`excluded.whole`, parts: sql`excluded.parts` },
          })
          .run();
      }
    });
  }

  async windows(
    runId: number,
    { stepS, metricIds, fromS, toS }: WindowRange,
    part: 'whole' | 'parts',
  ): Promise<readonly StoredWindow[]> {
    return this.#database
      .select({ startS: runWindows.startS, metricId: runWindows.metricId, body: runWindows[part] })
      .from(runWindows)
      .where(
        and(
          eq(runWindows.runId, runId),
          eq(runWindows.stepS, stepS),
          inArray(runWindows.metricId, [...metricIds]),
          gte(runWindows.startS, fromS),
          lt(runWindows.startS, toS),
        ),
      )
      .orderBy(runWindows.startS)
      .all();
  }

  async prune(runId: number, stepS: StepS, metricIds: readonly number[], beforeS: number): Promise<void> {
    this.#database
      .delete(runWindows)
      .where(
        and(
          eq(runWindows.runId, runId),
          eq(runWindows.stepS, stepS),
          inArray(runWindows.metricId, [...metricIds]),
          lt(runWindows.startS, beforeS),
        ),
      )
      .run();
  }
}

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
