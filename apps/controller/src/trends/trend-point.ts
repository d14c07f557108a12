import type { RunResults } from '../results/run-results.ts';
import type { RunResult, RunState } from '../runs/run-state.ts';
import type { TestRun } from '../runs/test-run.ts';

/** One run among those of its test; null for what it did not measure. */
export interface TrendPoint {
  readonly runId: number;
  readonly createdAtMs: number;
  readonly state: RunState;
  readonly result: RunResult | null;
  readonly requestsPerS: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly failedShare: number | null;
  readonly checksShare: number | null;
  readonly maxVUs: number | null;
  readonly durationS: number | null;
}

export async function trendPoint(results: RunResults, run: TestRun): Promise<TrendPoint> {
  const { elapsedMs, metrics } = await results.summary(run);
  const value = (name: string, stat: string): number | null =>
    metrics.find((metric) => metric.name === name)?.values[stat] ?? null;
  return {
    runId: run.id,
    createdAtMs: run.createdAtMs,
    state: run.state,
    result: run.result,
    requestsPerS: value('http_reqs', 'rate'),
    p50Ms: value('http_req_duration', 'med'),
    p95Ms: value('http_req_duration', 'p(95)'),
    p99Ms: value('http_req_duration', 'p(99)'),
    failedShare: value('http_req_failed', 'rate'),
    checksShare: value('checks', 'rate'),
    maxVUs: value('vus', 'max'),
    durationS: metrics.length === 0 ? null : elapsedMs / 1000,
  };
}
