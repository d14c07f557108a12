import { expect, test } from 'vitest';
import { parseDeniedTargets } from '../../projects/denied-targets.ts';
import { install, newTeam } from '../installation.fixture.ts';

test('nothing is denied until an admin of the project says so, and everybody in it can see what', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const url = `/api/v1/projects/${team.project.id}/denied-targets`;
  expect((await installation.call(team.viewer, { method: 'GET', url })).json()).toEqual({ targets: [] });

  const payload = { targets: ['10.0.0.0/8', '*.Internal.test.', '10.0.0.0/8', '::1', 'db.example.test'] };
  const targets = ['10.0.0.0/8', '*.internal.test', '::1', 'db.example.test'];
  const set = await installation.call(team.admin, { method: 'PUT', url, payload });
  expect(set.json()).toEqual({ targets });
  expect((await installation.call(team.viewer, { method: 'GET', url })).json()).toEqual({ targets });
  const [entry] = await installation.stores.audit.ofOrganization(team.owner.user.organizationId, {
    limit: 1,
  });
  expect(entry).toMatchObject({
    action: 'denied-targets.set',
    actor: 'admin@team.test',
    detail: { targets },
  });

  await installation.call(team.admin, { method: 'PUT', url, payload: { targets: [] } });
  expect((await installation.call(team.viewer, { method: 'GET', url })).json()).toEqual({ targets: [] });
});

test.each([
  '10.0.0.0/33',
  '10.0.0',
  'http://x.test',
  'a b',
  '*',
  'x.*.test',
  'fe80::1%eth0',
  '1.2.3.4/8/9',
  'bücher.test',
])('%j is no target, and it is said which entry that is', (entry) => {
  expect(() => parseDeniedTargets(['good.test', entry])).toThrow(
    expect.objectContaining({ code: 'invalid-request', target: 'targets.1' }),
  );
});
