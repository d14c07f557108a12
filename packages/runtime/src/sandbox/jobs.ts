import type { Suspendable } from '../vu/operation.ts';

/** A promise job: runs to its end at once, or returns the body that still has to be driven. */
export interface Job {
  run(): Suspendable<unknown> | undefined;
}

/** Where the promises of one VU put their jobs. */
export interface JobQueue {
  enqueueJob(job: Job): void;
  /** A promise was rejected while nobody listened. */
  noteRejection(promise: RejectedPromise): void;
}

export interface RejectedPromise {
  readonly isHandled: boolean;
  readonly reason: unknown;
}

/** First in, first out, without moving the rest of an array. */
export class Fifo<T> {
  #items: (T | undefined)[] = [];
  #head = 0;

  get isEmpty(): boolean {
    return this.#head === this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    }
    return item;
  }

  clear(): void {
    this.#items.length = 0;
    this.#head = 0;
  }
}
