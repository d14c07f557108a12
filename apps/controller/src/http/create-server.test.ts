import { expect, test } from 'vitest';
import { install, newcomer, tokenOf } from './installation.fixture.ts';

test('every answer, also an error, tells browsers what not to do', async () => {
  await using installation = await install();
  for (const url of ['/api/v1/health', '/api/v1/projects', '/nowhere']) {
    const { headers } = await installation.call(null, { method: 'GET', url });
    expect(headers['content-security-policy'], url).toContain("default-src 'self'");
    expect(headers['x-content-type-options'], url).toBe('nosniff');
    expect(headers['x-frame-options'], url).toBe('DENY');
  }
});

test('what does not exist is an error of the usual shape', async () => {
  await using installation = await install();
  const answer = await installation.call(null, { method: 'GET', url: '/nowhere' });
  expect(answer.statusCode).toBe(404);
  expect(answer.json()).toEqual({ error: { code: 'not-found', message: 'there is no such page or route' } });
});

test('a body with a field nobody knows is refused', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const payload = { name: 'ci', maxRoll: 'viewer' };
  const answer = await installation.call(ada, { method: 'POST', url: '/api/v1/tokens', payload });
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.code).toBe('invalid-request');
});

test('a body that is too large is refused', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const payload = { name: 'x'.repeat(2_000_000) };
  const answer = await installation.call(ada, { method: 'POST', url: '/api/v1/tokens', payload });
  expect(answer.statusCode).toBe(413);
  expect(answer.json().error.code).toBe('payload-too-large');
});

test('a client that asks too often has to wait', async () => {
  await using installation = await install({ requestsPerMinute: 3 });
  const [ada, bob] = [
    await newcomer(installation, 'a@example.test'),
    await newcomer(installation, 'b@example.test'),
  ];
  const ask = (someone: typeof ada) => installation.call(someone, { method: 'GET', url: '/api/v1/projects' });
  const codes = [];
  for (let i = 0; i < 4; i++) codes.push((await ask(ada)).statusCode);
  expect(codes).toEqual([200, 200, 200, 429]);
  expect((await ask(ada)).json().error.code).toBe('rate-limited');
  const another = { ...ada, secret: await tokenOf(installation, ada.user) };
  expect((await ask(another)).statusCode).toBe(429);
  expect((await ask(bob)).statusCode).toBe(200);
});

test('the API describes itself', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const document = (await installation.call(ada, { method: 'GET', url: '/api/v1/openapi.json' })).json();
  expect(document.openapi).toBe('3.1.0');
  const described = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const ours = installation.routes
    .map((route) => route.replace(/:(\w+)/g, '{$1}'))
    .filter((route) => route.includes('/api/v1/') && !/openapi|tail/.test(route));
  expect(described.sort()).toEqual(ours.sort());
  const { responses } = document.paths['/api/v1/projects'].get;
  expect(responses['4XX'].content['application/json'].schema.properties.error.required).toEqual([
    'code',
    'message',
  ]);
});

test('a failure of the disk is told as such, a bug is not told but logged', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  const { stores } = installation;
  const fail = (error: Error) => {
    Object.assign(stores.projects, { ofOrganization: () => Promise.reject(error) });
    return installation.call(ada, { method: 'GET', url: '/api/v1/projects' });
  };
  const full = new Error('query failed', {
    cause: Object.assign(new Error('full'), { code: 'SQLITE_FULL' }),
  });
  expect((await fail(full)).json()).toEqual({
    error: { code: 'unavailable', message: 'the disk of the controller is full' },
  });
  const bug = await fail(new Error('secret detail'));
  expect(bug.statusCode).toBe(500);
  expect(bug.body).not.toContain('secret detail');
  expect(installation.logged.join()).toContain('secret detail');
});
