import { archiveOf, streamOf } from '../archives/tar.fixture.ts';
import { createSecret, hashSecret } from '../identity/secret.ts';
import type { TestRun } from '../runs/test-run.ts';
import {
  type Installation,
  install,
  newcomer,
  newTeam,
  type Someone,
  type Team,
} from './installation.fixture.ts';

export const CAST = [
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
export type Role = (typeof CAST)[number];

/** In whatever of the team has a name. */
export const SECRET_WORD = 'secretive';

/** Everything there can be of one team, and everybody who may or may not see it. */
export interface Scene {
  readonly installation: Installation;
  readonly team: Team;
  readonly run: TestRun;
  readonly cast: Readonly<Record<Role, Someone | null>>;
  /** By parameter of a path: something of the team. */
  readonly ids: Readonly<Record<string, number>>;
}

export async function setScene(): Promise<Scene> {
  const installation = await install();
  const { stores } = installation;
  const team = await newTeam(installation, SECRET_WORD);
  const { organizationId, id: userId } = team.owner.user;
  const projectId = team.project.id;
  const pushToken = createSecret('sqr');
  const shareToken = createSecret('sqs');
  const { sha256 } = await installation.services.archives.receive(streamOf(await archiveOf()));
  const load = await stores.tests.create(
    { projectId, name: `${SECRET_WORD} checkout`, archiveSha256: sha256 },
    1,
  );
  const testId = load?.id ?? 0;
  const run = await stores.runs.create({
    projectId,
    testId,
    place: 'local',
    startedBy: userId,
    archiveSha256: sha256,
    options: {},
    distribution: [],
    note: SECRET_WORD,
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
    url: `http://127.0.0.1:9/${SECRET_WORD}`,
    secret: 'x',
    events: ['run.ended'],
    isEnabled: true,
    createdAtMs: 1,
  });
  const when = { cron: '0 3 * * *', timeZone: 'UTC', isEnabled: true, createdAtMs: 1, nextRunAtMs: 2 };
  const schedule = await stores.schedules.create({ ...when, projectId, testId, createdBy: userId });
  const place = { organizationId, code: `${SECRET_WORD}-lab`, name: 'Lab', isPublic: false, createdAtMs: 1 };
  const zone = await stores.loadZones.create(place);
  const loadZoneId = zone?.id ?? 0;
  const enrolment = await stores.agents.createEnrolment({
    loadZoneId,
    organizationId,
    name: `${SECRET_WORD} rack`,
    hash: 'enrolment',
    hint: '',
    usesLeft: null,
    createdBy: userId,
    createdAtMs: 1,
    expiresAtMs: null,
  });
  const about = {
    name: `${SECRET_WORD} agent`,
    squallVersion: '1',
    maxVUs: 1,
    enrolledAtMs: 1,
    lastSeenAtMs: 1,
  };
  const agent = await stores.agents.enrol('enrolment', { ...about, hash: 'agent' });
  return {
    installation,
    team,
    run,
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

/** The address that a route has for what is on the scene. */
export async function addressOf(
  { installation, ids }: Scene,
  route: string,
  someone: Someone | null,
): Promise<string> {
  const [, path = ''] = route.split(' ');
  const own = someone === null ? [] : await installation.stores.tokens.ofUser(someone.user.id);
  const parameters: Record<string, number | undefined> = { ...ids, tokenId: own[0]?.id ?? 1 };
  return path.replace(/:(\w+)/g, (_, name: string) => String(parameters[name]));
}
