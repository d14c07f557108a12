interface Count {
  readonly atMs: number;
  readonly iterations: number;
}

/** Over this time the rate is taken: agents report every second at least. */
const SPAN_MS = 3_000;

/** Iterations per second of each instance, from how many it has done so far. */
export class IterationRates {
  readonly #counts = new Map<number, Count[]>();

  /** Notes what an instance has reported; the same number again is no report. */
  note(instance: number, iterations: number, atMs: number): void {
    const counts = this.#counts.get(instance) ?? [];
    const last = counts.at(-1);
    if (last?.iterations === iterations) return;
    const sinceMs = atMs - SPAN_MS;
    // A time in which nothing happened counts no longer than the span.
    const before = last !== undefined && last.atMs < sinceMs ? [{ ...last, atMs: sinceMs }] : counts;
    // One count from before the span stays, for the span to begin at.
    const first = Math.max(
      0,
      before.findLastIndex((count) => count.atMs <= sinceMs),
    );
    this.#counts.set(instance, [...before.slice(first), { atMs, iterations }]);
  }

  perSecond(instance: number, nowMs: number): number {
    const counts = this.#counts.get(instance) ?? [];
    const [first, last] = [counts[0], counts.at(-1)];
    if (first === undefined || last === undefined || first === last) return 0;
    if (nowMs - last.atMs > SPAN_MS) return 0;
    return ((last.iterations - first.iterations) * 1_000) / (last.atMs - first.atMs);
  }
}
