import { expect, test } from 'vitest';
import { archiveOf, streamOf } from '../archives/tar.fixture.ts';
import { createSecret, hashSecret } from '../identity/secret.ts';
import { ACCESS, type Access } from './access.ts';
import { type Installation, install, newcomer, newTeam, type Someone } from './installation.fixture.ts';

const CAST = [
  'nobody',
  'generator',
  'visitor',
  'outsider',
  'viewer',
  'runner',
  'editor',
  'admin',
  'owner',
  'operator',
] as const;
type Role = (typeof CAST)[number];

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

interface Scene {
  readonly installation: Installation;
  readonly cast: Readonly<Record<Role, Someone | null>>;
  /** By parameter of a path: something of the team. */
  readonly ids: Readonly<Record<string, number>>;
}

async function setScene(): Promise<Scene> {
  const installation = await install();
  const { stores } = installation;
  const team = await newTeam(installation);
  const { organizationId, id: userId } = team.owner.user;
  const projectId = team.project.id;
  const pushToken = createSecret('sqr');
  const shareToken = createSecret('sqs');
  const { sha256 } = await installation.services.archives.receive(streamOf(await archiveOf()));
  const load = await stores.tests.create({ projectId, name: 'checkout', archiveSha256: sha256 }, 1);
  const testId = load?.id ?? 0;
  const run = await stores.runs.create({
    projectId,
    testId,
    place: 'local',
    startedBy: userId,
    archiveSha256: sha256,
    options: {},
    distribution: [],
    note: '',
    maxVUs: 1,
    estimatedDurationS: 1,
    pushTokenHash: hashSecret(pushToken),
    createdAtMs: 1,
  });
  const link = {
    runId: run.id,
    hash: hashSecret(shareToken),
    createdBy: null,
    createdAtMs: 1,
    expiresAtMs: null,
  };
  await stores.shareLinks.put(link);
  const notification = await stores.notifications.create({
    projectId,
    // Nobody listens there.
    url: 'http://127.0.0.1:9/',
    secret: 'x',
    events: ['run.ended'],
    isEnabled: true,
    createdAtMs: 1,
  });
  const when = { cron: '0 3 * * *', timeZone: 'UTC', isEnabled: true, createdAtMs: 1, nextRunAtMs: 2 };
  const schedule = await stores.schedules.create({ ...when, projectId, testId, createdBy: userId });
  const place = { organizationId, code: 'lab', name: 'Lab', isPublic: false, createdAtMs: 1 };
  const zone = await stores.loadZones.create(place);
  const loadZoneId = zone?.id ?? 0;
  const enrolment = await stores.agents.createEnrolment({
    loadZoneId,
    organizationId,
    name: 'rack',
    hash: 'enrolment',
    hint: '',
    usesLeft: null,
    createdBy: userId,
    createdAtMs: 1,
    expiresAtMs: null,
  });
  const about = { name: 'agent', squallVersion: '1', maxVUs: 1, enrolledAtMs: 1, lastSeenAtMs: 1 };
  const agent = await stores.agents.enrol('enrolment', { ...about, hash: 'agent' });
  return {
    installation,
    ids: {
      projectId,
      testId,
      runId: run.id,
      reference: run.id,
      scheduleId: schedule.id,
      notificationId: notification.id,
      loadZoneId,
      enrolmentTokenId: enrolment.id,
      agentId: agent?.id ?? 0,
      userId: team.viewer.user.id,
    },
    cast: {
      ...team,
      nobody: null,
      generator: { user: team.runner.user, secret: pushToken },
      // Somebody who is signed in and follows the link: it gives, and takes away.
      visitor: { user: team.owner.user, secret: shareToken },
      outsider: await newcomer(installation, 'outsider@example.test'),
      operator: await newcomer(installation, 'operator@team.test', { organizationId, isOperator: true }),
    },
  };
}

/** Where what is asked for is looked for only after the body was found to be right. */
const PAYLOADS: Readonly<Record<string, object>> = { PATCH: { name: 'renamed' } };

async function request({ installation, cast, ids }: Scene, route: string, role: Role): Promise<number> {
  const [method = '', path = ''] = route.split(' ');
  const someone = cast[role];
  const own = someone === null ? [] : await installation.stores.tokens.ofUser(someone.user.id);
  const parameters: Record<string, number | undefined> = { ...ids, tokenId: own[0]?.id ?? 1 };
  const url = path.replace(/:(\w+)/g, (_, name: string) => String(parameters[name]));
  const body = method === 'GET' || method === 'DELETE' ? {} : { payload: PAYLOADS[method] ?? {} };
  const headers = role === 'visitor' ? { 'x-share-token': someone?.secret } : {};
  const { statusCode } = await installation.call(someone, { method, url, headers, ...body });
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
