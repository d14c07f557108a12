import type { Clock, Timer } from '@squall/core';

interface PendingCall {
  readonly timeMs: number;
  /** Calls due at the same time run in the order they were asked for. */
  readonly order: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

export interface VirtualClockOptions {
  readonly startMs?: number;
  readonly epochMs?: number;
  /** How far reading the clock moves it: makes endless synchronous loops end. */
  readonly readCostMs?: number;
}

/** Time that moves only when a test says so. Deterministic: no real timers, no waiting. */
export class VirtualClock implements Clock {
  readonly #epochMs: number;
  readonly #readCostMs: number;
  #nowMs: number;
  #order = 0;
  #pending: PendingCall[] = [];
  #deferred: (() => void)[] = [];

  constructor({ startMs = 0, epochMs = 1_600_000_000_000, readCostMs = 0 }: VirtualClockOptions = {}) {
    this.#nowMs = startMs;
    this.#epochMs = epochMs - startMs;
    this.#readCostMs = readCostMs;
  }

  now(): number {
    this.#nowMs += this.#readCostMs;
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#epochMs + this.#nowMs;
  }

  atExactly(timeMs: number, callback: () => void): Timer {
    return this.at(timeMs, callback);
  }

  at(timeMs: number, callback: () => void): Timer {
    const call: PendingCall = { timeMs, order: this.#order++, callback, isCancelled: false };
    this.#pending.push(call);
    return {
      cancel: () => {
        call.isCancelled = true;
      },
    };
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback);
  }

  /** Takes time as if code had kept the thread busy: nothing runs meanwhile. */
  spend(ms: number): void {
    this.#nowMs += ms;
  }

  /** Moves to `now() + ms`, running everything due on the way. */
  advance(ms: number): void {
    this.runUntil(this.#nowMs + ms);
  }

  runUntil(timeMs: number): void {
    for (let call = this.#takeDue(timeMs); call !== undefined; call = this.#takeDue(timeMs)) call();
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }

  /** Runs until nothing is pending any more, or `limitMs` is reached: then something never ends. */
  runUntilIdle(limitMs = this.#nowMs + 24 * 3_600_000): void {
    for (let call = this.#takeDue(limitMs); call !== undefined; call = this.#takeDue(limitMs)) call();
    if (this.pendingCalls > 0) throw new Error(`still busy at ${limitMs} ms`);
  }

  get pendingCalls(): number {
    return this.#deferred.length + this.#pending.filter((call) => !call.isCancelled).length;
  }

  // As in an event loop, timers that are due come before deferred calls asked for later.
  #takeDue(limitMs: number): (() => void) | undefined {
    const next = this.#earliest();
    if (next !== undefined && next.timeMs <= this.#nowMs) return this.#take(next);
    const deferred = this.#deferred.shift();
    if (deferred !== undefined) return deferred;
    return next !== undefined && next.timeMs <= limitMs ? this.#take(next) : undefined;
  }

  #earliest(): PendingCall | undefined {
    this.#pending = this.#pending.filter((call) => !call.isCancelled);
    return this.#pending.reduce<PendingCall | undefined>(
      (first, call) =>
        first === undefined ||
        call.timeMs < first.timeMs ||
        (call.timeMs === first.timeMs && call.order < first.order)
          ? call
          : first,
      undefined,
    );
  }

  #take(call: PendingCall): () => void {
    this.#pending = this.#pending.filter((other) => other !== call);
    this.#nowMs = Math.max(this.#nowMs, call.timeMs);
    return call.callback;
  }
}
