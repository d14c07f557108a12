import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { flag, serialId, timeMs } from './columns.ts';
import { organizations, users } from './identity.ts';

export const loadZones = sqliteTable(
  'load_zones',
  {
    id: serialId(),
    /** null: shared by all organizations. */
    organizationId: integer().references(() => organizations.id, { onDelete: 'cascade' }),
    code: text().notNull(),
    name: text().notNull(),
    /** One of the documented ids that published scripts name. */
    isPublic: flag().notNull(),
    createdAtMs: timeMs().notNull(),
  },
  (table) => [uniqueIndex('load_zones_by_code').on(table.organizationId, table.code)],
);

export const enrolmentTokens = sqliteTable('enrolment_tokens', {
  id: serialId(),
  loadZoneId: integer()
    .notNull()
    .references(() => loadZones.id, { onDelete: 'cascade' }),
  organizationId: integer()
    .notNull()
    .references(() => organizations.id, { onDelete: 'cascade' }),
  name: text().notNull(),
  hash: text().notNull().unique(),
  hint: text().notNull(),
  /** null: any number of agents. */
  usesLeft: integer(),
  createdBy: integer().references(() => users.id, { onDelete: 'set null' }),
  createdAtMs: timeMs().notNull(),
  expiresAtMs: timeMs(),
  revokedAtMs: timeMs(),
});

export const agents = sqliteTable(
  'agents',
  {
    id: serialId(),
    organizationId: integer()
      .notNull()
      .references(() => organizations.id, { onDelete: 'cascade' }),
    loadZoneId: integer()
      .notNull()
      .references(() => loadZones.id, { onDelete: 'cascade' }),
    name: text().notNull(),
    /** Of the credential it got when it enrolled. */
    hash: text().notNull().unique(),
    squallVersion: text().notNull(),
    maxVUs: integer('max_vus').notNull(),
    enrolledAtMs: timeMs().notNull(),
    lastSeenAtMs: timeMs().notNull(),
    revokedAtMs: timeMs(),
  },
  (table) => [index('agents_by_load_zone').on(table.loadZoneId)],
);
