import { and, eq, gt } from 'drizzle-orm';
import type { NewLogLine, RunLogLine, RunLogStore } from '../../runs/run-logs.ts';
import type { Database } from '../open-database.ts';
import { runLogs } from '../schema/runs.ts';

/** Below SQLite's limit of values in one statement. */
const LINES_PER_INSERT = 500;

export class SqliteRunLogStore implements RunLogStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(lines: readonly NewLogLine[]): Promise<void> {
    this.#database.transaction((tx) => {
      for (let from = 0; from < lines.length; from += LINES_PER_INSERT) {
        tx.insert(runLogs)
          .values(lines.slice(from, from + LINES_PER_INSERT))
          .run();
      }
    });
  }

  async ofRun(runId: number, afterId: number, limit: number): Promise<readonly RunLogLine[]> {
    return this.#database
      .select()
      .from(runLogs)
      .where(and(eq(runLogs.runId, runId), gt(runLogs.id, afterId)))
      .orderBy(runLogs.id)
      .limit(limit)
      .all();
  }
}
