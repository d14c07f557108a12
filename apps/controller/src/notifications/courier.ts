import { type Clock, type Logger, repeat, type Timer } from '@squall/core';
import type { Stores } from '../storage/stores.ts';
import type { Attempt, Delivery, Notification } from './notification.ts';
import { nextAttemptAtMs } from './retry.ts';
import { send } from './send.ts';

export interface CourierParts {
  readonly stores: Pick<Stores, 'notifications'>;
  readonly clock: Clock;
  readonly log: Logger;
}

const LOOK_EVERY_MS = 1000;
const DELIVERIES_AT_ONCE = 20;

/** Delivers what the outbox holds, again and again until it arrives or is given up. */
export class Courier {
  readonly #parts: CourierParts;
  #looking: Timer | undefined;
  #isLooking = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  open(): void {
    this.#looking = repeat(this.#parts.clock, LOOK_EVERY_MS, () => void this.#look());
  }

  close(): void {
    this.#looking?.cancel();
  }

  /** Sends a message right now, once, whatever comes of it. */
  async test(notification: Notification, body: string): Promise<Attempt> {
    const { stores, clock } = this.#parts;
    const createdAtMs = clock.wallMs();
    const { id: notificationId } = notification;
    const delivery = await stores.notifications.addDelivery({
      notificationId,
      event: 'test',
      body,
      createdAtMs,
      nextAttemptAtMs: null,
    });
    const attempt = await send(notification, delivery, clock);
    await stores.notifications.noteAttempt(delivery.id, {
      ...attempt,
      atMs: clock.wallMs(),
      nextAttemptAtMs: null,
    });
    return attempt;
  }

  async #look(): Promise<void> {
    // Slow receivers make the next look come later; nothing is ever sent twice at a time.
    if (this.#isLooking) return;
    this.#isLooking = true;
    const { stores, clock, log } = this.#parts;
    try {
      const due = await stores.notifications.due(clock.wallMs(), DELIVERIES_AT_ONCE);
      await Promise.all(due.map((delivery) => this.#attempt(delivery)));
    } catch (error) {
      log.log('error', 'notifications could not be delivered', { error: (error as Error).message });
    } finally {
      this.#isLooking = false;
    }
  }

  async #attempt(delivery: Delivery): Promise<void> {
    const { stores, clock } = this.#parts;
    const notification = await stores.notifications.byId(delivery.notificationId);
    if (notification === undefined) return;
    const attempt = await send(notification, delivery, clock);
    const atMs = clock.wallMs();
    await stores.notifications.noteAttempt(delivery.id, {
      ...attempt,
      atMs,
      nextAttemptAtMs: attempt.error === undefined ? null : nextAttemptAtMs(delivery.attempts + 1, atMs),
    });
  }
}
