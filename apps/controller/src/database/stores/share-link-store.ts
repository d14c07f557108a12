import { eq } from 'drizzle-orm';
import type { NewShareLink, ShareLink, ShareLinkStore } from '../../sharing/share-link.ts';
import type { Database } from '../open-database.ts';
import { shareLinks } from '../schema/sharing.ts';
import { only } from './only.ts';

export class SqliteShareLinkStore implements ShareLinkStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async put(link: NewShareLink): Promise<ShareLink> {
    return this.#database.transaction((tx) => {
      tx.delete(shareLinks).where(eq(shareLinks.runId, link.runId)).run();
      return only(tx.insert(shareLinks).values(link).returning().all());
    });
  }

  async byHash(hash: string): Promise<ShareLink | undefined> {
    return this.#database.select().from(shareLinks).where(eq(shareLinks.hash, hash)).get();
  }

  async ofRun(runId: number): Promise<ShareLink | undefined> {
    return this.#database.select().from(shareLinks).where(eq(shareLinks.runId, runId)).get();
  }

  async revoke(runId: number): Promise<boolean> {
    return this.#database.delete(shareLinks).where(eq(shareLinks.runId, runId)).run().changes > 0;
  }
}
