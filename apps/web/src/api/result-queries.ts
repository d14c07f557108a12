import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { isOver } from '../runs/run-status.ts';
import { request } from './request.ts';
import type {
  CheckResult,
  GeneratorHealth,
  GroupResult,
  Insight,
  MetricInfo,
  RequestKind,
  RequestTable,
  RunProgress,
  RunSummary,
  SeriesAnswer,
  ThresholdResult,
} from './types/results.ts';
import type { Run, RunOverview } from './types/run.ts';

/** What changes each second is asked for each second; what is read slowly, less often. */
const EACH_SECOND_MS = 1000;
const CALMLY_MS = 3000;
const SETTLED_MS = 5 * 60_000;

export type RunOnTime = Pick<Run, 'id' | 'state'>;

/** `load_zone:eu:rack-1`, as the controller takes it: the name ends at the first colon. */
export type TagFilter = string;

export const overviewQuery = (run: RunOnTime, filters: readonly TagFilter[] = []) =>
  resultOf<RunOverview>(run, `overview${search({ filter: filters })}`, EACH_SECOND_MS);

export const progressQuery = (run: RunOnTime) => resultOf<RunProgress>(run, 'progress', EACH_SECOND_MS);

export const summaryQuery = (run: RunOnTime) => resultOf<RunSummary>(run, 'summary', EACH_SECOND_MS);

export const metricsQuery = (run: RunOnTime) => resultOf<MetricInfo[]>(run, 'metrics', CALMLY_MS);

export const thresholdsQuery = (run: RunOnTime) =>
  resultOf<ThresholdResult[]>(run, 'thresholds', EACH_SECOND_MS);

export const checksQuery = (run: RunOnTime) => resultOf<CheckResult[]>(run, 'checks', CALMLY_MS);

export const groupsQuery = (run: RunOnTime) => resultOf<GroupResult[]>(run, 'groups', CALMLY_MS);

export const insightsQuery = (run: RunOnTime) => resultOf<Insight[]>(run, 'insights', CALMLY_MS);

export const generatorsQuery = (run: RunOnTime) =>
  resultOf<GeneratorHealth[]>(run, 'generators', EACH_SECOND_MS);

export interface RequestsWish {
  readonly kind: RequestKind;
  readonly filters: readonly TagFilter[];
  /** Tags that make rows of their own, besides name, method and status. */
  readonly by: readonly string[];
}

export const REQUEST_TAGS = ['name', 'method', 'status'];

export const requestsQuery = (run: RunOnTime, { kind, filters, by }: RequestsWish) =>
  resultOf<RequestTable>(
    run,
    `requests${search({ kind: [kind], filter: filters, by: [...REQUEST_TAGS, ...by] })}`,
    CALMLY_MS,
  );

export interface SeriesWish {
  readonly metric: string;
  readonly stat: string;
  readonly by: readonly string[];
  readonly filters: readonly TagFilter[];
}

export const seriesQuery = (run: RunOnTime, { metric, stat, by, filters }: SeriesWish) =>
  resultOf<SeriesAnswer>(
    run,
    `series${search({ metric: [metric], stat: [stat], by, filter: filters })}`,
    EACH_SECOND_MS,
  );

/** With the state in its key: once the run is over, what came at its very end is asked for, too. */
function resultOf<T>(run: RunOnTime, part: string, everyMs: number) {
  const isLive = !isOver(run);
  return queryOptions({
    queryKey: ['run', run.id, 'results', part, run.state],
    queryFn: ({ signal }) => request<T>(`/runs/${run.id}/${part}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: isLive ? 0 : SETTLED_MS,
    refetchInterval: isLive ? everyMs : (false as const),
  });
}

function search(parameters: Readonly<Record<string, readonly string[]>>): string {
  const pairs = Object.entries(parameters).flatMap(([name, values]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const text = new URLSearchParams(pairs).toString();
  return text === '' ? '' : `?${text}`;
}
