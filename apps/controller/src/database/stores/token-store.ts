import { and, desc, eq, isNull } from 'drizzle-orm';
import type { NewToken, Token, TokenStore } from '../../identity/token.ts';
import type { Database } from '../open-database.ts';
import { tokens } from '../schema/identity.ts';
import { only } from './only.ts';

export class SqliteTokenStore implements TokenStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(token: NewToken): Promise<Token> {
    return only(this.#database.insert(tokens).values(token).returning().all());
  }

  async byHash(hash: string): Promise<Token | undefined> {
    return this.#database.select().from(tokens).where(eq(tokens.hash, hash)).get();
  }

  async byId(id: number): Promise<Token | undefined> {
    return this.#database.select().from(tokens).where(eq(tokens.id, id)).get();
  }

  async ofUser(userId: number): Promise<readonly Token[]> {
    return this.#database
      .select()
      .from(tokens)
      .where(eq(tokens.userId, userId))
      .orderBy(desc(tokens.id))
      .all();
  }

  async noteUse(id: number, nowMs: number): Promise<void> {
    this.#database.update(tokens).set({ lastUsedAtMs: nowMs }).where(eq(tokens.id, id)).run();
  }

  async revoke(id: number, nowMs: number): Promise<boolean> {
    const unrevoked = and(eq(tokens.id, id), isNull(tokens.revokedAtMs));
    return this.#database.update(tokens).set({ revokedAtMs: nowMs }).where(unrevoked).run().changes === 1;
  }
}
