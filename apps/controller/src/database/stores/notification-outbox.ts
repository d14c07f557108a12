import { and, eq } from 'drizzle-orm';
import { messageOf } from '../../notifications/message.ts';
import { eventsOf } from '../../notifications/run-event.ts';
import type { TestRun } from '../../runs/test-run.ts';
import type { Transaction } from '../open-database.ts';
import { notificationDeliveries, notifications } from '../schema/notifications.ts';
import { projects } from '../schema/projects.ts';
import { tests } from '../schema/tests.ts';

/** Puts what is to be told of a run's new state into the outbox, in the transaction that changes the state. */
export function announce(tx: Transaction, run: TestRun, nowMs: number): void {
  const events = eventsOf(run);
  if (events.length === 0) return;
  const listening = tx
    .select()
    .from(notifications)
    .where(and(eq(notifications.projectId, run.projectId), eq(notifications.isEnabled, true)))
    .all();
  if (listening.length === 0) return;
  const names = {
    test: tx.select().from(tests).where(eq(tests.id, run.testId)).get()?.name ?? '',
    project: tx.select().from(projects).where(eq(projects.id, run.projectId)).get()?.name ?? '',
  };
  for (const notification of listening) {
    for (const event of events) {
      if (!notification.events.includes(event)) continue;
      tx.insert(notificationDeliveries)
        .values({
          notificationId: notification.id,
          event,
          body: messageOf(event, run, names),
          createdAtMs: nowMs,
          nextAttemptAtMs: nowMs,
        })
        .run();
    }
  }
}
