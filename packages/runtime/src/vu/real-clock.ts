// Imported, since the global of that name is looked up anew by a getter at each use.
import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from '@squall/core';
import { type PendingCall, TimerHeap } from './timer-heap.ts';

// OS timers count whole milliseconds and may come one late. For exact calls the last bit of the way is polled between
// turns of the event loop; more of it would be more punctual, but would keep a core busy that the target may need.
const POLLED_MS = 0.4;
const CALIBRATIONS = 16;

/** The time of this process: precise to well below a millisecond, and comparable between its threads. */
export class RealClock implements Clock {
  // `performance.now()` is the cheapest clock but starts anew in each thread; hrtime is the same for all.
  readonly #sinceBootMs = hrtimeOffsetMs();
  #epochMs = performance.timeOrigin - this.#sinceBootMs;
  readonly #pending = new TimerHeap();
  readonly #exact = new TimerHeap();
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

  /** Makes `wallMs()` that of another machine: what to add to `now()`. */
  setWallEpoch(epochMs: number): void {
    this.#epochMs = epochMs;
  }

  at(timeMs: number, callback: () => void): Timer {
    return this.#add(this.#pending, timeMs, callback);
  }

  atExactly(timeMs: number, callback: () => void): Timer {
    return this.#add(this.#exact, timeMs, callback);
  }

  defer(callback: () => void): void {
    setImmediate(callback);
  }

  #add(heap: TimerHeap, timeMs: number, callback: () => void): Timer {
    const call = heap.add(timeMs, callback);
    if (timeMs < this.#wakeUpMs) this.#awaitNext();
    return { cancel: () => this.#cancel(heap, call) };
  }

  #cancel(heap: TimerHeap, call: PendingCall): void {
    heap.remove(call);
    // A timer left behind would keep the process from ending.
    if (this.#pending.first === undefined && this.#exact.first === undefined) this.#clearOsTimer();
  }

  #turn(): void {
    this.#isPolling = false;
    this.#wakeUpMs = Number.POSITIVE_INFINITY;
    const nowMs = this.now();
    runDue(this.#exact, nowMs);
    runDue(this.#pending, nowMs);
    this.#awaitNext();
  }

  #awaitNext(): void {
    if (this.#isPolling) return;
    const exactMs = this.#exact.first?.timeMs ?? Number.POSITIVE_INFINITY;
    const roughMs = this.#pending.first?.timeMs ?? Number.POSITIVE_INFINITY;
    if (exactMs === Number.POSITIVE_INFINITY && roughMs === Number.POSITIVE_INFINITY) return;
    this.#clearOsTimer();
    const nowMs = this.now();
    this.#wakeUpMs = Math.min(exactMs, roughMs);
    if (roughMs <= nowMs || exactMs - nowMs <= POLLED_MS) {
      this.#isPolling = true;
      setImmediate(this.#onTurn);
      return;
    }
    const delayMs = Math.min(Math.ceil(roughMs - nowMs), Math.floor(exactMs - nowMs - POLLED_MS));
    this.#osTimer = setTimeout(this.#onTurn, Math.min(Math.max(1, delayMs), MAX_OS_TIMER_MS));
  }

  #clearOsTimer(): void {
    clearTimeout(this.#osTimer);
    this.#osTimer = undefined;
    this.#wakeUpMs = Number.POSITIVE_INFINITY;
  }
}

/** Calls added meanwhile wait for the next turn, so that they cannot keep sockets from being served. */
function runDue(heap: TimerHeap, nowMs: number): void {
  const lastOrder = heap.lastOrder;
  for (let call = heap.first; call !== undefined; call = heap.first) {
    if (call.timeMs > nowMs || call.order > lastOrder) break;
    heap.remove(call);
    call.callback();
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
