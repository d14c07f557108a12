import { type Clock, systemErrorText } from '@squall/core';
import { headersOf } from './message.ts';
import type { Attempt, Delivery, Notification } from './notification.ts';

const PATIENCE_MS = 10_000;

/** Sends one message once. Never throws: a receiver that cannot be reached is an outcome. */
export async function send(
  { url, secret }: Pick<Notification, 'url' | 'secret'>,
  { id, event, body }: Pick<Delivery, 'id' | 'event' | 'body'>,
  clock: Clock,
): Promise<Attempt> {
  const patience = new AbortController();
  const timer = clock.at(clock.now() + PATIENCE_MS, () => patience.abort());
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: headersOf({ deliveryId: id, event, body, secret }),
      body,
      // Where a message goes was decided by whoever made the notification.
      redirect: 'manual',
      signal: patience.signal,
    });
    await answer.body?.cancel();
    const { status } = answer;
    return answer.ok
      ? { httpStatus: status }
      : { httpStatus: status, error: `the receiver answered with status ${status}` };
  } catch (error) {
    if (patience.signal.aborted) {
      return { httpStatus: null, error: `no answer within ${PATIENCE_MS / 1000} seconds` };
    }
    return { httpStatus: null, error: `the receiver could not be reached: ${reasonOf(error as Error)}` };
  } finally {
    timer.cancel();
  }
}

function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? systemErrorText(cause as NodeJS.ErrnoException) : message;
}
