import { eq } from 'drizzle-orm';
import type { RunJournalStore } from '../../runs/run-journal.ts';
import type { Database } from '../open-database.ts';
import { runJournals } from '../schema/journals.ts';

export class SqliteRunJournalStore implements RunJournalStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  write(runId: number, entries: ReadonlyMap<string, string>): void {
    this.#database.transaction((tx) => {
      for (const [key, value] of entries) {
        tx.insert(runJournals)
          .values({ runId, key, value })
          .onConflictDoUpdate({ target: [runJournals.runId, runJournals.key], set: { value } })
          .run();
      }
    });
  }

  async read(runId: number): Promise<ReadonlyMap<string, string>> {
    const own = eq(runJournals.runId, runId);
    const rows = this.#database.select().from(runJournals).where(own).all();
    return new Map(rows.map(({ key, value }) => [key, value]));
  }

  async remove(runId: number): Promise<void> {
    this.#database.delete(runJournals).where(eq(runJournals.runId, runId)).run();
  }
}
