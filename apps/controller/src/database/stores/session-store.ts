import { eq, lte } from 'drizzle-orm';
import type { Session, SessionStore } from '../../identity/session.ts';
import type { Database } from '../open-database.ts';
import { sessions } from '../schema/identity.ts';

export class SqliteSessionStore implements SessionStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(session: Session): Promise<void> {
    this.#database.insert(sessions).values(session).run();
  }

  async byHash(hash: string): Promise<Session | undefined> {
    return this.#database.select().from(sessions).where(eq(sessions.hash, hash)).get();
  }

  async end(hash: string): Promise<void> {
    this.#database.delete(sessions).where(eq(sessions.hash, hash)).run();
  }

  async endAllOf(userId: number): Promise<void> {
    this.#database.delete(sessions).where(eq(sessions.userId, userId)).run();
  }

  async forgetExpired(nowMs: number): Promise<void> {
    this.#database.delete(sessions).where(lte(sessions.expiresAtMs, nowMs)).run();
  }
}
