import { and, desc, eq, isNull, lt, lte, sql } from 'drizzle-orm';
import type {
  AttemptNote,
  Delivery,
  NewDelivery,
  NewNotification,
  Notification,
  NotificationChanges,
  NotificationStore,
} from '../../notifications/notification.ts';
import type { Database } from '../open-database.ts';
import { notificationDeliveries as deliveries, notifications } from '../schema/notifications.ts';
import { only } from './only.ts';

export class SqliteNotificationStore implements NotificationStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(notification: NewNotification): Promise<Notification> {
    return only(this.#database.insert(notifications).values(notification).returning().all());
  }

  async byId(id: number): Promise<Notification | undefined> {
    return this.#database.select().from(notifications).where(eq(notifications.id, id)).get();
  }

  async ofProject(projectId: number): Promise<readonly Notification[]> {
    const own = eq(notifications.projectId, projectId);
    return this.#database.select().from(notifications).where(own).orderBy(notifications.id).all();
  }

  async update(id: number, changes: NotificationChanges): Promise<void> {
    if (Object.keys(changes).length === 0) return;
    this.#database.update(notifications).set(changes).where(eq(notifications.id, id)).run();
  }

  async remove(id: number): Promise<void> {
    this.#database.delete(notifications).where(eq(notifications.id, id)).run();
  }

  async addDelivery(delivery: NewDelivery): Promise<Delivery> {
    return only(this.#database.insert(deliveries).values(delivery).returning().all());
  }

  async lastDelivery(notificationId: number): Promise<Delivery | undefined> {
    return this.#database
      .select()
      .from(deliveries)
      .where(eq(deliveries.notificationId, notificationId))
      .orderBy(desc(deliveries.id))
      .limit(1)
      .get();
  }

  async due(nowMs: number, limit: number): Promise<readonly Delivery[]> {
    return this.#database
      .select()
      .from(deliveries)
      .where(lte(deliveries.nextAttemptAtMs, nowMs))
      .orderBy(deliveries.nextAttemptAtMs, deliveries.id)
      .limit(limit)
      .all();
  }

  async noteAttempt(id: number, { atMs, httpStatus, error, nextAttemptAtMs }: AttemptNote): Promise<void> {
    this.#database
      .update(deliveries)
      .set({
        attempts: sql`${deliveries.attempts} + 1`,
        lastAttemptAtMs: atMs,
        deliveredAtMs: error === undefined ? atMs : null,
        nextAttemptAtMs,
        httpStatus,
        error: error ?? null,
      })
      .where(eq(deliveries.id, id))
      .run();
  }

  async forgetDeliveriesBefore(timeMs: number): Promise<void> {
    const isOver = and(lt(deliveries.createdAtMs, timeMs), isNull(deliveries.nextAttemptAtMs));
    this.#database.delete(deliveries).where(isOver).run();
  }
}
