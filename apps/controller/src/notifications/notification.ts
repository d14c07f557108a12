import type { DeliveredEvent, RunEvent } from './run-event.ts';

/** An address that is told when something happens to the runs of a project. */
export interface Notification {
  readonly id: number;
  readonly projectId: number;
  readonly url: string;
  /** Signs what is sent, so that the receiver can tell it from what others send. */
  readonly secret: string;
  readonly events: readonly RunEvent[];
  readonly isEnabled: boolean;
  readonly createdAtMs: number;
}

export type NewNotification = Omit<Notification, 'id'>;
export type NotificationChanges = Partial<Pick<Notification, 'url' | 'events' | 'isEnabled'>>;

/** One message to one address, and how far it has come. */
export interface Delivery {
  readonly id: number;
  readonly notificationId: number;
  readonly event: DeliveredEvent;
  /** The same bytes at each attempt. */
  readonly body: string;
  readonly createdAtMs: number;
  readonly attempts: number;
  /** null: delivered, or given up. */
  readonly nextAttemptAtMs: number | null;
  readonly lastAttemptAtMs: number | null;
  readonly deliveredAtMs: number | null;
  /** Of the last answer; null when there was none. */
  readonly httpStatus: number | null;
  readonly error: string | null;
}

export type NewDelivery = Pick<
  Delivery,
  'notificationId' | 'event' | 'body' | 'createdAtMs' | 'nextAttemptAtMs'
>;

/** How one attempt ended. */
export interface Attempt {
  readonly httpStatus: number | null;
  /** undefined when it arrived. */
  readonly error?: string | undefined;
}

export interface AttemptNote extends Attempt {
  readonly atMs: number;
  /** null: none follows. */
  readonly nextAttemptAtMs: number | null;
}

export interface NotificationStore {
  create(notification: NewNotification): Promise<Notification>;
  byId(id: number): Promise<Notification | undefined>;
  ofProject(projectId: number): Promise<readonly Notification[]>;
  update(id: number, changes: NotificationChanges): Promise<void>;
  /** With what is still to be delivered. */
  remove(id: number): Promise<void>;

  addDelivery(delivery: NewDelivery): Promise<Delivery>;
  lastDelivery(notificationId: number): Promise<Delivery | undefined>;
  /** The oldest of those to be attempted by now. */
  due(nowMs: number, limit: number): Promise<readonly Delivery[]>;
  noteAttempt(deliveryId: number, note: AttemptNote): Promise<void>;
  /** Those that are over; what is still to be delivered stays. */
  forgetDeliveriesBefore(timeMs: number): Promise<void>;
}
