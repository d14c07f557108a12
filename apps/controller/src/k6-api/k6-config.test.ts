import { expect, test } from 'vitest';
import { type Installation, install, newTeam, type Team } from '../http/installation.fixture.ts';

const projectOf = async ({ stores }: Installation, { runner }: Team) =>
  (await stores.users.byId(runner.user.id))?.defaultProjectId;

test('k6 gets settings that name this controller and nobody else', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const projectId = await projectOf(installation, team);
  const url = '/api/v1/k6-config';
  const headers = { host: 'load.example.test:8080' };
  const answer = await installation.call(team.runner, { method: 'GET', url, headers });
  expect(answer.json()).toEqual({
    collectors: {
      cloud: {
        host: 'http://load.example.test:8080',
        hostv6: 'http://load.example.test:8080',
        webAppURL: 'http://load.example.test:8080',
        tracesEnabled: false,
        stackID: team.owner.user.organizationId,
        stackURL: 'http://load.example.test:8080',
        defaultProjectID: projectId,
      },
    },
  });
});

test('a token in the settings is a new one of whoever asks, and works', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const payload = { tokenName: 'k6 on my laptop' };
  const answer = await installation.call(team.runner, { method: 'POST', url: '/api/v1/k6-config', payload });
  expect(answer.statusCode).toBe(201);
  const { token: secret } = answer.json().collectors.cloud;
  const login = await installation.call({ ...team.runner, secret }, { method: 'GET', url: '/cloud/v6/auth' });
  expect(login.json()).toEqual({
    stack_id: team.owner.user.organizationId,
    default_project_id: await projectOf(installation, team),
  });
  const tokens = await installation.stores.tokens.ofUser(team.runner.user.id);
  expect(tokens.map(({ name }) => name).sort()).toEqual(['k6 on my laptop', 'test']);
});

test('the page that an upload prints leads to the test', async () => {
  await using installation = await install();
  const answer = await installation.call(null, { method: 'GET', url: '/a/k6-app/tests/7' });
  expect([answer.statusCode, answer.headers.location]).toEqual([302, '/tests/7']);
});

test.each([
  ['k6cloud/0.25.1', 400],
  ['k6cloud/0.44.0', 400],
  ['k6cloud/0.45.0', 200],
  ['k6cloud/2.2.0', 200],
])('%s that would send metrics gets a %i', async (agent, status) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const headers = { 'user-agent': agent };
  const wish = { method: 'POST', url: '/v1/tests', payload: { name: 'old' }, headers };
  const answer = await installation.call(team.runner, wish);
  expect(answer.statusCode, answer.body).toBe(status);
  if (status === 400) expect(answer.json().error.message).toContain('use v0.45 or later');
});
