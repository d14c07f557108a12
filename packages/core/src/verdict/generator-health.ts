/** What a thread, or an instance, says of its own state since it said so before. */
export interface GeneratorReport {
  /** Share of the time it was busy, 0 to 1. */
  readonly utilization: number;
  /** Longest the event loop was late. */
  readonly maxLagMs: number;
}

/** A thread this busy has no reserve: what waits for it is measured as the target's time. */
const SATURATED = 0.97;
/** Lag that shows in percentiles. */
const LATE_MS = 50;
const MIN_REPORTS = 30;
const SHARE_WORTH_TELLING = 0.5;

/**
 * Watches whether the load generator itself was the bottleneck: its numbers are then not the target's. Counts
 * the reports of all threads in which the thread was busy all the time, or late.
 */
export class GeneratorHealth {
  #reports = 0;
  #saturated = 0;
  #maxLagMs = 0;
  #late = 0;

  report({ utilization, maxLagMs }: GeneratorReport): void {
    this.#reports++;
    if (utilization >= SATURATED) this.#saturated++;
    if (maxLagMs >= LATE_MS) this.#late++;
    this.#maxLagMs = Math.max(this.#maxLagMs, maxLagMs);
  }

  /** Plain sentences for the summary; none when the run was too short to tell or all was well. */
  notices(droppedIterations: number): string[] {
    const notices: string[] = [];
    const share = this.#reports < MIN_REPORTS ? 0 : this.#saturated / this.#reports;
    const late = this.#reports < MIN_REPORTS ? 0 : this.#late / this.#reports;
    if (share >= SHARE_WORTH_TELLING || late >= SHARE_WORTH_TELLING) {
      const percent = Math.round(Math.max(share, late) * 100);
      notices.push(
        `The load generator was the bottleneck: its threads were fully busy for ${percent}% of the run and up to ` +
          `${Math.round(this.#maxLagMs)}ms late, so response times include its own delays.`,
      );
    }
    if (droppedIterations > 0) {
      notices.push(
        `${droppedIterations} iterations were not started in time, so the load was lower than asked for: ` +
          'raise maxVUs, or maxDuration for a fixed number of iterations.',
      );
    }
    return notices;
  }
}
