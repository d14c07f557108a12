import type { ProjectRole } from '../identity/roles.ts';

/**
 * Who may use a route. A role: in the project that the path names, directly or by something that belongs to it.
 * `signed-link`: whoever has a link that was made here. `owner`: of the organization. `run`: the generators of the run that the path names.
 * `share`: whoever has a share link; that also opens every GET route of `/api/v1/runs/:runId` for its run (see `authorize.ts`).
 */
export type Access =
  | 'public'
  | 'signed-link'
  | 'signed-in'
  | 'owner'
  | 'operator'
  | 'run'
  | 'share'
  | ProjectRole;

/** Every route there is. A route that is not in this table cannot be registered. */
export const ACCESS = {
  'GET /api/v1/health': 'public',
  'GET /api/v1/openapi.json': 'signed-in',

  'POST /api/v1/session': 'public',
  'GET /api/v1/session': 'signed-in',
  'DELETE /api/v1/session': 'signed-in',
  'POST /api/v1/tokens/redeem': 'public',

  'GET /api/v1/tokens': 'signed-in',
  'POST /api/v1/tokens': 'signed-in',
  'DELETE /api/v1/tokens/:tokenId': 'signed-in',
  'PATCH /api/v1/me': 'signed-in',

  'GET /api/v1/organizations': 'operator',
  'POST /api/v1/organizations': 'operator',

  'GET /api/v1/users': 'signed-in',
  'POST /api/v1/users': 'owner',
  'PATCH /api/v1/users/:userId': 'owner',
  'GET /api/v1/audit': 'owner',

  'GET /api/v1/projects': 'signed-in',
  'POST /api/v1/projects': 'owner',
  'GET /api/v1/projects/:projectId': 'viewer',
  'PATCH /api/v1/projects/:projectId': 'admin',
  'DELETE /api/v1/projects/:projectId': 'owner',
  'GET /api/v1/projects/:projectId/members': 'viewer',
  'PUT /api/v1/projects/:projectId/members/:userId': 'admin',
  'DELETE /api/v1/projects/:projectId/members/:userId': 'admin',
  'GET /api/v1/projects/:projectId/quota': 'viewer',
  'PUT /api/v1/projects/:projectId/quota': 'owner',
  'GET /api/v1/projects/:projectId/denied-targets': 'viewer',
  'PUT /api/v1/projects/:projectId/denied-targets': 'admin',

  'GET /api/v1/projects/:projectId/tests': 'viewer',
  'POST /api/v1/projects/:projectId/tests': 'editor',
  'GET /api/v1/tests/:testId': 'viewer',
  'PATCH /api/v1/tests/:testId': 'editor',
  'DELETE /api/v1/tests/:testId': 'editor',
  'PUT /api/v1/tests/:testId/archive': 'editor',
  'GET /api/v1/tests/:testId/archive': 'viewer',
  'POST /api/v1/tests/:testId/check': 'runner',
  'PUT /api/v1/tests/:testId/baseline': 'editor',
  'GET /api/v1/tests/:testId/trend': 'viewer',

  'GET /api/v1/projects/:projectId/runs': 'viewer',
  'POST /api/v1/tests/:testId/runs': 'runner',
  'GET /api/v1/runs/:runId': 'viewer',
  'PATCH /api/v1/runs/:runId': 'runner',
  'DELETE /api/v1/runs/:runId': 'editor',
  'POST /api/v1/runs/:runId/stop': 'runner',
  'GET /api/v1/runs/:runId/logs': 'viewer',
  'GET /api/v1/runs/:runId/archive': 'viewer',
  'GET /api/v1/runs/:runId/overview': 'viewer',
  'GET /api/v1/runs/:runId/progress': 'viewer',
  'GET /api/v1/runs/:runId/metrics': 'viewer',
  'GET /api/v1/runs/:runId/series': 'viewer',
  'GET /api/v1/runs/:runId/summary': 'viewer',
  'GET /api/v1/runs/:runId/checks': 'viewer',
  'GET /api/v1/runs/:runId/groups': 'viewer',
  'GET /api/v1/runs/:runId/requests': 'viewer',
  'GET /api/v1/runs/:runId/thresholds': 'viewer',
  'GET /api/v1/runs/:runId/generators': 'viewer',
  'GET /api/v1/runs/:runId/report': 'viewer',

  'GET /api/v1/runs/:runId/insights': 'viewer',
  'GET /api/v1/runs/:runId/export': 'viewer',
  'GET /api/v1/runs/:runId/share': 'viewer',
  'POST /api/v1/runs/:runId/share': 'runner',
  'DELETE /api/v1/runs/:runId/share': 'runner',
  'GET /api/v1/shared': 'share',

  'GET /api/v1/projects/:projectId/schedules': 'viewer',
  'POST /api/v1/projects/:projectId/schedules': 'editor',
  'PATCH /api/v1/schedules/:scheduleId': 'editor',
  'DELETE /api/v1/schedules/:scheduleId': 'editor',

  'GET /api/v1/projects/:projectId/notifications': 'admin',
  'POST /api/v1/projects/:projectId/notifications': 'admin',
  'PATCH /api/v1/notifications/:notificationId': 'admin',
  'DELETE /api/v1/notifications/:notificationId': 'admin',
  'POST /api/v1/notifications/:notificationId/test': 'admin',

  'GET /api/v1/load-zones': 'signed-in',
  'POST /api/v1/load-zones': 'owner',
  'PATCH /api/v1/load-zones/:loadZoneId': 'owner',
  'DELETE /api/v1/load-zones/:loadZoneId': 'owner',

  'GET /api/v1/agents': 'signed-in',
  'DELETE /api/v1/agents/:agentId': 'owner',
  'POST /api/v1/agents/enrol': 'public',
  'GET /api/v1/enrolment-tokens': 'owner',
  'POST /api/v1/enrolment-tokens': 'owner',
  'DELETE /api/v1/enrolment-tokens/:enrolmentTokenId': 'owner',

  'GET /api/v1/k6-config': 'signed-in',
  'POST /api/v1/k6-config': 'signed-in',

  'GET /cloud/v6/auth': 'signed-in',
  'GET /cloud/v6/projects': 'signed-in',
  'GET /cloud/v6/load_zones': 'signed-in',
  'POST /cloud/v6/validate_options': 'signed-in',
  'GET /cloud/v6/projects/:projectId/load_tests': 'viewer',
  // Editors with a script, runners without: a run elsewhere needs a test to belong to.
  'POST /cloud/v6/projects/:projectId/load_tests': 'runner',
  'PUT /cloud/v6/load_tests/:testId/script': 'editor',
  'POST /cloud/v6/load_tests/:testId/start': 'runner',
  'GET /cloud/v6/test_runs/:runId': 'viewer',
  'POST /cloud/v6/test_runs/:runId/abort': 'runner',
  'POST /provisioning/v1/load_tests/:testId/start_local_execution': 'runner',
  'POST /provisioning/v1/test_runs/:runId/notify': 'run',
  'PUT /ingest/runs/:runId/archive': 'signed-link',
  'POST /ingest/runs/:runId/metrics': 'run',
  'POST /ingest/runs/:runId/logs': 'run',
  'POST /v2/metrics/:runId': 'runner',
  'GET /provisioning/v1/test_runs/:runId/decrypt_secret': 'run',
  // A link to a page; what is on it needs rights of its own.
  'GET /a/k6-app/tests/:testId': 'public',

  'POST /v1/login': 'public',
  'POST /v1/validate-token': 'public',
  'POST /v1/validate-options': 'signed-in',
  'POST /v1/archive-upload': 'signed-in',
  'GET /v1/test-progress/:reference': 'signed-in',
  'POST /v1/tests': 'signed-in',
  'POST /v1/tests/:runId': 'runner',
  'POST /v1/tests/:runId/stop': 'runner',
} as const satisfies Readonly<Record<string, Access>>;

/** @throws Error for a route that nobody decided about */
export function accessOf(method: string, path: string): Access {
  const access = (ACCESS as Readonly<Record<string, Access>>)[`${method} ${path}`];
  if (access === undefined) throw new Error(`nobody decided who may use ${method} ${path}: add it to ACCESS`);
  return access;
}
