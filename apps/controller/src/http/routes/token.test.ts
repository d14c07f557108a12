import { expect, test } from 'vitest';
import {
  type Installation,
  install,
  newcomer,
  newTeam,
  type Someone,
  tokenOf,
} from '../installation.fixture.ts';

const create = (installation: Installation, someone: Someone, payload: object) =>
  installation.call(someone, { method: 'POST', url: '/api/v1/tokens', payload });

const projects = async (installation: Installation, someone: Someone) =>
  (await installation.call(someone, { method: 'GET', url: '/api/v1/projects' })).statusCode;

test('a token is shown once and stored as a hash', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const answer = await create(installation, ada, { name: 'ci', maxRole: 'runner' });
  const { secret, token } = answer.json();
  expect(secret).toMatch(/^squ_[0-9A-Za-z]{38}$/);
  expect(token).toMatchObject({ name: 'ci', maxRole: 'runner', hint: `${secret.slice(0, 10)}…` });
  const list = await installation.call(ada, { method: 'GET', url: '/api/v1/tokens' });
  expect(list.body).not.toContain(secret);
  expect(list.json()).toHaveLength(2);
});

test('a revoked token stops working at once', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const { secret, token } = (await create(installation, ada, { name: 'ci' })).json();
  const ci = { ...ada, secret };
  expect(await projects(installation, ci)).toBe(200);
  await installation.call(ada, { method: 'DELETE', url: `/api/v1/tokens/${token.id}` });
  expect(await projects(installation, ci)).toBe(401);
});

test('an expired token stops working', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const expiresAtMs = Math.floor(installation.clock.wallMs()) + 60_000;
  const { secret } = (await create(installation, ada, { name: 'ci', expiresAtMs })).json();
  const ci = { ...ada, secret };
  expect(await projects(installation, ci)).toBe(200);
  installation.clock.advance(60_001);
  expect(await projects(installation, ci)).toBe(401);
});

test('a token for viewers of one project is that, however mighty its user is', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const projectId = team.project.id;
  const secret = await tokenOf(installation, team.owner.user, { maxRole: 'viewer', projectId });
  const weak = { ...team.owner, secret };
  const status = async (method: string, url: string) =>
    (await installation.call(weak, { method, url, ...(method === 'POST' && { payload: {} }) })).statusCode;
  expect(await status('GET', `/api/v1/projects/${projectId}`)).toBe(200);
  expect(await status('GET', `/api/v1/projects/${team.owner.user.defaultProjectId}`)).toBe(404);
  expect(await status('POST', `/api/v1/projects/${projectId}/tests`)).toBe(403);
  expect(await status('POST', '/api/v1/projects')).toBe(403);
  const seen = await installation.call(weak, { method: 'GET', url: '/api/v1/projects' });
  expect(seen.json()).toMatchObject([{ id: projectId }]);
});

test('a token makes no token that gives more, for more or for longer', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const expiresAtMs = Math.floor(installation.clock.wallMs()) + 60_000;
  const limits = { maxRole: 'runner', projectId: team.project.id, expiresAtMs } as const;
  const weak = { ...team.owner, secret: await tokenOf(installation, team.owner.user, limits) };
  expect((await create(installation, weak, { name: 'more', maxRole: 'admin' })).statusCode).toBe(403);
  const elsewhere = { name: 'elsewhere', projectId: team.owner.user.defaultProjectId };
  expect((await create(installation, weak, elsewhere)).statusCode).toBe(404);
  const longer = await create(installation, weak, { name: 'longer', expiresAtMs: expiresAtMs + 1 });
  expect(longer.json().token).toMatchObject(limits);
});

test.each([
  ['wrong', 'squ_000000000000000000000000000000000000'],
  ['empty', ''],
  ['of another kind of service', 'ghp_abc'],
])('a token that is %s is refused', async (_title, secret) => {
  await using installation = await install();
  const headers = { authorization: `Bearer ${secret}` };
  const answer = await installation.call(null, { method: 'GET', url: '/api/v1/projects', headers });
  expect(answer.statusCode).toBe(401);
  expect(answer.json().error).toEqual({
    code: 'unauthenticated',
    message: 'the token is wrong, has expired or was revoked',
  });
});

test('the use of a token is noted', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  await projects(installation, ada);
  const [token] = await installation.stores.tokens.ofUser(ada.user.id);
  expect(token?.lastUsedAtMs).toBe(installation.clock.wallMs());
});
