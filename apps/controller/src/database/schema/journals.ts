import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { runs } from './runs.ts';

/** What must be known to go on with a run after a restart of the controller; only as long as the run is under way. */
export const runJournals = sqliteTable(
  'run_journals',
  {
    runId: integer()
      .notNull()
      .references(() => runs.id, { onDelete: 'cascade' }),
    key: text().notNull(),
    value: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.runId, table.key] })],
);
