import { factsOfRun } from '../insights/facts-of-run.ts';
import { findInsights } from '../insights/find-insights.ts';
import type { Insight } from '../insights/insight.ts';
import type { RunResults } from '../results/run-results.ts';
import { isFinal } from '../runs/run-state.ts';
import type { TestRun } from '../runs/test-run.ts';

type Told<
  Name extends
    | 'overview'
    | 'metrics'
    | 'summary'
    | 'checks'
    | 'groups'
    | 'requests'
    | 'thresholds'
    | 'generators',
> = Awaited<ReturnType<RunResults[Name]>>;

/** Everything a report of a run is made from: what its page shows. */
export interface ExportedRun {
  readonly run: TestRun;
  readonly testName: string;
  /** Undefined when the user is gone. */
  readonly startedBy: string | undefined;
  readonly exitCode: number;
  readonly notices: readonly string[];
  readonly overview: Told<'overview'>;
  readonly metrics: Told<'metrics'>;
  readonly summary: Told<'summary'>;
  readonly checks: Told<'checks'>;
  readonly groups: Told<'groups'>;
  readonly requests: Readonly<Record<'http' | 'ws' | 'grpc', Told<'requests'>>>;
  readonly thresholds: Told<'thresholds'>;
  readonly generators: Told<'generators'>;
  readonly insights: readonly Insight[];
}

const HTTP_TAGS = ['name', 'method', 'status'];
const OTHER_TAGS = ['name', 'url', 'status'];

export async function exportRun(
  results: RunResults,
  run: TestRun,
  names: Pick<ExportedRun, 'testName' | 'startedBy'>,
): Promise<ExportedRun> {
  const requests = (kind: 'http' | 'ws' | 'grpc') =>
    results.requests(run, { kind, by: kind === 'http' ? HTTP_TAGS : OTHER_TAGS, filter: [] });
  const { exitCode, notices } = await results.report(run);
  return {
    ...names,
    run,
    exitCode,
    notices,
    overview: await results.overview(run, []),
    metrics: await results.metrics(run),
    summary: await results.summary(run),
    checks: await results.checks(run),
    groups: await results.groups(run),
    requests: { http: await requests('http'), ws: await requests('ws'), grpc: await requests('grpc') },
    thresholds: await results.thresholds(run),
    generators: await results.generators(run),
    insights: findInsights(await factsOfRun(results, run)),
  };
}

/** Why a run did not pass, or that nobody knows yet; undefined when it passed. */
export function problemOf({ run, thresholds }: Pick<ExportedRun, 'run' | 'thresholds'>): string | undefined {
  if (!isFinal(run.state)) return `the run has not ended, it is ${run.state.replaceAll('_', ' ')}`;
  if (run.result === 'passed') return undefined;
  if (run.resultMessage !== null) return run.resultMessage;
  const crossed = new Set(thresholds.filter(({ isCrossed }) => isCrossed).map(({ metric }) => metric));
  return crossed.size === 0
    ? 'the run failed'
    : `thresholds on metrics '${[...crossed].join(', ')}' have been crossed`;
}
