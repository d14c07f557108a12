import type { Clock, Timer } from '@squall/core';
import type { Carrier, PendingRequest } from '../pending-request.ts';

const MOST_RETRIES = 7;

/**
 * Sends a request again that the server has not looked at. As Go does it: at once for the first time, then after a
 * second, then after twice as long each time. False when it was tried often enough.
 */
export function retryRefused(request: PendingRequest, clock: Clock, send: () => void): boolean {
  const { refusals } = request;
  if (refusals >= MOST_RETRIES) return false;
  request.refusals++;
  if (refusals === 0) send();
  else {
    const delayMs = 1000 * 2 ** (refusals - 1) * (1 + 0.1 * Math.random());
    request.carrier = new Pause(clock.at(clock.now() + delayMs, send));
  }
  return true;
}

class Pause implements Carrier {
  readonly #timer: Timer;

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  abandon(): void {
    this.#timer.cancel();
  }
}
