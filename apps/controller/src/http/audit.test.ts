import { expect, test } from 'vitest';
import { archiveOf } from '../archives/tar.fixture.ts';
import type { AuditEntry } from '../audit/audit-log.ts';
import { hashPassword } from '../identity/password.ts';
import { createSecret, hashSecret } from '../identity/secret.ts';
import { signLink } from '../k6-api/signed-link.ts';
import { endRun } from '../runs/stored-run.fixture.ts';
import { ACCESS } from './access.ts';
import { addressOf, type Role, type Scene, setScene } from './scene.fixture.ts';

/** Routes that change nothing, or deliver what a run measures, which is noted with the run. */
const WITHOUT_ENTRY: readonly string[] = [
  'POST /api/v1/tests/:testId/check',
  'POST /cloud/v6/validate_options',
  'POST /v1/validate-options',
  'POST /v1/validate-token',
  'POST /ingest/runs/:runId/metrics',
  'POST /ingest/runs/:runId/logs',
  'POST /v2/metrics/:runId',
];

interface Act {
  readonly action: string;
  /** The operator unless said. */
  readonly by?: Role;
  readonly body?: (scene: Scene) => Body | Promise<Body>;
  readonly prepare?: (scene: Scene) => Promise<unknown>;
  readonly query?: (scene: Scene) => string;
}

interface Body {
  readonly payload: object | Buffer;
  readonly type?: string;
}

const json = (payload: object) => () => ({ payload });
const tar = (type: string) => async () => ({ payload: await archiveOf(), type });
const firstToken = ({ installation: { oneTimeToken } }: Scene) => ({ payload: { oneTimeToken } });
const oneTime = ({ installation: { oneTimeToken } }: Scene) => ({ payload: { oneTimeToken, name: 'x' } });
const endOfRun = ({ installation, run }: Scene) => endRun(installation, run);

function form(fields: (scene: Scene) => Record<string, string>, hasFile = true) {
  return async (scene: Scene): Promise<Body> => {
    const data = new FormData();
    for (const [name, value] of Object.entries(fields(scene))) data.append(name, value);
    if (hasFile) data.append('file', new Blob([new Uint8Array(await archiveOf())]), 'archive.tar');
    const encoded = new Response(data);
    return {
      payload: Buffer.from(await encoded.arrayBuffer()),
      type: encoded.headers.get('content-type') ?? '',
    };
  };
}

const enrolment = async ({ installation: { stores }, ids, team }: Scene, secret: string) =>
  stores.agents.createEnrolment({
    loadZoneId: ids.loadZoneId ?? 0,
    organizationId: team.owner.user.organizationId,
    name: 'another',
    hash: hashSecret(secret),
    hint: '',
    usesLeft: null,
    createdBy: null,
    createdAtMs: 1,
    expiresAtMs: null,
  });

const ENROLMENT_SECRET = createSecret('sqe');
const PASSWORD = 'correct horse battery';
const EVENTS = ['run.ended'];
const LOCAL_RUN = { options: { vus: 1, duration: '4s' }, max_vus: 1, total_duration: 4 };

const ACTS: Readonly<Record<string, Act>> = {
  'POST /api/v1/session': { action: 'session.start', body: firstToken },
  'DELETE /api/v1/session': { action: 'session.end' },
  'POST /api/v1/tokens/redeem': { action: 'token.redeem', body: oneTime },
  'POST /api/v1/tokens': { action: 'token.create', body: json({ name: 'x' }) },
  'DELETE /api/v1/tokens/:tokenId': { action: 'token.revoke' },
  'PATCH /api/v1/me': { action: 'user.change', body: json({ name: 'x' }) },
  'POST /api/v1/organizations': {
    action: 'organization.create',
    body: json({ name: 'x', ownerEmail: 'x@y.test', ownerName: 'x' }),
  },
  'POST /api/v1/users': { action: 'user.create', body: json({ email: 'x@y.test', name: 'x' }) },
  'PATCH /api/v1/users/:userId': { action: 'user.change', body: json({ name: 'x' }) },
  'POST /api/v1/projects': { action: 'project.create', body: json({ name: 'x' }) },
  'PATCH /api/v1/projects/:projectId': { action: 'project.change', body: json({ retentionDays: 9 }) },
  'DELETE /api/v1/projects/:projectId': { action: 'project.remove' },
  'PUT /api/v1/projects/:projectId/members/:userId': { action: 'member.set', body: json({ role: 'runner' }) },
  'DELETE /api/v1/projects/:projectId/members/:userId': { action: 'member.remove' },
  'PUT /api/v1/projects/:projectId/quota': {
    action: 'quota.set',
    body: json({ maxVUs: 1, maxDurationS: null, maxConcurrentRuns: null, maxLoadZones: null }),
  },
  'PUT /api/v1/projects/:projectId/denied-targets': {
    action: 'denied-targets.set',
    body: json({ targets: ['*.internal'] }),
  },
  'POST /api/v1/projects/:projectId/tests': { action: 'test.create', body: json({ name: 'x' }) },
  'PATCH /api/v1/tests/:testId': { action: 'test.rename', body: json({ name: 'x' }) },
  'DELETE /api/v1/tests/:testId': { action: 'test.remove' },
  'PUT /api/v1/tests/:testId/archive': { action: 'test.upload', body: tar('application/x-tar') },
  'PUT /api/v1/tests/:testId/baseline': { action: 'baseline.set', body: json({ runId: null }) },
  'POST /api/v1/tests/:testId/runs': { action: 'run.start' },
  'PATCH /api/v1/runs/:runId': { action: 'run.note', body: json({ note: 'x' }) },
  'DELETE /api/v1/runs/:runId': { action: 'run.remove', prepare: endOfRun },
  'POST /api/v1/runs/:runId/stop': { action: 'run.stop' },
  'POST /api/v1/runs/:runId/share': { action: 'share.create', body: json({ expiresInDays: 1 }) },
  'DELETE /api/v1/runs/:runId/share': { action: 'share.revoke' },
  'POST /api/v1/projects/:projectId/schedules': {
    action: 'schedule.create',
    body: ({ ids: { testId } }) => ({ payload: { testId, cron: '0 3 * * *' } }),
  },
  'PATCH /api/v1/schedules/:scheduleId': { action: 'schedule.change', body: json({ isEnabled: false }) },
  'DELETE /api/v1/schedules/:scheduleId': { action: 'schedule.remove' },
  'POST /api/v1/projects/:projectId/notifications': {
    action: 'notification.create',
    body: json({ url: 'http://a.test/', events: EVENTS }),
  },
  'PATCH /api/v1/notifications/:notificationId': {
    action: 'notification.change',
    body: json({ events: EVENTS }),
  },
  'DELETE /api/v1/notifications/:notificationId': { action: 'notification.remove' },
  'POST /api/v1/notifications/:notificationId/test': { action: 'notification.test' },
  'POST /api/v1/load-zones': { action: 'load-zone.create', body: json({ code: 'x', name: 'x' }) },
  'PATCH /api/v1/load-zones/:loadZoneId': { action: 'load-zone.rename', body: json({ name: 'x' }) },
  'DELETE /api/v1/load-zones/:loadZoneId': { action: 'load-zone.remove' },
  'DELETE /api/v1/agents/:agentId': { action: 'agent.revoke' },
  'POST /api/v1/agents/enrol': {
    action: 'agent.enrol',
    prepare: (scene) => enrolment(scene, ENROLMENT_SECRET),
    body: json({ enrolmentToken: ENROLMENT_SECRET, name: 'x', squallVersion: '1', maxVUs: 1 }),
  },
  'POST /api/v1/enrolment-tokens': {
    action: 'enrolment-token.create',
    body: ({ ids: { loadZoneId } }) => ({ payload: { name: 'x', loadZoneId } }),
  },
  'DELETE /api/v1/enrolment-tokens/:enrolmentTokenId': { action: 'enrolment-token.revoke' },
  'POST /api/v1/k6-config': { action: 'token.create', body: json({ tokenName: 'x' }) },
  'POST /cloud/v6/projects/:projectId/load_tests': {
    action: 'test.create',
    body: form(() => ({ name: 'x' })),
  },
  'PUT /cloud/v6/load_tests/:testId/script': { action: 'test.upload', body: tar('application/octet-stream') },
  'POST /cloud/v6/load_tests/:testId/start': { action: 'run.start' },
  'POST /cloud/v6/test_runs/:runId/abort': { action: 'run.stop' },
  'POST /provisioning/v1/load_tests/:testId/start_local_execution': {
    action: 'run.start',
    body: json(LOCAL_RUN),
  },
  'POST /provisioning/v1/test_runs/:runId/notify': {
    action: 'run.end',
    by: 'generator',
    body: json({ event_type: 'test_run_ended', error: null }),
  },
  'PUT /ingest/runs/:runId/archive': {
    action: 'run.archive',
    by: 'nobody',
    body: tar('application/x-tar'),
    query: ({ installation: { services }, run }) =>
      `?signature=${signLink(`archive of run ${run.id}`, services.signingKey)}`,
  },
  'POST /v1/login': {
    action: 'token.create',
    prepare: async ({ installation: { stores }, team }) =>
      stores.users.update(team.owner.user.id, { passwordHash: await hashPassword(PASSWORD) }),
    body: ({ team }) => ({ payload: { email: team.owner.user.email, password: PASSWORD } }),
  },
  'POST /v1/archive-upload': {
    action: 'run.start',
    body: form(({ ids }) => ({ name: 'x', project_id: String(ids.projectId) })),
  },
  'POST /v1/tests': {
    action: 'run.start',
    body: ({ ids }) => ({ payload: { name: 'x', project_id: ids.projectId } }),
  },
  'POST /v1/tests/:runId': {
    action: 'run.end',
    body: json({ result_status: 0, thresholds: {}, run_status: 3 }),
  },
  'POST /v1/tests/:runId/stop': { action: 'run.stop' },
};

const CHANGING = Object.keys(ACCESS).filter(
  (route) => !route.startsWith('GET ') && !WITHOUT_ENTRY.includes(route),
);

async function auditOf({ installation: { stores } }: Scene): Promise<readonly AuditEntry[]> {
  const organizations = await stores.users.organizations();
  const lists = organizations.map(({ id }) => stores.audit.ofOrganization(id, { limit: 100 }));
  return (await Promise.all(lists)).flat().sort((a, b) => a.id - b.id);
}

test.each(CHANGING)('%s leaves an entry in the audit log', async (route) => {
  const act = ACTS[route];
  if (act === undefined) {
    throw new Error(`add '${route}' to ACTS, or to WITHOUT_ENTRY if it changes nothing`);
  }
  const scene = await setScene();
  await using _installation = scene.installation;
  await act.prepare?.(scene);
  const before = (await auditOf(scene)).length;
  const someone = scene.cast[act.by ?? 'operator'];
  const url = `${await addressOf(scene, route, someone)}${act.query?.(scene) ?? ''}`;
  const { payload, type } = (await act.body?.(scene)) ?? {};
  const isPublic = (ACCESS as Record<string, string>)[route] === 'public';
  const answer = await scene.installation.call(isPublic ? null : someone, {
    method: route.split(' ')[0] ?? '',
    url,
    ...(payload !== undefined && { payload }),
    headers: { ...(type !== undefined && { 'content-type': type }) },
  });
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  const added = (await auditOf(scene)).slice(before);
  expect(added.map(({ action }) => action)).toContain(act.action);
  for (const { actor, address } of added) expect([actor === '', address]).toEqual([false, '127.0.0.1']);
});

test('a request that was refused leaves no entry', async () => {
  const scene = await setScene();
  await using installation = scene.installation;
  for (const method of ['PATCH', 'DELETE']) {
    const url = `/api/v1/runs/${scene.run.id}`;
    const payload = method === 'PATCH' ? { note: 'x' } : undefined;
    const answer = await installation.call(scene.cast.viewer, { method, url, ...(payload && { payload }) });
    expect(answer.statusCode).toBe(403);
  }
  expect(await auditOf(scene)).toEqual([]);
});
