import type { PooledVU, VUPool } from '@squall/core';

/** Makes the n-th VU of this thread (from 0); calls back with undefined when its init code failed. */
export type MakeVU = (index: number, onReady: (vu: PooledVU | undefined) => void) => void;

/** The VUs of one thread, handed out in the order in which they came back. */
export class ThreadVUPool implements VUPool {
  readonly #make: MakeVU;
  #maxVUs: number;
  #made = 0;
  #idle: PooledVU[] = [];
  #head = 0;

  constructor(maxVUs: number, make: MakeVU) {
    this.#maxVUs = maxVUs;
    this.#make = make;
  }

  /**
   * Initialises the planned VUs, one after another, for as long as `goOn` says so; resolves to false when one failed.
   * `goOn` may take its time, so that the thread can do other things in between.
   */
  async initPlanned(count: number, goOn: () => Promise<boolean>): Promise<boolean> {
    while (this.#made < count && (await goOn())) {
      const vu = await new Promise<PooledVU | undefined>((resolve) => this.#make(this.#made++, resolve));
      if (vu === undefined) return false;
      this.#idle.push(vu);
    }
    return true;
  }

  take(): PooledVU | undefined {
    const vu = this.#idle[this.#head];
    if (vu === undefined) return undefined;
    this.#head++;
    if (this.#head > 64 && this.#head * 2 > this.#idle.length) this.#compact();
    return vu;
  }

  giveBack(vu: PooledVU): void {
    this.#idle.push(vu);
  }

  initUnplanned(onReady: (vu: PooledVU | undefined) => void): void {
    // k6 takes an idle VU of another scenario when it may create no more.
    if (this.#made >= this.#maxVUs) onReady(this.take());
    else this.#make(this.#made++, onReady);
  }

  allowMore(count: number): void {
    this.#maxVUs += count;
  }

  #compact(): void {
    this.#idle = this.#idle.slice(this.#head);
    this.#head = 0;
  }
}
