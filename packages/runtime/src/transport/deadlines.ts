import type { Clock, Timer } from '@squall/core';

/** Told when its deadline has passed. */
export interface DeadlineTarget {
  onDeadline(): void;
}

/** A place in the queue; used again and again, so that its moves through the heap are rare. */
export class DeadlineSlot {
  /** When the target wants to be told; Infinity while nobody uses the slot. */
  deadlineMs = Infinity;
  target: DeadlineTarget | null = null;
  /** When the heap will look at this slot; never later than `deadlineMs`. */
  wakeMs = Infinity;
  heapIndex = -1;
}

/**
 * Deadlines of all exchanges of one thread on one timer.
 *
 * Most requests end long before their deadline, so a slot is not taken out of the heap when its exchange ends: the
 * next exchange takes the slot over, and only when the old wake-up time arrives is it moved to the deadline it has by
 * then. A usual request therefore costs a few stores. Free slots are used last in, first out: there are never more
 * slots than exchanges were under way at once.
 */
export class Deadlines {
  readonly #clock: Clock;
  readonly #heap: DeadlineSlot[] = [];
  readonly #free: DeadlineSlot[] = [];
  #timer: Timer | undefined;
  #timerMs = Infinity;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Hot path. */
  start(target: DeadlineTarget, deadlineMs: number): DeadlineSlot {
    const slot = this.#free.pop() ?? new DeadlineSlot();
    slot.target = target;
    slot.deadlineMs = deadlineMs;
    if (deadlineMs < slot.wakeMs) this.#wakeAt(slot, deadlineMs);
    return slot;
  }

  /** Moves the deadline of a slot in use. */
  move(slot: DeadlineSlot, deadlineMs: number): void {
    slot.deadlineMs = deadlineMs;
    if (deadlineMs < slot.wakeMs) this.#wakeAt(slot, deadlineMs);
  }

  /** Hot path. The caller forgets the slot. */
  end(slot: DeadlineSlot): void {
    slot.target = null;
    slot.deadlineMs = Infinity;
    this.#free.push(slot);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#timerMs = Infinity;
    for (const slot of this.#heap) slot.heapIndex = -1;
    this.#heap.length = 0;
    this.#free.length = 0;
  }

  #wakeAt(slot: DeadlineSlot, timeMs: number): void {
    if (timeMs === Infinity) return;
    slot.wakeMs = timeMs;
    if (slot.heapIndex < 0) {
      slot.heapIndex = this.#heap.length;
      this.#heap.push(slot);
    }
    this.#siftUp(slot.heapIndex);
    if (timeMs < this.#timerMs) this.#setTimer(timeMs);
  }

  #setTimer(timeMs: number): void {
    this.#timer?.cancel();
    this.#timerMs = timeMs;
    this.#timer = this.#clock.at(timeMs, this.#onTimer);
  }

  readonly #onTimer = (): void => {
    this.#timer = undefined;
    this.#timerMs = Infinity;
    const now = this.#clock.now();
    for (let head = this.#heap[0]; head !== undefined && head.wakeMs <= now; head = this.#heap[0]) {
      this.#visit(head, now);
    }
    const next = this.#heap[0];
    if (next !== undefined && next.wakeMs < this.#timerMs) this.#setTimer(next.wakeMs);
  };

  #visit(slot: DeadlineSlot, now: number): void {
    if (slot.deadlineMs > now && slot.deadlineMs !== Infinity) {
      slot.wakeMs = slot.deadlineMs;
      this.#siftDown(slot.heapIndex);
      return;
    }
    this.#removeHead();
    slot.wakeMs = Infinity;
    slot.heapIndex = -1;
    if (slot.deadlineMs !== Infinity) slot.target?.onDeadline();
  }

  #removeHead(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#put(last, 0);
    this.#siftDown(0);
  }

  #siftUp(from: number): void {
    let index = from;
    const slot = this.#at(index);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = this.#at(parentIndex);
      if (parent.wakeMs <= slot.wakeMs) break;
      this.#put(parent, index);
      index = parentIndex;
    }
    this.#put(slot, index);
  }

  #siftDown(from: number): void {
    let index = from;
    const slot = this.#at(index);
    for (;;) {
      let childIndex = 2 * index + 1;
      if (childIndex >= this.#heap.length) break;
      if (
        childIndex + 1 < this.#heap.length &&
        this.#at(childIndex + 1).wakeMs < this.#at(childIndex).wakeMs
      ) {
        childIndex++;
      }
      const child = this.#at(childIndex);
      if (child.wakeMs >= slot.wakeMs) break;
      this.#put(child, index);
      index = childIndex;
    }
    this.#put(slot, index);
  }

  #at(index: number): DeadlineSlot {
    const slot = this.#heap[index];
    if (slot === undefined) throw new Error(`deadline heap has no entry ${index}`);
    return slot;
  }

  #put(slot: DeadlineSlot, index: number): void {
    this.#heap[index] = slot;
    slot.heapIndex = index;
  }
}
