import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ProjectRole } from '../../identity/roles.ts';
import { serialId, timeMs } from './columns.ts';
import { organizations, users } from './identity.ts';

export const projects = sqliteTable(
  'projects',
  {
    id: serialId(),
    organizationId: integer()
      .notNull()
      .references(() => organizations.id),
    name: text().notNull(),
    /** How long results are kept after a run has ended; null is for ever. */
    retentionDays: integer(),
    createdAtMs: timeMs().notNull(),
    updatedAtMs: timeMs().notNull(),
  },
  (table) => [index('projects_by_organization').on(table.organizationId)],
);

export const memberships = sqliteTable(
  'memberships',
  {
    projectId: integer()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    userId: integer()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    role: text().$type<ProjectRole>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.projectId, table.userId] }),
    index('memberships_by_user').on(table.userId),
  ],
);

const projectKey = () =>
  integer()
    .primaryKey()
    .references(() => projects.id, { onDelete: 'cascade' });

/** What a project may use; null is no limit. */
export const quotas = sqliteTable('quotas', {
  projectId: projectKey(),
  maxVUs: integer('max_vus'),
  maxDurationS: integer(),
  maxConcurrentRuns: integer(),
  maxLoadZones: integer(),
});

/** What the scripts of a project may not connect to. */
export const deniedTargets = sqliteTable('denied_targets', {
  projectId: projectKey(),
  targets: text({ mode: 'json' }).$type<readonly string[]>().notNull(),
});
