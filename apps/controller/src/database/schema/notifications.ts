import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { DeliveredEvent, RunEvent } from '../../notifications/run-event.ts';
import { flag, serialId, timeMs } from './columns.ts';
import { projects } from './projects.ts';

export const notifications = sqliteTable(
  'notifications',
  {
    id: serialId(),
    projectId: integer()
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    url: text().notNull(),
    /** As it is: what is sent is signed with it. */
    secret: text().notNull(),
    events: text({ mode: 'json' }).$type<readonly RunEvent[]>().notNull(),
    isEnabled: flag().notNull(),
    createdAtMs: timeMs().notNull(),
  },
  (table) => [index('notifications_by_project').on(table.projectId)],
);

/** What is to be sent, written together with the change of state it tells of. */
export const notificationDeliveries = sqliteTable(
  'notification_deliveries',
  {
    id: serialId(),
    notificationId: integer()
      .notNull()
      .references(() => notifications.id, { onDelete: 'cascade' }),
    event: text().$type<DeliveredEvent>().notNull(),
    /** The same bytes at each attempt. */
    body: text().notNull(),
    createdAtMs: timeMs().notNull(),
    attempts: integer().notNull().default(0),
    /** null: delivered, or given up. */
    nextAttemptAtMs: timeMs(),
    lastAttemptAtMs: timeMs(),
    deliveredAtMs: timeMs(),
    /** Of the last answer; null when there was none. */
    httpStatus: integer(),
    error: text(),
  },
  (table) => [
    index('notification_deliveries_by_notification').on(table.notificationId, table.id),
    index('notification_deliveries_by_due_time').on(table.nextAttemptAtMs),
  ],
);
