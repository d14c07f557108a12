export interface PendingCall {
  readonly timeMs: number;
  /** Calls due at the same time run in the order they were asked for. */
  readonly order: number;
  readonly callback: () => void;
  /** Its place in the heap, -1 once it is out. */
  index: number;
}

/** Pending calls, the next one first; adding and removing take logarithmic time. */
export class TimerHeap {
  readonly #calls: PendingCall[] = [];
  #order = 0;

  get first(): PendingCall | undefined {
    return this.#calls[0];
  }

  get lastOrder(): number {
    return this.#order;
  }

  add(timeMs: number, callback: () => void): PendingCall {
    const call: PendingCall = { timeMs, order: ++this.#order, callback, index: this.#calls.length };
    this.#calls.push(call);
    this.#rise(call);
    return call;
  }

  /** Does nothing if the call is out already. */
  remove(call: PendingCall): void {
    const { index } = call;
    if (index < 0) return;
    call.index = -1;
    const last = this.#calls.pop();
    if (last === undefined || last === call) return;
    this.#put(last, index);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(call: PendingCall): void {
    while (call.index > 0) {
      const parent = this.#calls[(call.index - 1) >> 1];
      if (parent === undefined || !isBefore(call, parent)) return;
      this.#swap(call, parent);
    }
  }

  #sink(call: PendingCall): void {
    for (;;) {
      const left = this.#calls[call.index * 2 + 1];
      const right = this.#calls[call.index * 2 + 2];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, call)) return;
      this.#swap(child, call);
    }
  }

  #swap(a: PendingCall, b: PendingCall): void {
    const { index } = a;
    this.#put(a, b.index);
    this.#put(b, index);
  }

  #put(call: PendingCall, index: number): void {
    this.#calls[index] = call;
    call.index = index;
  }
}

const isBefore = (a: PendingCall, b: PendingCall): boolean =>
  a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.order < b.order);
