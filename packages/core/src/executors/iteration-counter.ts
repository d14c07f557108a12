import type { ExecutionShare } from '../segment/execution-share.ts';
import type { SharedCounter } from './executor.ts';

export interface IterationCounter {
  /** Hot path: takes the next number of the instance. */
  next(): number;
}

/**
 * Numbers are contiguous in an instance: a thread that works alone counts by itself, others share a counter. `first`
 * must be the same on all threads.
 */
export function iterationCounter(
  share: ExecutionShare,
  shared: SharedCounter,
  first: number,
): IterationCounter {
  if (share.worker.count === 1) return new LocalCounter(first);
  return first === 0 ? shared : { next: () => first + shared.next() };
}

class LocalCounter implements IterationCounter {
  #next: number;

  constructor(first: number) {
    this.#next = first;
  }

  next(): number {
    return this.#next++;
  }
}
