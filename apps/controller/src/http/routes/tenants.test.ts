import { expect, test } from 'vitest';
import { install, newcomer, newTeam } from '../installation.fixture.ts';

test('a second organization sees nothing of the first', async () => {
  await using installation = await install();
  const { stores } = installation;
  const team = await newTeam(installation, 'secretive');
  const { organizationId } = team.owner.user;
  const lab = { organizationId, code: 'secretive-lab', name: 'n', isPublic: false, createdAtMs: 1 };
  const zone = await stores.loadZones.create(lab);
  await installation.call(team.owner, {
    method: 'POST',
    url: '/api/v1/enrolment-tokens',
    payload: { name: 'secretive-token', loadZoneId: zone?.id },
  });
  const spy = await newcomer(installation, 'spy@elsewhere.test');
  for (const url of [
    'projects',
    'users',
    'tokens',
    'load-zones',
    'agents',
    'enrolment-tokens',
    'audit',
    'session',
  ]) {
    const answer = await installation.call(spy, { method: 'GET', url: `/api/v1/${url}` });
    expect(answer.statusCode, url).toBe(200);
    expect(answer.body, url).not.toContain('secretive');
  }
});

test('nobody joins a project of another organization', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const spy = await newcomer(installation, 'spy@elsewhere.test');
  const answer = await installation.call(team.admin, {
    method: 'PUT',
    url: `/api/v1/projects/${team.project.id}/members/${spy.user.id}`,
    payload: { role: 'viewer' },
  });
  expect(answer.statusCode).toBe(404);
  expect(await installation.stores.projects.roleOf(team.project.id, spy.user.id)).toBeUndefined();
});

test('a membership that outlived a change of organization gives nothing', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const spy = await newcomer(installation, 'spy@elsewhere.test', { isOwner: false });
  await installation.stores.projects.setRole({
    projectId: team.project.id,
    userId: spy.user.id,
    role: 'admin',
  });
  const url = `/api/v1/projects/${team.project.id}`;
  expect((await installation.call(spy, { method: 'GET', url })).statusCode).toBe(404);
  const list = await installation.call(spy, { method: 'GET', url: '/api/v1/projects' });
  expect(list.json()).toHaveLength(1);
});

test('an operator opens an organization, whose owner signs in with what she is given', async () => {
  await using installation = await install();
  const operator = await newcomer(installation, 'op@example.test', { isOperator: true });
  const payload = { name: 'New', ownerEmail: 'Olga@new.test', ownerName: 'Olga' };
  const url = '/api/v1/organizations';
  const { organization, oneTimeToken } = (
    await installation.call(operator, { method: 'POST', url, payload })
  ).json();
  const session = await installation.call(null, {
    method: 'POST',
    url: '/api/v1/session',
    payload: { oneTimeToken },
  });
  expect(session.json().user).toMatchObject({
    email: 'olga@new.test',
    organizationId: organization.id,
    organizationRole: 'owner',
    isOperator: false,
  });
  expect((await installation.call(operator, { method: 'POST', url, payload })).statusCode).toBe(409);
  expect(await installation.stores.users.organizations()).toHaveLength(3);
});

test('an owner invites a user and takes her rights away again', async () => {
  await using installation = await install();
  const { owner } = await newTeam(installation);
  const invited = await installation.call(owner, {
    method: 'POST',
    url: '/api/v1/users',
    payload: { email: 'new@team.test', name: 'New' },
  });
  const { user, oneTimeToken } = invited.json();
  expect(user).toMatchObject({ email: 'new@team.test', organizationRole: 'member' });
  const disable = { method: 'PATCH', url: `/api/v1/users/${user.id}`, payload: { isDisabled: true } };
  expect((await installation.call(owner, disable)).statusCode).toBe(204);
  const url = '/api/v1/session';
  const attempt = await installation.call(null, { method: 'POST', url, payload: { oneTimeToken } });
  expect(attempt.statusCode).toBe(401);
  const audit = await installation.call(owner, { method: 'GET', url: '/api/v1/audit' });
  expect(audit.json()).toMatchObject([
    { action: 'user.change', actor: 'owner@team.test', detail: { isDisabled: true } },
    { action: 'user.create', detail: { email: 'new@team.test' } },
  ]);
});

test('an owner cannot lock herself out', async () => {
  await using installation = await install();
  const { owner } = await newTeam(installation);
  const url = `/api/v1/users/${owner.user.id}`;
  for (const payload of [{ isDisabled: true }, { organizationRole: 'member' }]) {
    expect((await installation.call(owner, { method: 'PATCH', url, payload })).statusCode).toBe(409);
  }
});
