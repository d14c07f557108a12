import type { FastifyRequest } from 'fastify';
import type { LoadZone } from '../agents/load-zone.ts';
import type { User } from '../identity/user.ts';
import type { Project } from '../projects/project.ts';
import type { RunState } from '../runs/run-state.ts';
import type { HistoryEntry, TestRun } from '../runs/test-run.ts';
import type { LoadTest } from '../tests/load-test.ts';

/** What clients of the k6 cloud API, version 6, read. Every key must be there, if only as null. */
export function viewProject(project: Project, user: User) {
  return {
    id: project.id,
    name: project.name,
    is_default: project.id === user.defaultProjectId,
    grafana_folder_uid: null,
    created: time(project.createdAtMs),
    updated: time(project.updatedAtMs),
  };
}

export function viewLoadTest(test: LoadTest) {
  return {
    id: test.id,
    project_id: test.projectId,
    name: test.name,
    baseline_test_run_id: test.baselineRunId,
    created: time(test.createdAtMs),
    updated: time(test.updatedAtMs),
  };
}

export function viewLoadZone(zone: LoadZone, isAvailable: boolean) {
  return {
    id: zone.id,
    name: zone.name,
    k6_load_zone_id: zone.code,
    available: isAvailable,
    custom_load_runner_image: null,
    public: zone.isPublic,
  };
}

export interface RunContext {
  readonly run: TestRun;
  readonly history: readonly HistoryEntry[];
  readonly startedBy: User | undefined;
}

export function viewTestRun({ run, history, startedBy }: RunContext) {
  const entries = history.map(viewHistoryEntry);
  return {
    id: run.id,
    test_id: run.testId,
    project_id: run.projectId,
    started_by: startedBy?.email ?? null,
    created: time(run.createdAtMs),
    ended: run.endedAtMs === null ? null : time(run.endedAtMs),
    note: run.note,
    retention_expiry: null,
    cost: null,
    status: run.state,
    status_details: entries.at(-1) ?? { type: run.state, entered: time(run.createdAtMs) },
    status_history: entries,
    distribution: run.distribution.map(({ loadZone, percent }) => ({ load_zone: loadZone, percent })),
    result: run.result,
    result_details: run.result === null ? null : { type: run.result },
    options: run.options,
    k6_dependencies: {},
    k6_versions: {},
    max_vus: run.maxVUs,
    max_browser_vus: 0,
    estimated_duration: run.estimatedDurationS,
    execution_duration: executionSeconds(run),
    is_starred: false,
  };
}

function viewHistoryEntry({ state, enteredAtMs, byUser, message, code }: HistoryEntry) {
  const entry = { type: state, entered: time(enteredAtMs) };
  if (byUser === null && message === null && code === null) return entry;
  return { ...entry, extra: { by_user: byUser, message, code } };
}

function executionSeconds({ startedAtMs, endedAtMs }: TestRun): number {
  return startedAtMs === null || endedAtMs === null ? 0 : Math.round((endedAtMs - startedAtMs) / 1000);
}

const time = (ms: number): string => new Date(ms).toISOString();

/** Numbers and texts of the API before version 6. */
export const OLD_STATUS: Readonly<Record<RunState, { readonly code: number; readonly text: string }>> = {
  created: { code: -2, text: 'Created' },
  queued: { code: 0, text: 'Queued' },
  initializing: { code: 1, text: 'Initializing' },
  running: { code: 2, text: 'Running' },
  processing_metrics: { code: 2, text: 'Processing metrics' },
  completed: { code: 3, text: 'Finished' },
  aborted: { code: 6, text: 'Aborted (by system)' },
};

/** Where this client reaches the controller, for links it is to follow. */
export function originOf({ protocol, host }: Pick<FastifyRequest, 'protocol' | 'host'>): string {
  return `${protocol}://${host}`;
}

export function runPage(request: Pick<FastifyRequest, 'protocol' | 'host'>, runId: number): string {
  return `${originOf(request)}/runs/${runId}`;
}
