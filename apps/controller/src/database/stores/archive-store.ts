import { and, eq, getTableColumns, lt, notExists } from 'drizzle-orm';
import type { ArchiveStore, FoundFacts, StoredArchive } from '../../archives/stored-archive.ts';
import type { Database } from '../open-database.ts';
import { runs } from '../schema/runs.ts';
import { archives, tests } from '../schema/tests.ts';

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

  async touch(sha256: string, nowMs: number): Promise<void> {
    this.#database.update(archives).set({ createdAtMs: nowMs }).where(eq(archives.sha256, sha256)).run();
  }

  async removeUnused(beforeMs: number): Promise<readonly string[]> {
    const { sha256, createdAtMs } = archives;
    const ofTests = this.#database.select().from(tests).where(eq(tests.archiveSha256, sha256));
    const ofRuns = this.#database.select().from(runs).where(eq(runs.archiveSha256, sha256));
    const isUnused = and(lt(createdAtMs, beforeMs), notExists(ofTests), notExists(ofRuns));
    const removed = this.#database.delete(archives).where(isUnused).returning({ sha256 }).all();
    return removed.map((row) => row.sha256);
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
