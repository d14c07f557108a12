import { expect, test } from 'vitest';
import { hashSecret } from '../../identity/secret.ts';
import { addEndedRun } from '../../runs/stored-run.fixture.ts';
import { type Installation, install, newTeam, type Team } from '../installation.fixture.ts';

const DAY_MS = 24 * 3_600_000;

async function share(
  installation: Installation,
  { runner }: Team,
  runId: number,
  expiresInDays: number | null,
) {
  const url = `/api/v1/runs/${runId}/share`;
  const answer = await installation.call(runner, { method: 'POST', url, payload: { expiresInDays } });
  expect(answer.statusCode).toBe(201);
  return answer.json() as { url: string; token: string; expiresAtMs: number | null };
}

const visit = (installation: Installation, token: string, url: string, method = 'GET') =>
  installation.call(null, {
    method,
    url,
    headers: { 'x-share-token': token },
    ...(method === 'POST' && { payload: {} }),
  });

test('whoever has the link reads the run without an account', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const link = await share(installation, team, run.id, null);
  expect(link).toMatchObject({
    url: `http://localhost:80/shared/${link.token}`,
    token: expect.stringMatching(/^sqs_[0-9A-Za-z]{38}$/),
    expiresAtMs: null,
  });
  const shared = await visit(installation, link.token, '/api/v1/shared');
  expect(shared.json()).toEqual({ runId: run.id, testName: 'checkout', expiresAtMs: null });
  expect((await visit(installation, link.token, `/api/v1/runs/${run.id}`)).json().id).toBe(run.id);
  expect((await visit(installation, link.token, `/api/v1/runs/${run.id}/logs`)).statusCode).toBe(200);
});

test('the link opens no other run, neither of the test nor of another organization', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const others = [
    await addEndedRun(installation, team),
    await addEndedRun(installation, await newTeam(installation, 'other')),
  ];
  const { token } = await share(installation, team, run.id, null);
  for (const other of others) {
    for (const path of ['', '/overview', '/logs', '/share']) {
      const { statusCode } = await visit(installation, token, `/api/v1/runs/${other.id}${path}`);
      expect(statusCode, path).toBe(404);
    }
  }
});

test('the link changes nothing, also for somebody who is signed in and could', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const { token } = await share(installation, team, run.id, null);
  const headers = { 'x-share-token': token };
  const url = `/api/v1/runs/${run.id}`;
  for (const someone of [null, team.owner]) {
    const change = { method: 'PATCH', url, headers, payload: { note: 'mine' } };
    expect((await installation.call(someone, change)).statusCode).toBe(403);
    expect((await installation.call(someone, { method: 'DELETE', url, headers })).statusCode).toBe(403);
  }
  expect((await visit(installation, token, '/api/v1/projects')).statusCode).toBe(403);
  expect((await visit(installation, token, `/api/v1/tests/${run.testId}`)).statusCode).toBe(403);
  expect((await visit(installation, token, `${url}/stop`, 'POST')).statusCode).toBe(403);
});

test('a link stops working when it expires, is revoked, is replaced, or its run is removed', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const url = `/api/v1/runs/${run.id}`;
  const status = async (token: string) => (await visit(installation, token, url)).statusCode;

  const expiring = await share(installation, team, run.id, 2);
  installation.clock.advance(2 * DAY_MS - 1000);
  expect(await status(expiring.token)).toBe(200);
  installation.clock.advance(1001);
  expect(await status(expiring.token)).toBe(401);

  const replaced = await share(installation, team, run.id, null);
  const revoked = await share(installation, team, run.id, null);
  expect(await status(replaced.token)).toBe(401);
  expect(await status(revoked.token)).toBe(200);
  const revoke = { method: 'DELETE', url: `${url}/share` };
  expect((await installation.call(team.runner, revoke)).statusCode).toBe(204);
  expect((await installation.call(team.runner, revoke)).statusCode).toBe(404);
  expect(await status(revoked.token)).toBe(401);

  const orphan = await share(installation, team, run.id, null);
  await installation.call(team.editor, { method: 'DELETE', url });
  expect(await status(orphan.token)).toBe(401);
});

test('who may see a run sees whether it is shared, but never the token', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const look = () => installation.call(team.viewer, { method: 'GET', url: `/api/v1/runs/${run.id}/share` });
  expect((await look()).json()).toEqual({ isShared: false, createdAtMs: null, expiresAtMs: null });
  const { token, expiresAtMs } = await share(installation, team, run.id, 2);
  expect((await look()).json()).toMatchObject({ isShared: true, expiresAtMs });
  expect((await installation.stores.shareLinks.ofRun(run.id))?.hash).toBe(hashSecret(token));
  installation.clock.advance(3 * DAY_MS);
  expect((await look()).json()).toMatchObject({ isShared: false });
});

test('sharing is audited', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addEndedRun(installation, team);
  const { token } = await share(installation, team, run.id, null);
  await installation.call(team.runner, { method: 'DELETE', url: `/api/v1/runs/${run.id}/share` });
  const audit = await installation.call(team.owner, { method: 'GET', url: '/api/v1/audit' });
  expect(audit.json()).toMatchObject([
    { action: 'share.revoke', target: `run:${run.id}`, actor: 'runner@team.test' },
    { action: 'share.create', target: `run:${run.id}`, detail: { expiresAtMs: null } },
  ]);
  expect(audit.body).not.toContain(token);
});

test.each(['', 'sqs_wrong', 'squ_000000000000000000000000000000000000'])(
  'the share token %j is refused',
  async (token) => {
    await using installation = await install();
    const answer = await visit(installation, token, '/api/v1/shared');
    expect(answer.statusCode).toBe(401);
    expect(answer.json().error.message).toBe('the share link is wrong, has expired or was revoked');
  },
);
