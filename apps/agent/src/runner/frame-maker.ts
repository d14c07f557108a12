import { addTallies, type MetricWindow, type SampleBatch, WindowCombiner, WindowTally } from '@squall/core';
import { encodeFromAgent, type TenureAccount, type TenureRef } from '@squall/protocol';

export interface MadeFrame {
  readonly sequence: number;
  readonly frame: Uint8Array;
  readonly account: TenureAccount;
}

/** Makes the frames of a tenure of what its threads measure, and keeps the account of them. */
export class FrameMaker {
  readonly #tenure: TenureRef;
  readonly #combiner = new WindowCombiner();
  readonly #tally = new WindowTally();
  /** By thread. */
  readonly #iterationsDone: Readonly<Record<string, number>>[] = [];
  #haveIterationsChanged = false;
  #frames = 0;

  constructor(tenure: TenureRef) {
    this.#tenure = tenure;
  }

  add(
    thread: number,
    window: MetricWindow | undefined,
    samples: readonly SampleBatch[],
    iterationsDone: Readonly<Record<string, number>>,
  ): void {
    this.#combiner.add(thread, window, samples);
    this.#iterationsDone[thread] = iterationsDone;
    this.#haveIterationsChanged = true;
  }

  /** Undefined when there is nothing to tell. */
  take(elapsedMs: number): MadeFrame | undefined {
    const combined = this.#combiner.take();
    if (combined === undefined && !this.#haveIterationsChanged) return undefined;
    this.#haveIterationsChanged = false;
    const { window, samples = [] } = combined ?? { window: undefined };
    // As the coordinator does: definitions of samples count even when their window comes later.
    if (window !== undefined) this.#tally.add(window);
    for (const { definitions } of samples) this.#tally.define(definitions);
    const sequence = this.#frames++;
    const frame = encodeFromAgent({
      type: 'metric-frame',
      tenure: this.#tenure,
      sequence,
      elapsedMs,
      // Threads that have not reported yet leave holes.
      iterationsDone: addTallies(this.#iterationsDone.filter((done) => done !== undefined)),
      window,
      samples,
    }) as Uint8Array;
    return { sequence, frame, account: { frames: this.#frames, tally: this.#tally.totals() } };
  }
}
