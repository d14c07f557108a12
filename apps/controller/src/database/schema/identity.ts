import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { OrganizationRole, ProjectRole } from '../../identity/roles.ts';
import { flag, serialId, timeMs } from './columns.ts';

/** Key and value pairs of the installation itself, such as the key that signs upload links. */
export const settings = sqliteTable('settings', {
  key: text().primaryKey(),
  value: text().notNull(),
});

export const organizations = sqliteTable('organizations', {
  id: serialId(),
  name: text().notNull(),
  createdAtMs: timeMs().notNull(),
});

export const users = sqliteTable(
  'users',
  {
    id: serialId(),
    organizationId: integer()
      .notNull()
      .references(() => organizations.id),
    email: text().notNull().unique(),
    name: text().notNull(),
    /** null: signs in with tokens only. */
    passwordHash: text(),
    organizationRole: text().$type<OrganizationRole>().notNull(),
    isOperator: flag().notNull().default(false),
    /** No foreign key: projects name their owner's organization, and the two would form a circle. */
    defaultProjectId: integer(),
    createdAtMs: timeMs().notNull(),
    disabledAtMs: timeMs(),
  },
  (table) => [index('users_by_organization').on(table.organizationId)],
);

export const sessions = sqliteTable(
  'sessions',
  {
    /** SHA-256 of what the cookie holds. */
    hash: text().primaryKey(),
    userId: integer()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    csrfToken: text().notNull(),
    createdAtMs: timeMs().notNull(),
    expiresAtMs: timeMs().notNull(),
  },
  (table) => [index('sessions_by_user').on(table.userId)],
);

export const tokens = sqliteTable(
  'tokens',
  {
    id: serialId(),
    userId: integer()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    hash: text().notNull().unique(),
    /** The first characters, by which people recognise it. */
    hint: text().notNull(),
    maxRole: text().$type<ProjectRole>().notNull(),
    /** null: all projects of the user. */
    projectId: integer(),
    /** May be exchanged for a session or another token, once, and is good for nothing else. */
    isOneTime: flag().notNull().default(false),
    createdAtMs: timeMs().notNull(),
    expiresAtMs: timeMs(),
    lastUsedAtMs: timeMs(),
    revokedAtMs: timeMs(),
  },
  (table) => [index('tokens_by_user').on(table.userId)],
);

export const audit = sqliteTable(
  'audit',
  {
    id: serialId(),
    atMs: timeMs().notNull(),
    organizationId: integer().notNull(),
    projectId: integer(),
    userId: integer(),
    /** Of the user then; users come and go, the log stays. */
    actor: text().notNull(),
    action: text().notNull(),
    target: text().notNull(),
    address: text(),
    detail: text({ mode: 'json' }).$type<Readonly<Record<string, unknown>>>().notNull(),
  },
  (table) => [index('audit_by_organization').on(table.organizationId, table.id)],
);
