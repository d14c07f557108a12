import { expect, test } from 'vitest';
import { type Installation, install, newcomer, newTeam, type Someone } from '../installation.fixture.ts';

async function zoneByCode(installation: Installation, someone: Someone, code: string) {
  const zones = await installation.call(someone, { method: 'GET', url: '/api/v1/load-zones' });
  return zones.json().find((zone: { code: string }) => zone.code === code);
}

test('the documented load zones are there, and none is available before an agent joined', async () => {
  await using installation = await install();
  const ada = await newcomer(installation, 'ada@example.test');
  expect(await zoneByCode(installation, ada, 'amazon:us:palo alto')).toMatchObject({
    name: 'Palo Alto, US',
    isPublic: true,
    isShared: true,
    isAvailable: false,
  });
});

test('an agent joins with an enrolment token and makes its zone available to its organization', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const { id } = await zoneByCode(installation, team.owner, 'amazon:us:ashburn');
  const payload = { name: 'rack', loadZoneId: id, uses: 1 };
  const url = '/api/v1/enrolment-tokens';
  const { secret } = (await installation.call(team.owner, { method: 'POST', url, payload })).json();
  const enrol = () =>
    installation.call(null, {
      method: 'POST',
      url: '/api/v1/agents/enrol',
      payload: { enrolmentToken: secret, name: 'rack-1', squallVersion: '0.1.0', maxVUs: 500 },
    });
  const joined = (await enrol()).json();
  expect(joined).toMatchObject({ loadZone: 'amazon:us:ashburn', credential: expect.stringMatching(/^sqa_/) });
  expect((await enrol()).statusCode).toBe(401);

  expect(await zoneByCode(installation, team.viewer, 'amazon:us:ashburn')).toMatchObject({
    isAvailable: true,
  });
  const other = await newcomer(installation, 'other@example.test');
  expect(await zoneByCode(installation, other, 'amazon:us:ashburn')).toMatchObject({ isAvailable: false });

  installation.clock.advance(60_000);
  expect(await zoneByCode(installation, team.viewer, 'amazon:us:ashburn')).toMatchObject({
    isAvailable: false,
  });
  const remove = { method: 'DELETE', url: `/api/v1/agents/${joined.agentId}` };
  expect((await installation.call(team.owner, remove)).statusCode).toBe(204);
  const [agent] = await installation.stores.agents.ofOrganization(team.owner.user.organizationId);
  expect(agent?.revokedAtMs).not.toBeNull();
});

test('an owner names a load zone, but not one that exists', async () => {
  await using installation = await install();
  const { owner } = await newTeam(installation);
  const create = (payload: object) =>
    installation.call(owner, { method: 'POST', url: '/api/v1/load-zones', payload });
  const zone = (await create({ code: 'lab', name: 'Lab' })).json();
  expect(zone).toMatchObject({ code: 'lab', isPublic: false, isShared: false });
  expect((await create({ code: 'lab', name: 'Lab again' })).statusCode).toBe(409);
  expect((await create({ code: 'amazon:us:ashburn', name: 'Mine' })).statusCode).toBe(409);
});

test('shared load zones belong to the operator', async () => {
  await using installation = await install();
  const { owner } = await newTeam(installation);
  const operator = await newcomer(installation, 'op@example.test', { isOperator: true });
  const payload = { code: 'eu', name: 'Europe', isShared: true };
  const create = (someone: Someone) =>
    installation.call(someone, { method: 'POST', url: '/api/v1/load-zones', payload });
  expect((await create(owner)).statusCode).toBe(403);
  const { id } = (await create(operator)).json();
  const remove = { method: 'DELETE', url: `/api/v1/load-zones/${id}` };
  expect((await installation.call(owner, remove)).statusCode).toBe(403);
  expect((await installation.call(operator, remove)).statusCode).toBe(204);
});

test('a schedule knows when it is due next, and nothing while it is switched off', async () => {
  await using installation = await install();
  const { editor, project } = await newTeam(installation);
  const { stores } = installation;
  const load = await stores.tests.create({ projectId: project.id, name: 't', archiveSha256: null }, 1);
  const url = `/api/v1/projects/${project.id}/schedules`;
  const payload = { testId: load?.id, cron: '0 3 * * *', timeZone: 'Europe/Berlin' };
  const schedule = (await installation.call(editor, { method: 'POST', url, payload })).json();
  expect(schedule).toMatchObject({ cron: '0 3 * * *', isEnabled: true, createdBy: editor.user.id });
  expect(schedule.nextRunAtMs).toBeGreaterThan(installation.clock.wallMs());

  const change = { method: 'PATCH', url: `/api/v1/schedules/${schedule.id}`, payload: { isEnabled: false } };
  await installation.call(editor, change);
  const list = (await installation.call(editor, { method: 'GET', url })).json();
  expect(list).toMatchObject([{ isEnabled: false, nextRunAtMs: null }]);
});

test('a schedule is about a test of its own project', async () => {
  await using installation = await install();
  const [mine, theirs] = [await newTeam(installation, 'mine'), await newTeam(installation, 'theirs')];
  const { id: projectId } = theirs.project;
  const load = await installation.stores.tests.create({ projectId, name: 't', archiveSha256: null }, 1);
  const answer = await installation.call(mine.editor, {
    method: 'POST',
    url: `/api/v1/projects/${mine.project.id}/schedules`,
    payload: { testId: load?.id, cron: '0 3 * * *' },
  });
  expect(answer.statusCode).toBe(404);
});
