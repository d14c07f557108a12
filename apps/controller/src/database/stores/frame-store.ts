import { and, eq, gt, lte, max, sql } from 'drizzle-orm';
import type { FrameStore, NewFrame, StoredFrame } from '../../runs/run-frames.ts';
import type { Database } from '../open-database.ts';
import { runFrameKeys, runFrames } from '../schema/runs.ts';

export class SqliteFrameStore implements FrameStore {
  readonly #database: Database;
  readonly #insertKey;
  readonly #insertFrame;

  constructor(database: Database) {
    this.#database = database;
    // Each agent delivers each second, and making the SQL anew takes longer than carrying it out.
    const { placeholder } = sql;
    const [runId, key] = [placeholder('runId'), placeholder('key')];
    this.#insertKey = database.insert(runFrameKeys).values({ runId, key }).onConflictDoNothing().prepare();
    const [format, receivedAtMs] = [placeholder('format'), placeholder('receivedAtMs')];
    const body = placeholder('body');
    this.#insertFrame = database
      .insert(runFrames)
      .values({ runId, key, format, receivedAtMs, body })
      .prepare();
  }

  async add({ runId, key, format, body, receivedAtMs }: NewFrame): Promise<boolean> {
    const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return this.#database.transaction(() => {
      const { changes } = this.#insertKey.run({ runId, key });
      if (changes === 0) return false;
      this.#insertFrame.run({ runId, key, format, receivedAtMs, body: bytes });
      return true;
    });
  }

  async ofRun(runId: number, afterId: number, limit: number): Promise<readonly StoredFrame[]> {
    const { id, format, body } = runFrames;
    return this.#database
      .select({ id, format, body })
      .from(runFrames)
      .where(and(eq(runFrames.runId, runId), gt(id, afterId)))
      .orderBy(id)
      .limit(limit)
      .all();
  }

  async runsSince(afterId: number): Promise<readonly { runId: number; lastId: number }[]> {
    const { id, runId } = runFrames;
    const found = this.#database
      .select({ runId, lastId: max(id) })
      .from(runFrames)
      .where(gt(id, afterId))
      .groupBy(runId)
      .all();
    return found.map((one) => ({ ...one, lastId: one.lastId ?? afterId }));
  }

  async forgetBodies(runId: number, throughId: number): Promise<void> {
    this.#database
      .delete(runFrames)
      .where(and(eq(runFrames.runId, runId), lte(runFrames.id, throughId)))
      .run();
  }
}
