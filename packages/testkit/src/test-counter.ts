import type { SharedCounter } from '@squall/core';

/** A counter for `threads` executors that run side by side in one test. */
export class TestCounter implements SharedCounter {
  value = 0;
  #unfinished: number;

  constructor(threads = 1) {
    this.#unfinished = threads;
  }

  next(): number {
    return this.value++;
  }

  finish(): boolean {
    return --this.#unfinished === 0;
  }
}
