import { eq, getTableColumns } from 'drizzle-orm';
import type { ArchiveStore, FoundFacts, StoredArchive } from '../../archives/stored-archive.ts';
import type { Database } from '../open-database.ts';
import { archives } from '../schema/tests.ts';

export class SqliteArchiveStore implements ArchiveStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(archive: StoredArchive): Promise<void> {
    this.#database.insert(archives).values(archive).onConflictDoNothing().run();
  }

  async bySha256(sha256: string): Promise<StoredArchive | undefined> {
    const { facts: _facts, ...columns } = getTableColumns(archives);
    return this.#database.select(columns).from(archives).where(eq(archives.sha256, sha256)).get();
  }

  async facts(sha256: string): Promise<FoundFacts | undefined> {
    const { facts } = archives;
    const found = this.#database.select({ facts }).from(archives).where(eq(archives.sha256, sha256)).get();
    return found?.facts ?? undefined;
  }

  async setFacts(sha256: string, facts: FoundFacts): Promise<void> {
    this.#database.update(archives).set({ facts }).where(eq(archives.sha256, sha256)).run();
  }
}
