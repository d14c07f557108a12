import { eq } from 'drizzle-orm';
import type { RunConclusion, RunFactStore, RunFacts, RunPlan } from '../../results/run-facts.ts';
import type { Database } from '../open-database.ts';
import { runFacts } from '../schema/results.ts';

export class SqliteRunFactStore implements RunFactStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async ofRun(runId: number): Promise<RunFacts> {
    const { plan, conclusion } = runFacts;
    const facts = this.#database
      .select({ plan, conclusion })
      .from(runFacts)
      .where(eq(runFacts.runId, runId))
      .get();
    return facts ?? { plan: null, conclusion: null };
  }

  async setPlan(runId: number, plan: RunPlan): Promise<void> {
    this.#set(runId, { plan });
  }

  async setConclusion(runId: number, conclusion: RunConclusion): Promise<void> {
    this.#set(runId, { conclusion });
  }

  #set(runId: number, facts: Partial<RunFacts>): void {
    this.#database
      .insert(runFacts)
      .values({ ...facts, runId })
      .onConflictDoUpdate({ target: runFacts.runId, set: facts })
      .run();
  }
}
