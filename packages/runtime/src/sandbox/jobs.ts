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

/** Of what one burst needed, so much stays for the next. */
const KEPT_PLACES = 1024;

/** First in, first out. The array is used again from its start whenever it runs empty. */
export class Fifo<T> {
  readonly #items: (T | undefined)[] = [];
  #head = 0;
  #tail = 0;

  push(item: T): void {
    this.#items[this.#tail++] = item;
  }

  shift(): T | undefined {
    if (this.#head === this.#tail) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#tail) this.#startAgain();
    return item;
  }

  clear(): void {
    while (this.#head !== this.#tail) this.#items[this.#head++] = undefined;
    this.#startAgain();
  }

  #startAgain(): void {
    if (this.#tail > KEPT_PLACES) this.#items.length = KEPT_PLACES;
    this.#head = 0;
    this.#tail = 0;
  }
}
