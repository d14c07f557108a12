/** What a thread, or an instance, says of its own state since it said so before. */
export interface GeneratorReport {
  /** How much time the report is about. */
  readonly spanMs: number;
  /** Share of that time it was busy, 0 to 1. */
  readonly utilization: number;
  /** Longest the event loop was late. */
  readonly maxLagMs: number;
}

/** What has been observed so far. Plain data. */
export interface GeneratorTotals {
  readonly observedMs: number;
  readonly saturatedMs: number;
  readonly lateMs: number;
  readonly maxLagMs: number;
}

/** A thread this busy has no reserve: what waits for it is measured as the target's time. */
const SATURATED = 0.97;
/** Lag that shows in percentiles. */
const LATE_MS = 50;
/** Less says nothing: starting up alone keeps threads busy. */
const MIN_OBSERVED_MS = 5000;
const SHARE_WORTH_TELLING = 0.5;

/**
 * Watches whether the load generator itself was the bottleneck: its numbers are then not the target's. Adds up
 * the time in which threads were busy without a pause, or late.
 */
export class GeneratorHealth {
  #totals: GeneratorTotals = { observedMs: 0, saturatedMs: 0, lateMs: 0, maxLagMs: 0 };

  get totals(): GeneratorTotals {
    return this.#totals;
  }

  /** Goes on from there. */
  restore(totals: GeneratorTotals): void {
    this.#totals = totals;
  }

  report({ spanMs, utilization, maxLagMs }: GeneratorReport): void {
    const before = this.#totals;
    this.#totals = {
      observedMs: before.observedMs + spanMs,
      saturatedMs: before.saturatedMs + (utilization >= SATURATED ? spanMs : 0),
      lateMs: before.lateMs + (maxLagMs >= LATE_MS ? spanMs : 0),
      maxLagMs: Math.max(before.maxLagMs, maxLagMs),
    };
  }

  /** Plain sentences for the summary; none when the run was too short to tell or all was well. */
  notices(droppedIterations: number): string[] {
    const notices: string[] = [];
    const { observedMs, saturatedMs, lateMs, maxLagMs } = this.#totals;
    const share = Math.max(saturatedMs, lateMs) / Math.max(1, observedMs);
    if (observedMs >= MIN_OBSERVED_MS && share >= SHARE_WORTH_TELLING) {
      notices.push(
        `The load generator was the bottleneck: its threads were fully busy or late for ${Math.round(share * 100)}% ` +
          `of the run, by up to ${Math.round(maxLagMs)}ms, so response times include its own delays.`,
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
