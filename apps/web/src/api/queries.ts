import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { isOver } from '../runs/run-status.ts';
import { RequestFailure, rememberCsrfToken, request, requestBytes } from './request.ts';
import type { Agent, EnrolmentToken, LoadZone } from './types/agents.ts';
import type { AuditEntry, Session, Token, User } from './types/identity.ts';
import type {
  DeniedTargets,
  LoadTest,
  Member,
  Project,
  ProjectDetails,
  Quota,
  Schedule,
} from './types/project.ts';
import type { TrendPoint } from './types/results.ts';
import type { LogLine, Run, RunDetails } from './types/run.ts';
import type { Notification, SharedRun, ShareState } from './types/sharing.ts';

/** How often pages look again while something is going on, and otherwise. */
const LIVE_MS = 2000;
const CALM_MS = 15_000;
const RUNS_LISTED = 500;
const PAGE_SIZE = 50;
const LOG_LINES_AT_ONCE = 5000;

/** null: nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await request<Session>('/session', { signal });
      rememberCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (error instanceof RequestFailure && error.status === 401) return null;
      throw error;
    }
  },
});

export const projectsQuery = list<Project>(['projects'], '/projects');
export const usersQuery = list<User>(['users'], '/users');
export const tokensQuery = list<Token>(['tokens'], '/tokens');
/** What k6 reads as its configuration; shown as it is. */
export const k6ConfigQuery = one<unknown>(['k6-config'], '/k6-config');
export const loadZonesQuery = { ...list<LoadZone>(['load-zones'], '/load-zones'), refetchInterval: CALM_MS };
export const agentsQuery = { ...list<Agent>(['agents'], '/agents'), refetchInterval: CALM_MS };
export const enrolmentTokensQuery = list<EnrolmentToken>(['enrolment-tokens'], '/enrolment-tokens');
export const auditPagesQuery = infiniteQueryOptions({
  queryKey: ['audit'],
  initialPageParam: undefined as number | undefined,
  queryFn: ({ pageParam, signal }) => request<AuditEntry[]>(`/audit?${pageBefore(pageParam)}`, { signal }),
  getNextPageParam: nextPage,
});

export const projectQuery = (id: number) => one<ProjectDetails>(['project', id], `/projects/${id}`);
export const membersQuery = (id: number) =>
  list<Member>(['project', id, 'members'], `/projects/${id}/members`);
export const quotaQuery = (id: number) => one<Quota>(['project', id, 'quota'], `/projects/${id}/quota`);
export const notificationsQuery = (projectId: number) =>
  list<Notification>(['project', projectId, 'notifications'], `/projects/${projectId}/notifications`);
export const deniedTargetsQuery = (projectId: number) =>
  one<DeniedTargets>(['project', projectId, 'denied-targets'], `/projects/${projectId}/denied-targets`);
export const testsQuery = (projectId: number) =>
  list<LoadTest>(['project', projectId, 'tests'], `/projects/${projectId}/tests?limit=1000`);
export const schedulesQuery = (projectId: number) =>
  list<Schedule>(['project', projectId, 'schedules'], `/projects/${projectId}/schedules`);

export const testQuery = (id: number) => one<LoadTest>(['test', id], `/tests/${id}`);
export const trendQuery = (id: number) =>
  one<TrendPoint[]>(['test', id, 'trend'], `/tests/${id}/trend?limit=50`);
export const testArchiveQuery = (id: number, sha256: string | null) =>
  queryOptions({
    queryKey: ['test', id, 'archive', sha256],
    enabled: sha256 !== null,
    queryFn: ({ signal }) => requestBytes(`/tests/${id}/archive`, signal),
  });

export const runsQuery = (projectId: number, testId?: number) =>
  queryOptions({
    queryKey: ['project', projectId, 'runs', testId ?? 'all'],
    queryFn: ({ signal }) =>
      request<Run[]>(
        `/projects/${projectId}/runs?limit=${RUNS_LISTED}${testId === undefined ? '' : `&testId=${testId}`}`,
        { signal },
      ),
    refetchInterval: ({ state }) => (state.data?.some((run) => !isOver(run)) ? LIVE_MS : CALM_MS),
  });

/** The same list page by page, back to the first run. */
export const runPagesQuery = (projectId: number) =>
  infiniteQueryOptions({
    queryKey: ['project', projectId, 'run-pages'],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      request<Run[]>(`/projects/${projectId}/runs?${pageBefore(pageParam)}`, { signal }),
    getNextPageParam: nextPage,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.some((run) => !isOver(run)) ? LIVE_MS : CALM_MS),
  });

export const runQuery = (id: number) =>
  queryOptions({
    queryKey: ['run', id],
    queryFn: ({ signal }) => request<RunDetails>(`/runs/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isOver(state.data) ? false : LIVE_MS),
  });

/** null: the script stayed where the run was executed. */
export const runArchiveQuery = (id: number) =>
  queryOptions({
    queryKey: ['run', id, 'archive'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      try {
        return await requestBytes(`/runs/${id}/archive`, signal);
      } catch (error) {
        if (error instanceof RequestFailure && error.status === 404) return null;
        throw error;
      }
    },
  });

export const shareQuery = (runId: number) => one<ShareState>(['run', runId, 'share'], `/runs/${runId}/share`);

/** What the token of a link opens. */
export const sharedRunQuery = (token: string) => one<SharedRun>(['shared', token], '/shared');

/** The next part of a log; empty when there is none yet. */
export function readLog(runId: number, afterId: number, signal: AbortSignal): Promise<LogLine[]> {
  return request(`/runs/${runId}/logs?afterId=${afterId}&limit=${LOG_LINES_AT_ONCE}`, { signal });
}

function list<T>(queryKey: readonly (string | number)[], path: string) {
  return one<T[]>(queryKey, path);
}

function one<T>(queryKey: readonly (string | number)[], path: string) {
  return queryOptions({ queryKey, queryFn: ({ signal }) => request<T>(path, { signal }) });
}

function pageBefore(id: number | undefined): string {
  return id === undefined ? `limit=${PAGE_SIZE}` : `limit=${PAGE_SIZE}&beforeId=${id}`;
}

/** A list that fills no whole page has come to its end. */
function nextPage(page: readonly { readonly id: number }[]): number | undefined {
  return page.length < PAGE_SIZE ? undefined : page.at(-1)?.id;
}
