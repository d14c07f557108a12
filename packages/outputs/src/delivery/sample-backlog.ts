import type { ResolvedSamples } from '@squall/core';

/** Samples that wait to be sent; beyond the limit the oldest go, so that memory stays bounded. */
export class SampleBacklog {
  readonly #limit: number;
  #batches: ResolvedSamples[] = [];
  /** Batches before it are taken. */
  #at = 0;
  #size = 0;
  #dropped = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Number of samples. */
  get size(): number {
    return this.#size;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(batches: readonly ResolvedSamples[]): void {
    for (const batch of batches) {
      this.#batches.push(batch);
      this.#size += batch.values.length;
    }
    while (this.#size > this.#limit) this.#dropped += this.#shift()?.values.length ?? 0;
  }

  /** Batches with about that many samples; undefined when there are none. */
  take(count: number): readonly ResolvedSamples[] | undefined {
    const taken: ResolvedSamples[] = [];
    let missing = count;
    while (missing > 0) {
      const batch = this.#shift();
      if (batch === undefined) break;
      taken.push(batch);
      missing -= batch.values.length;
    }
    return taken.length === 0 ? undefined : taken;
  }

  #shift(): ResolvedSamples | undefined {
    const batch = this.#batches[this.#at];
    if (batch === undefined) return undefined;
    this.#at++;
    this.#size -= batch.values.length;
    // Moving what is left on every removal would cost more and more in a long queue.
    if (this.#at * 2 > this.#batches.length) {
      this.#batches = this.#batches.slice(this.#at);
      this.#at = 0;
    }
    return batch;
  }
}

export function countSamples(batches: readonly ResolvedSamples[]): number {
  return batches.reduce((sum, { values }) => sum + values.length, 0);
}
