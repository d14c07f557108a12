import { type MetricTally, WindowTally } from '@squall/core';
import type { MetricFrame } from '@squall/protocol';

/** Frames that came before an earlier one are kept up to this many; others are sent again anyway. */
const MAX_EARLY = 256;

/**
 * The frames of one tenure, each exactly once and in order, whatever the connection made of them: duplicates are
 * dropped by their number, early ones wait.
 */
export class FrameLedger {
  readonly #tally = new WindowTally();
  readonly #early = new Map<number, MetricFrame>();
  #merged = 0;
  #committed = 0;
  #elapsedMs = 0;
  #iterationsDone: Readonly<Record<string, number>> = {};

  /** Frames that are next in order now that this one is here; each must be followed by `note`. */
  accept(frame: MetricFrame): readonly MetricFrame[] {
    if (frame.sequence < this.#merged) return [];
    if (frame.sequence > this.#merged && this.#early.size >= MAX_EARLY) return [];
    this.#early.set(frame.sequence, frame);
    const ready: MetricFrame[] = [];
    for (let next = this.#merged; this.#early.has(next); next++) {
      const found = this.#early.get(next);
      this.#early.delete(next);
      if (found !== undefined) ready.push(found);
    }
    return ready;
  }

  /** Counts a frame before it is merged. @throws Error when the frame refers to what was never defined. */
  note(frame: MetricFrame): void {
    this.#merged = frame.sequence + 1;
    this.#elapsedMs = Math.max(this.#elapsedMs, frame.elapsedMs);
    this.#iterationsDone = frame.iterationsDone;
    if (frame.window !== undefined) this.#tally.add(frame.window);
    for (const { definitions } of frame.samples) this.#tally.define(definitions);
  }

  committed(frame: MetricFrame): void {
    this.#committed = Math.max(this.#committed, frame.sequence + 1);
  }

  /** How many frames were merged: those with smaller numbers. */
  get merged(): number {
    return this.#merged;
  }

  /** The last frame that may be acknowledged; -1 for none. */
  get acknowledgeable(): number {
    return this.#committed - 1;
  }

  /** How far in the test the measurements go that arrived. */
  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** Iterations whose samples have been merged, by scenario. */
  get iterationsDone(): Readonly<Record<string, number>> {
    return this.#iterationsDone;
  }

  get tally(): MetricTally {
    return this.#tally.totals();
  }
}
