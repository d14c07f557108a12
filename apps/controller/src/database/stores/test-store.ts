import { and, count, eq } from 'drizzle-orm';
import type { LoadTest, NewLoadTest, TestFilter, TestStore } from '../../tests/load-test.ts';
import type { Database } from '../open-database.ts';
import { tests } from '../schema/tests.ts';
import { only } from './only.ts';
import { isUniqueViolation } from './unique-violation.ts';

const ALL = -1;

export class SqliteTestStore implements TestStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(test: NewLoadTest, nowMs: number): Promise<LoadTest | undefined> {
    const row = { ...test, createdAtMs: nowMs, updatedAtMs: nowMs };
    try {
      return only(this.#database.insert(tests).values(row).returning().all());
    } catch (error) {
      if (isUniqueViolation(error)) return undefined;
      throw error;
    }
  }

  async byId(id: number): Promise<LoadTest | undefined> {
    return this.#database.select().from(tests).where(eq(tests.id, id)).get();
  }

  async byName(projectId: number, name: string): Promise<LoadTest | undefined> {
    return this.#database.select().from(tests).where(named(projectId, name)).get();
  }

  async ofProject(
    projectId: number,
    { name, skip = 0, limit = ALL }: TestFilter = {},
  ): Promise<readonly LoadTest[]> {
    return this.#database
      .select()
      .from(tests)
      .where(named(projectId, name))
      .orderBy(tests.id)
      .limit(limit)
      .offset(skip)
      .all();
  }

  async countOfProject(projectId: number): Promise<number> {
    return only(
      this.#database.select({ total: count() }).from(tests).where(eq(tests.projectId, projectId)).all(),
    ).total;
  }

  async update(
    id: number,
    changes: Partial<Pick<LoadTest, 'name' | 'archiveSha256' | 'baselineRunId'>>,
    nowMs: number,
  ): Promise<void> {
    this.#database
      .update(tests)
      .set({ ...changes, updatedAtMs: nowMs })
      .where(eq(tests.id, id))
      .run();
  }

  async remove(id: number): Promise<void> {
    this.#database.delete(tests).where(eq(tests.id, id)).run();
  }
}

function named(projectId: number, name: string | undefined) {
  return and(eq(tests.projectId, projectId), name === undefined ? undefined : eq(tests.name, name));
}
