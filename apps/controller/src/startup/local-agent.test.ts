import { expect, test } from 'vitest';
import { Admission } from '../agents/admission.ts';
import { install } from '../http/installation.fixture.ts';
import { createSecret } from '../identity/secret.ts';
import { localAgentOf } from './local-agent.ts';

function helloOf(name: string, credential: string) {
  return { name, credential, squallVersion: '0', capacity: { maxVUs: 1 } } as never;
}

test('the local agent is let in with the same token at every start, and has no company', async () => {
  await using installation = await install();
  const { stores, clock } = installation;
  const admission = new Admission(stores, clock);
  const first = await localAgentOf(stores, 1);
  const admitted = await admission.admit(helloOf(first.name, first.token));
  expect(admitted?.loadZone).toBe(first.loadZone);
  const second = await localAgentOf(stores, 2);
  expect(second).toEqual({ ...first, hasCompany: false });
  expect(await admission.admit(helloOf(second.name, second.token))).toEqual(admitted);
});

test('the token of the local agent lets in no other', async () => {
  await using installation = await install();
  const { stores, clock } = installation;
  const admission = new Admission(stores, clock);
  const { name, token } = await localAgentOf(stores, 1);
  await admission.admit(helloOf(name, token));
  expect(await admission.admit(helloOf('other', token))).toBeUndefined();
});

test('the local agent has company once another agent has joined', async () => {
  await using installation = await install();
  const { stores } = installation;
  const { hasCompany: before } = await localAgentOf(stores, 1);
  const [organization] = await stores.users.organizations();
  const zone = await stores.loadZones.byCode(organization?.id ?? 0, 'amazon:ie:dublin');
  await stores.agents.createEnrolment({
    loadZoneId: zone?.id ?? 0,
    organizationId: organization?.id ?? 0,
    name: 'rack',
    hash: 'h',
    hint: '',
    usesLeft: null,
    createdBy: null,
    createdAtMs: 1,
    expiresAtMs: null,
  });
  const about = { squallVersion: '0', maxVUs: 1, enrolledAtMs: 1, lastSeenAtMs: 1 };
  await stores.agents.enrol('h', { ...about, name: 'rack-1', hash: createSecret('sqa') });
  expect(before).toBe(false);
  expect((await localAgentOf(stores, 1)).hasCompany).toBe(true);
});
