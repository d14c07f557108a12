import { eq, lt } from 'drizzle-orm';
import type { AnswerStore } from '../../storage/settings.ts';
import type { Database } from '../open-database.ts';
import { idempotentAnswers } from '../schema/runs.ts';

export class SqliteAnswerStore implements AnswerStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async get(key: string): Promise<string | undefined> {
    const own = eq(idempotentAnswers.key, key);
    return this.#database.select().from(idempotentAnswers).where(own).get()?.answer;
  }

  async put(key: string, answer: string, nowMs: number): Promise<void> {
    this.#database
      .insert(idempotentAnswers)
      .values({ key, answer, createdAtMs: nowMs })
      .onConflictDoNothing()
      .run();
  }

  async forgetBefore(timeMs: number): Promise<void> {
    this.#database.delete(idempotentAnswers).where(lt(idempotentAnswers.createdAtMs, timeMs)).run();
  }
}
