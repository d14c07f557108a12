import { blob, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { RollupState } from '../../aggregation/rollup-store.ts';
import type { RunConclusion, RunPlan } from '../../results/run-facts.ts';
import { runs } from './runs.ts';

const runKey = () =>
  integer()
    .notNull()
    .references(() => runs.id, { onDelete: 'cascade' });

/** What a run measured as a whole, and how far its roll-ups are. */
export const runRollups = sqliteTable('run_rollups', {
  runId: integer()
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  state: text({ mode: 'json' }).$type<RollupState>().notNull(),
  totals: blob({ mode: 'buffer' }).notNull(),
  sourceIds: text().notNull(),
});

/** What a run measured in a span of time: one row for each metric and window. */
export const runWindows = sqliteTable(
  'run_windows',
  {
    runId: runKey(),
    stepS: integer().$type<1 | 10 | 60>().notNull(),
    metricId: integer().notNull(),
    startS: integer().notNull(),
    whole: blob({ mode: 'buffer' }).notNull(),
    // The last column: whoever wants the others does not have to read it.
    parts: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.stepS, table.metricId, table.startS] })],
);

/** What is known of a run besides its samples. */
export const runFacts = sqliteTable('run_facts', {
  runId: integer()
    .primaryKey()
    .references(() => runs.id, { onDelete: 'cascade' }),
  plan: text({ mode: 'json' }).$type<RunPlan>(),
  conclusion: text({ mode: 'json' }).$type<RunConclusion>(),
});

/** How each instance of a run and its machine were. */
export const runHealth = sqliteTable(
  'run_health',
  {
    runId: runKey(),
    instance: integer().notNull(),
    epoch: integer().notNull(),
    agent: text().notNull(),
    loadZone: text().notNull(),
    label: text().notNull(),
    /** Of the test. */
    atS: integer().notNull(),
    vus: integer().notNull(),
    iterationsDone: integer().notNull(),
    lagMs: real().notNull(),
    cpuShare: real().notNull(),
    memoryBytes: real().notNull(),
    clockSkewMs: real(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.instance, table.epoch, table.atS] })],
);
