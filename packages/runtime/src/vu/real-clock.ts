import type { Clock, Timer } from '@squall/core';
import { type PendingCall, TimerHeap } from './timer-heap.ts';

// OS timers count whole milliseconds and so may come a millisecond late: they are set that much early, and the
// rest of the way is polled between turns of the event loop.
const OS_TIMER_SLACK_MS = 1;
const CALIBRATIONS = 16;

/** The time of this process: precise to well below a millisecond, and comparable between its threads. */
export class RealClock implements Clock {
  // `performance.now()` is the cheapest clock but starts anew in each thread; hrtime is the same for all.
  readonly #sinceBootMs = hrtimeOffsetMs();
  readonly #epochMs = performance.timeOrigin - this.#sinceBootMs;
  readonly #pending = new TimerHeap();
  readonly #onTurn = (): void => this.#turn();
  #osTimer: NodeJS.Timeout | undefined;
  #wakeUpMs = Number.POSITIVE_INFINITY;
  #isPolling = false;

  now(): number {
    return performance.now() + this.#sinceBootMs;
  }

  wallMs(): number {
    return this.now() + this.#epochMs;
  }

  at(timeMs: number, callback: () => void): Timer {
    const call = this.#pending.add(timeMs, callback);
    if (timeMs < this.#wakeUpMs) this.#awaitNext();
    return { cancel: () => this.#cancel(call) };
  }

  defer(callback: () => void): void {
    setImmediate(callback);
  }

  #cancel(call: PendingCall): void {
    this.#pending.remove(call);
    // A timer left behind would keep the process from ending.
    if (this.#pending.first === undefined) this.#clearOsTimer();
  }

  #turn(): void {
    this.#isPolling = false;
    this.#wakeUpMs = Number.POSITIVE_INFINITY;
    // Calls added meanwhile wait for the next turn, so that they cannot keep sockets from being served.
    const nowMs = this.now();
    const lastOrder = this.#pending.lastOrder;
    for (let call = this.#pending.first; call !== undefined; call = this.#pending.first) {
      if (call.timeMs > nowMs || call.order > lastOrder) break;
      this.#pending.remove(call);
      call.callback();
    }
    this.#awaitNext();
  }

  #awaitNext(): void {
    const next = this.#pending.first;
    if (next === undefined || this.#isPolling) return;
    this.#clearOsTimer();
    this.#wakeUpMs = next.timeMs;
    const delayMs = Math.floor(next.timeMs - this.now() - OS_TIMER_SLACK_MS);
    if (delayMs >= 1) {
      this.#osTimer = setTimeout(this.#onTurn, Math.min(delayMs, MAX_OS_TIMER_MS));
      return;
    }
    this.#isPolling = true;
    setImmediate(this.#onTurn);
  }

  #clearOsTimer(): void {
    clearTimeout(this.#osTimer);
    this.#osTimer = undefined;
    this.#wakeUpMs = Number.POSITIVE_INFINITY;
  }
}

const MAX_OS_TIMER_MS = 2 ** 31 - 1;

/** What to add to `performance.now()` to get hrtime, taken from the quickest of several readings. */
function hrtimeOffsetMs(): number {
  let best = { spreadMs: Number.POSITIVE_INFINITY, offsetMs: 0 };
  for (let i = 0; i < CALIBRATIONS; i++) {
    const beforeMs = performance.now();
    const [seconds, ns] = process.hrtime();
    const afterMs = performance.now();
    const spreadMs = afterMs - beforeMs;
    const offsetMs = seconds * 1e3 + ns / 1e6 - (beforeMs + afterMs) / 2;
    if (spreadMs < best.spreadMs) best = { spreadMs, offsetMs };
  }
  return best.offsetMs;
}
