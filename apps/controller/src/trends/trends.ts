import type { Clock, Logger } from '@squall/core';
import type { RunResults } from '../results/run-results.ts';
import type { TestRun } from '../runs/test-run.ts';
import { type TrendPoint, trendPoint } from './trend-point.ts';

/** Generators may deliver late; nothing changes any more so long after the end of a run. */
const SETTLED_AFTER_MS = 900_000;
const MAX_KEPT = 2_000;

export interface TrendParts {
  readonly results: RunResults;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How the runs of a test compare. Runs that are over are looked at once. */
export class Trends {
  readonly #parts: TrendParts;
  readonly #settled = new Map<number, TrendPoint>();

  constructor(parts: TrendParts) {
    this.#parts = parts;
  }

  async of(runs: readonly TestRun[]): Promise<readonly TrendPoint[]> {
    const points: TrendPoint[] = [];
    for (const run of runs) points.push(await this.#point(run));
    return points;
  }

  async #point(run: TestRun): Promise<TrendPoint> {
    const known = this.#settled.get(run.id);
    if (known !== undefined) return known;
    const { results, clock, log } = this.#parts;
    try {
      const point = await trendPoint(results, run);
      if (run.endedAtMs !== null && clock.wallMs() - run.endedAtMs > SETTLED_AFTER_MS) this.#keep(point);
      return point;
    } catch (error) {
      // One run whose results cannot be read must not hide the others.
      log.log('error', 'the results of a run cannot be read', {
        run: run.id,
        error: (error as Error).message,
      });
      return nothingOf(run);
    }
  }

  #keep(point: TrendPoint): void {
    this.#settled.set(point.runId, point);
    const [oldest] = this.#settled.keys();
    if (this.#settled.size > MAX_KEPT && oldest !== undefined) this.#settled.delete(oldest);
  }
}

function nothingOf({ id, createdAtMs, state, result }: TestRun): TrendPoint {
  return {
    runId: id,
    createdAtMs,
    state,
    result,
    requestsPerS: null,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    failedShare: null,
    checksShare: null,
    maxVUs: null,
    durationS: null,
  };
}
