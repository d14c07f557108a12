import { expect, test } from 'vitest';
import { ACCESS, type Access } from './access.ts';
import { install } from './installation.fixture.ts';
import { addressOf, CAST, type Role, type Scene, setScene } from './scene.fixture.ts';

/** Who may, by kind of route. The outsider owns another organization; what she may do there is not the question. */
const MAY: Readonly<Record<Access, readonly Role[]>> = {
  public: CAST,
  // Nobody here has the link.
  'signed-link': [],
  'signed-in': ['outsider', 'viewer', 'runner', 'editor', 'admin', 'owner', 'operator'],
  viewer: ['viewer', 'runner', 'editor', 'admin', 'owner', 'operator'],
  runner: ['runner', 'editor', 'admin', 'owner', 'operator'],
  editor: ['editor', 'admin', 'owner', 'operator'],
  admin: ['admin', 'owner', 'operator'],
  owner: ['outsider', 'owner', 'operator'],
  operator: ['operator'],
  run: ['generator'],
  share: ['visitor'],
};

/** Where what is asked for is looked for only after the body was found to be right. */
const PAYLOADS: Readonly<Record<string, object>> = { PATCH: { name: 'renamed' } };

async function request(scene: Scene, route: string, role: Role): Promise<number> {
  const [method = ''] = route.split(' ');
  const someone = scene.cast[role];
  const url = await addressOf(scene, route, someone);
  const body = method === 'GET' || method === 'DELETE' ? {} : { payload: PAYLOADS[method] ?? {} };
  const headers = role === 'visitor' ? { 'x-share-token': someone?.secret } : {};
  const { statusCode } = await scene.installation.call(someone, { method, url, headers, ...body });
  return statusCode;
}

function expectedRefusal(route: string, access: Access, role: Role): number | undefined {
  if (access === 'public') return undefined;
  if (access === 'signed-link') return 403;
  if (role === 'nobody') return 401;
  if (role === 'visitor') return mayVisit(route, access) ? undefined : 403;
  const isOthers = /:(?!tokenId)\w+/.test(route);
  if (access === 'run') return role === 'generator' ? undefined : 404;
  if (role === 'generator') return 403;
  if (role === 'outsider' && isOthers && access !== 'operator') return 404;
  return MAY[access].includes(role) ? undefined : 403;
}

/** Who has a share link: all there is to read of the run, and nothing else. */
function mayVisit(route: string, access: Access): boolean {
  return access === 'share' || (access === 'viewer' && /^GET \/api\/v1\/runs\/:runId(\/|$)/.test(route));
}

test('every route that is registered is in the table, and the other way round', async () => {
  await using installation = await install();
  expect([...new Set(installation.routes)].sort()).toEqual(Object.keys(ACCESS).sort());
});

test.each(Object.entries(ACCESS))('%s lets in as it says: %s', async (route, access) => {
  let scene = await setScene();
  try {
    for (const role of CAST) {
      const refusal = expectedRefusal(route, access, role);
      const status = await request(scene, route, role);
      if (refusal !== undefined) {
        expect(status, `${role} on ${route}`).toBe(refusal);
        continue;
      }
      expect([401, 403, 404].includes(status) || status >= 500, `${role} on ${route} got ${status}`).toBe(
        false,
      );
      // What she was let do may be gone now.
      if (/^DELETE|\/stop$/.test(route)) {
        await scene.installation[Symbol.asyncDispose]();
        scene = await setScene();
      }
    }
  } finally {
    await scene.installation[Symbol.asyncDispose]();
  }
});

test.each([
  '..%2f..%2fsquall.db',
  '..%2f1',
  '1%2f..%2f2',
  '1e0',
  '0x1',
  '-1',
  '1.0',
  '%00',
  '999999999999999999',
])('nothing has the id %s, whatever is asked of it', async (id) => {
  const scene = await setScene();
  await using installation = scene.installation;
  for (const path of [`tests/${id}/archive`, `runs/${id}/archive`, `runs/${id}/export?format=csv`]) {
    const { statusCode } = await installation.call(scene.cast.owner, {
      method: 'GET',
      url: `/api/v1/${path}`,
    });
    expect(statusCode, path).toBe(404);
  }
});
