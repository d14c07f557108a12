import type { SegmentTuple } from './segment-tuple.ts';

/** A thread's place among those that work for one scenario; an index not below `count` has no part in it. */
export interface WorkerShare {
  readonly index: number;
  readonly count: number;
}

export const SINGLE_WORKER: WorkerShare = { index: 0, count: 1 };

/**
 * What one worker thread executes of the whole test: of the things its instance owns (see SegmentTuple), numbered
 * from 0, every `count`-th beginning with `index`. The workers of an instance together are exactly the instance.
 */
export class ExecutionShare {
  readonly tuple: SegmentTuple;
  readonly worker: WorkerShare;

  constructor(tuple: SegmentTuple, worker: WorkerShare = SINGLE_WORKER) {
    this.tuple = tuple;
    this.worker = worker;
  }

  /** How many of the first `count` things of the whole test are this worker's. */
  scale(count: number): number {
    return this.ofInstance(this.tuple.scale(count));
  }

  /** How many of the first `count` things of the instance are this worker's. */
  ofInstance(count: number): number {
    const { index, count: workers } = this.worker;
    return index >= workers || count <= index ? 0 : Math.floor((count - 1 - index) / workers) + 1;
  }

  /** The number in the instance of this worker's n-th thing, both from 0. */
  numberInInstance(n: number): number {
    return n * this.worker.count + this.worker.index;
  }

  /** Hot path: where the instance's n-th thing, from 0, stands in the whole test, from 0. */
  globalIndex(n: number): number {
    return this.tuple.globalIndex(n);
  }

  idInTest(idInInstance: number): number {
    return this.tuple.globalIndex(idInInstance - 1) + 1;
  }

  /** The share in the numbering that follows the instances' shares of `count` VUs; undefined if it has none. */
  rederive(count: number): ExecutionShare | undefined {
    const tuple = this.tuple.rederive(count);
    return tuple === undefined ? undefined : new ExecutionShare(tuple, this.worker);
  }

  /**
   * For things that are dealt out to VUs in turn: number in the whole test, from 0, of the n-th one that falls to
   * this worker's VUs. `vus` is the number of VUs of the whole test.
   */
  turnOfVUs(vus: number): (n: number) => number {
    const numbering = this.tuple.rederive(vus);
    const instanceVUs = this.tuple.scale(vus);
    const ownVUs = this.ofInstance(instanceVUs);
    if (numbering === undefined || ownVUs === 0) return () => Number.POSITIVE_INFINITY;
    return (n) => {
      const round = Math.floor(n / ownVUs);
      const vu = this.numberInInstance(n - round * ownVUs);
      return numbering.globalIndex(round * instanceVUs + vu);
    };
  }
}
