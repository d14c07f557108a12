import type { RunResults } from '../results/run-results.ts';
import { isFinal } from '../runs/run-state.ts';
import type { TestRun } from '../runs/test-run.ts';
import type { InsightFacts } from './insight.ts';

const OTHER_PROTOCOLS = /^(ws_|grpc_|browser_|redis_)/;

type Numbers = Readonly<Record<string, number>>;

/** What insights are drawn from, out of what is told of a run anyway. */
export async function factsOfRun(results: RunResults, run: TestRun): Promise<InsightFacts> {
  const { seconds, vus, requestsPerS, p95Ms } = await results.overview(run, []);
  const metrics = await results.metrics(run);
  const { elapsedMs, metrics: summary } = await results.summary(run);
  const thresholds = await results.thresholds(run);
  const values = (name: string): Numbers => summary.find((metric) => metric.name === name)?.values ?? {};
  const requests = values('http_reqs').count ?? 0;
  return {
    isOver: isFinal(run.state),
    isAbortedByThreshold: run.state === 'aborted' && run.result === 'failed',
    durationS: elapsedMs / 1000,
    plannedDurationS: run.estimatedDurationS,
    overTime: { seconds, vus, requestsPerS, p95Ms },
    iterations: values('iterations').count ?? 0,
    droppedIterations: values('dropped_iterations').count ?? 0,
    requests,
    // What counts as failed was asked for with each request: the rate is of failures.
    failedRequests: values('http_req_failed').passes ?? 0,
    usesOtherProtocols: metrics.some(({ name }) => OTHER_PROTOCOLS.test(name)),
    checks: await results.checks(run),
    crossedThresholds: thresholds
      .filter(({ isCrossed }) => isCrossed)
      .map(({ metric, expression }) => `${metric}: ${expression}`),
    generators: await results.generators(run),
    urls: metrics.find(({ name }) => name === 'http_reqs')?.tags.name?.length ?? 0,
    series: metrics.reduce((sum, { series }) => sum + series, 0),
  };
}
