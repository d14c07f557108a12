import { expect, test } from 'vitest';
import { hashPassword } from '../../identity/password.ts';
import { type Installation, install, newcomer } from '../installation.fixture.ts';

const PASSWORD = 'correct horse battery';

async function signIn({ call }: Installation, payload: object) {
  const answer = await call(null, { method: 'POST', url: '/api/v1/session', payload });
  const [cookie] = answer.cookies;
  return { answer, cookie, headers: { cookie: `${cookie?.name}=${cookie?.value}` } };
}

async function withPassword(installation: Installation) {
  const ada = await newcomer(installation, 'ada@example.test');
  await installation.stores.users.update(ada.user.id, { passwordHash: await hashPassword(PASSWORD) });
  return ada;
}

test('the one-time token of the first start signs in once', async () => {
  await using installation = await install();
  const { oneTimeToken } = installation;
  const { answer, cookie } = await signIn(installation, { oneTimeToken });
  expect(answer.statusCode).toBe(200);
  expect(answer.json()).toMatchObject({
    user: { organizationRole: 'owner', isOperator: true, hasPassword: false },
  });
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  expect((await signIn(installation, { oneTimeToken })).answer.json()).toEqual({
    error: { code: 'sign-in-failed', message: 'the token is wrong or was used' },
  });
});

test('a one-time token is good for nothing but signing in', async () => {
  await using installation = await install();
  const { oneTimeToken } = installation;
  const { statusCode } = await installation.call(null, {
    method: 'GET',
    url: '/api/v1/projects',
    headers: { authorization: `Bearer ${oneTimeToken}` },
  });
  expect(statusCode).toBe(401);
});

test('a one-time token becomes a lasting one for the command line', async () => {
  await using installation = await install();
  const payload = { oneTimeToken: installation.oneTimeToken, name: 'laptop' };
  const answer = await installation.call(null, { method: 'POST', url: '/api/v1/tokens/redeem', payload });
  const { secret } = answer.json();
  const someone = { user: {} as never, secret };
  expect((await installation.call(someone, { method: 'GET', url: '/api/v1/projects' })).statusCode).toBe(200);
  const again = await installation.call(null, { method: 'POST', url: '/api/v1/tokens/redeem', payload });
  expect(again.statusCode).toBe(401);
});

test('a password signs in, whatever the case of the e-mail address', async () => {
  await using installation = await install();
  await withPassword(installation);
  const { answer, headers } = await signIn(installation, { email: 'Ada@Example.test', password: PASSWORD });
  expect(answer.statusCode).toBe(200);
  const session = await installation.call(null, { method: 'GET', url: '/api/v1/session', headers });
  expect(session.json().user.email).toBe('ada@example.test');
});

test.each([
  { email: 'ada@example.test', password: 'wrong' },
  { email: 'nobody@example.test', password: PASSWORD },
])('wrong credentials are refused without telling what is wrong', async (credentials) => {
  await using installation = await install();
  await withPassword(installation);
  const { answer, cookie } = await signIn(installation, credentials);
  expect(answer.statusCode).toBe(401);
  expect(answer.json().error.message).toBe('the e-mail address or password is wrong');
  expect(cookie).toBeUndefined();
});

test('passwords cannot be guessed quickly', async () => {
  await using installation = await install();
  const credentials = { oneTimeToken: 'guess' };
  const codes = [];
  for (let i = 0; i < 11; i++) codes.push((await signIn(installation, credentials)).answer.statusCode);
  expect(codes.slice(0, 10)).toEqual(Array(10).fill(401));
  expect(codes[10]).toBe(429);
});

test('guesses are counted together, whatever else they carry', async () => {
  await using installation = await install();
  const codes = [];
  for (let i = 0; i < 11; i++) {
    const { statusCode } = await installation.call(null, {
      method: 'POST',
      url: '/api/v1/session',
      payload: { oneTimeToken: 'guess' },
      headers: { authorization: `Bearer ${i}` },
    });
    codes.push(statusCode);
  }
  expect(codes.at(-1)).toBe(429);
});

test('a request that changes something needs the second secret of its session', async () => {
  await using installation = await install();
  const { answer, headers } = await signIn(installation, { oneTimeToken: installation.oneTimeToken });
  const create = (more: object) =>
    installation.call(null, {
      method: 'POST',
      url: '/api/v1/projects',
      payload: { name: 'mine' },
      headers: { ...headers, ...more },
    });
  expect((await create({})).json().error.code).toBe('csrf-token-missing');
  expect((await create({ 'x-csrf-token': 'guess' })).statusCode).toBe(403);
  expect((await create({ 'x-csrf-token': answer.json().csrfToken })).statusCode).toBe(201);
});

test('a session ends when its user signs out, when it expires, and when the user is disabled', async () => {
  await using installation = await install();
  const ada = await withPassword(installation);
  const credentials = { email: 'ada@example.test', password: PASSWORD };
  const look = async (headers: object) =>
    (await installation.call(null, { method: 'GET', url: '/api/v1/session', headers: { ...headers } }))
      .statusCode;

  const first = await signIn(installation, credentials);
  expect(await look(first.headers)).toBe(200);
  const csrf = { 'x-csrf-token': first.answer.json().csrfToken };
  const out = { method: 'DELETE', url: '/api/v1/session', headers: { ...first.headers, ...csrf } };
  expect((await installation.call(null, out)).statusCode).toBe(204);
  expect(await look(first.headers)).toBe(401);

  const second = await signIn(installation, credentials);
  installation.clock.advance(8 * 24 * 3_600_000);
  expect(await look(second.headers)).toBe(401);

  const third = await signIn(installation, credentials);
  await installation.stores.users.update(ada.user.id, { disabledAtMs: 1 });
  expect(await look(third.headers)).toBe(401);
});

test('a password is changed with the one before, and not with a token', async () => {
  await using installation = await install();
  const ada = await withPassword(installation);
  const payload = { password: 'a different password', currentPassword: PASSWORD };
  const byToken = await installation.call(ada, { method: 'PATCH', url: '/api/v1/me', payload });
  expect(byToken.statusCode).toBe(403);
  const { answer, headers } = await signIn(installation, { email: 'ada@example.test', password: PASSWORD });
  const own = { ...headers, 'x-csrf-token': answer.json().csrfToken };
  const change = (body: object) =>
    installation.call(null, { method: 'PATCH', url: '/api/v1/me', payload: body, headers: own });
  expect((await change({ ...payload, currentPassword: 'wrong' })).json().error.target).toBe(
    'currentPassword',
  );
  expect((await change(payload)).statusCode).toBe(204);
  const again = await signIn(installation, { email: 'ada@example.test', password: 'a different password' });
  expect(again.answer.statusCode).toBe(200);
});
