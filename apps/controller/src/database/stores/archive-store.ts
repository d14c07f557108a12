import { eq } from 'drizzle-orm';
import type { ArchiveStore, StoredArchive } from '../../archives/stored-archive.ts';
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
    return this.#database.select().from(archives).where(eq(archives.sha256, sha256)).get();
  }
}
