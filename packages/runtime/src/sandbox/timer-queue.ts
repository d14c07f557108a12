import type { AnyFunction } from '../vu/operation.ts';

export interface ScriptTimer {
  readonly id: number;
  readonly callback: AnyFunction;
  readonly args: readonly unknown[];
  readonly intervalMs: number | undefined;
  dueMs: number;
  /** Grows with each entry into the queue: timers due at the same time keep their order. */
  order: number;
}

/** The timers of one VU in the order in which they are due. Few at a time, so a sorted array will do. */
export class TimerQueue {
  readonly #timers: ScriptTimer[] = [];
  #nextOrder = 0;

  get size(): number {
    return this.#timers.length;
  }

  get first(): ScriptTimer | undefined {
    return this.#timers[0];
  }

  get all(): readonly ScriptTimer[] {
    return this.#timers;
  }

  insert(timer: ScriptTimer): void {
    timer.order = this.#nextOrder++;
    let index = this.#timers.length;
    while (index > 0 && (this.#timers[index - 1]?.dueMs ?? 0) > timer.dueMs) index--;
    this.#timers.splice(index, 0, timer);
  }

  remove(id: number): void {
    const index = this.#timers.findIndex((timer) => timer.id === id);
    if (index !== -1) this.#timers.splice(index, 1);
  }

  /** Takes the next timer that is due; a repeating one goes back at once, so that its callback can clear it. */
  takeDue(nowMs: number): ScriptTimer | undefined {
    const first = this.#timers[0];
    if (first === undefined || first.dueMs > nowMs) return undefined;
    this.#timers.shift();
    if (first.intervalMs !== undefined) {
      first.dueMs = nowMs + first.intervalMs;
      this.insert(first);
    }
    return first;
  }

  clear(): void {
    this.#timers.length = 0;
  }
}
