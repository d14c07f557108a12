import type { ExecutionShare } from '../segment/execution-share.ts';
import type { SharedCounter } from './executor.ts';

export interface IterationCounter {
  /** Hot path: takes the next number of the instance, from 0. */
  next(): number;
  /** Numbers taken so far, by all threads. */
  readonly value: number;
}

/** Numbers are contiguous in an instance: a thread that works alone counts by itself, others share a counter. */
export function iterationCounter(share: ExecutionShare, shared: SharedCounter): IterationCounter {
  return share.worker.count === 1 ? new LocalCounter() : shared;
}

class LocalCounter implements IterationCounter {
  value = 0;

  next(): number {
    return this.value++;
  }
}
