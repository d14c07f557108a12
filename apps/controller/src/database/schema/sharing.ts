import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { serialId, timeMs } from './columns.ts';
import { users } from './identity.ts';
import { runs } from './runs.ts';

/** One link for each run at most: making another one ends the one before. */
export const shareLinks = sqliteTable('share_links', {
  id: serialId(),
  runId: integer()
    .notNull()
    .unique()
    .references(() => runs.id, { onDelete: 'cascade' }),
  hash: text().notNull().unique(),
  createdBy: integer().references(() => users.id, { onDelete: 'set null' }),
  createdAtMs: timeMs().notNull(),
  /** null: until it is revoked. */
  expiresAtMs: timeMs(),
});
