import type { AgentHealth } from '@squall/coordinator';
import { asc, eq, getTableColumns, sql } from 'drizzle-orm';
import { type HealthRow, healthStepS, type RunHealthStore } from '../../results/run-health.ts';
import type { Database } from '../open-database.ts';
import { runHealth } from '../schema/results.ts';

export class SqliteHealthStore implements RunHealthStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(runId: number, reports: readonly AgentHealth[]): Promise<void> {
    const { lagMs, cpuShare, memoryBytes } = runHealth;
    this.#database
      .insert(runHealth)
      .values(reports.map((report) => rowOf(runId, report)))
      .onConflictDoUpdate({
        target: [runHealth.runId, runHealth.instance, runHealth.epoch, runHealth.atS],
        set: {
          vus: sql`excluded.vus`,
          iterationsDone: sql`excluded.iterations_done`,
          lagMs: sql`max(${lagMs}, excluded.lag_ms)`,
          cpuShare: sql`max(${cpuShare}, excluded.cpu_share)`,
          memoryBytes: sql`max(${memoryBytes}, excluded.memory_bytes)`,
        },
      })
      .run();
  }

  async ofRun(runId: number): Promise<readonly HealthRow[]> {
    const { runId: _, ...columns } = getTableColumns(runHealth);
    return this.#database
      .select(columns)
      .from(runHealth)
      .where(eq(runHealth.runId, runId))
      .orderBy(asc(runHealth.instance), asc(runHealth.epoch), asc(runHealth.atS))
      .all();
  }
}

function rowOf(runId: number, { elapsedMs, clockSkewMs, ...report }: AgentHealth) {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const stepS = healthStepS(seconds);
  const atS = Math.floor(seconds / stepS) * stepS;
  return { ...report, clockSkewMs: clockSkewMs ?? null, runId, atS };
}
