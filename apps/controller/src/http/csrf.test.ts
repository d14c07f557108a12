import { expect, test } from 'vitest';
import { ACCESS, type Access } from './access.ts';
import { addressOf, type Scene, setScene } from './scene.fixture.ts';

/** What anybody may do, or whoever has a link or the token of a run, needs no cookie. */
const WITHOUT_COOKIE: readonly Access[] = ['public', 'signed-link'];

const CHANGING = Object.entries(ACCESS).filter(
  ([route, access]) => !route.startsWith('GET ') && !WITHOUT_COOKIE.includes(access),
);

async function signedIn({ installation, cast }: Scene) {
  const { user } = cast.operator ?? {};
  if (user === undefined) throw new Error('there is no operator');
  const { cookie, session } = await installation.services.signIn.openSession(user);
  return { cookie: `squall_session=${cookie}`, csrfToken: session.csrfToken };
}

test('a session alone changes nothing, over any route: a page of somebody else could have sent it', async () => {
  const scene = await setScene();
  await using installation = scene.installation;
  const { cookie } = await signedIn(scene);
  for (const [route] of CHANGING) {
    const [method = ''] = route.split(' ');
    const url = await addressOf(scene, route, scene.cast.operator);
    for (const headers of [{ cookie }, { cookie, 'x-csrf-token': 'guess' }]) {
      const answer = await installation.call(null, { method, url, headers });
      expect(answer.statusCode, route).toBe(403);
      expect(JSON.stringify(answer.json()), route).toContain('requests with a session need the header');
    }
  }
});

test('with the token of the session the same requests come further', async () => {
  const scene = await setScene();
  await using installation = scene.installation;
  const { cookie, csrfToken } = await signedIn(scene);
  const payload = { note: 'x' };
  const url = `/api/v1/runs/${scene.run.id}`;
  const headers = { cookie, 'x-csrf-token': csrfToken };
  const answer = await installation.call(null, { method: 'PATCH', url, headers, payload });
  expect(answer.statusCode).toBe(204);
});

test.each([
  ['POST', '/api/v1/session', { oneTimeToken: 'sqo_x' }],
  ['PUT', '/ingest/runs/1/archive?signature=x', {}],
])('a cookie gives nothing to %s %s, which does not need one', async (method, url, payload) => {
  const scene = await setScene();
  await using installation = scene.installation;
  const { cookie } = await signedIn(scene);
  const answer = await installation.call(null, { method, url, headers: { cookie }, payload });
  expect([401, 403]).toContain(answer.statusCode);
});
