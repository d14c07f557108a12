interface Count {
  readonly atMs: number;
  readonly iterations: number;
}

/** Over this time the rate is taken: agents report every second. */
const SPAN_MS = 3_000;

/** Iterations per second of each instance, from how many it has done so far. */
export class IterationRates {
  readonly #counts = new Map<number, Count[]>();

  /** Notes what an instance has reported; the same number again is no report. */
  note(instance: number, iterations: number, atMs: number): void {
    const counts = this.#counts.get(instance) ?? [];
    this.#counts.set(instance, counts);
    if (counts.at(-1)?.iterations === iterations) {
      // The time in which nothing has happened yet does not count.
      if (counts.length === 1) counts[0] = { atMs, iterations };
      return;
    }
    counts.push({ atMs, iterations });
    // One count from before the span stays, for the span to begin at.
    while ((counts[1]?.atMs ?? Number.POSITIVE_INFINITY) <= atMs - SPAN_MS) counts.shift();
  }

  perSecond(instance: number, nowMs: number): number {
    const counts = this.#counts.get(instance) ?? [];
    const [first, last] = [counts[0], counts.at(-1)];
    if (first === undefined || last === undefined || first === last) return 0;
    if (nowMs - last.atMs > SPAN_MS) return 0;
    return ((last.iterations - first.iterations) * 1_000) / (last.atMs - first.atMs);
  }
}
