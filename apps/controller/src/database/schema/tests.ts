import { index, integer, sqliteTable, text, unique } from 'drizzle-orm/sqlite-core';
import type { FoundFacts } from '../../archives/stored-archive.ts';
import { flag, serialId, timeMs } from './columns.ts';
import { users } from './identity.ts';
import { projects } from './projects.ts';

/** The bytes lie in the data folder under their hash. */
export const archives = sqliteTable('archives', {
  sha256: text().primaryKey(),
  bytes: integer().notNull(),
  /** JSON of `metadata.json` without secrets. */
  metadata: text().notNull(),
  /** What an agent found out about its script; null until one has looked. */
  facts: text({ mode: 'json' }).$type<FoundFacts>(),
  createdAtMs: timeMs().notNull(),
});

export const tests = sqliteTable(
  'tests',
  {
    id: serialId(),
    projectId: integer()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** null until a script was uploaded: tests that only ever ran elsewhere have none. */
    archiveSha256: text().references(() => archives.sha256),
    baselineRunId: integer(),
    createdAtMs: timeMs().notNull(),
    updatedAtMs: timeMs().notNull(),
  },
  (table) => [unique('tests_by_name').on(table.projectId, table.name)],
);

export const schedules = sqliteTable(
  'schedules',
  {
    id: serialId(),
    projectId: integer()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    testId: integer()
      .notNull()
      .references(() => tests.id, { onDelete: 'cascade' }),
    cron: text().notNull(),
    timeZone: text().notNull(),
    isEnabled: flag().notNull(),
    createdBy: integer()
      .notNull()
      .references(() => users.id),
    createdAtMs: timeMs().notNull(),
    nextRunAtMs: timeMs(),
  },
  (table) => [index('schedules_by_due_time').on(table.nextRunAtMs)],
);
