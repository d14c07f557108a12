import { expect, test } from 'vitest';
import type { Stores } from '../../storage/stores.ts';
import { addUser, memoryStores } from '../memory-stores.fixture.ts';

const AGENT = { squallVersion: '1', maxVUs: 100, enrolledAtMs: 50, lastSeenAtMs: 50 };

async function newEnrolment(stores: Stores) {
  const ada = await addUser(stores, 'ada@example.test');
  const { organizationId } = ada;
  const lab = { organizationId, code: 'lab', name: 'Lab', isPublic: false, createdAtMs: 1 };
  const zone = await stores.loadZones.create(lab);
  return {
    organizationId,
    loadZoneId: zone?.id ?? 0,
    name: 'rack',
    hint: 'sqe_',
    createdBy: ada.id,
    createdAtMs: 1,
    expiresAtMs: 100,
  };
}

test('an enrolment token lets in as many agents as it says', async () => {
  using stores = memoryStores();
  await stores.agents.createEnrolment({ ...(await newEnrolment(stores)), hash: 't', usesLeft: 2 });
  const enrol = (name: string) => stores.agents.enrol('t', { ...AGENT, name, hash: name });
  expect(await enrol('one')).toMatchObject({ name: 'one', loadZoneId: 1 });
  expect(await enrol('two')).toBeDefined();
  expect(await enrol('three')).toBeUndefined();
  expect(await stores.agents.ofOrganization(1)).toHaveLength(2);
});

test('an enrolment token without a number of uses lets in any number', async () => {
  using stores = memoryStores();
  await stores.agents.createEnrolment({ ...(await newEnrolment(stores)), hash: 't', usesLeft: null });
  for (const name of ['a', 'b', 'c']) {
    expect(await stores.agents.enrol('t', { ...AGENT, name, hash: name })).toBeDefined();
  }
});

test('an enrolment token that expired or was revoked lets nobody in', async () => {
  using stores = memoryStores();
  const { id } = await stores.agents.createEnrolment({
    ...(await newEnrolment(stores)),
    hash: 't',
    usesLeft: null,
  });
  const late = { ...AGENT, enrolledAtMs: 100, name: 'late', hash: 'late' };
  expect(await stores.agents.enrol('t', late)).toBeUndefined();
  await stores.agents.revokeEnrolment(id, 60);
  expect(await stores.agents.enrol('t', { ...AGENT, name: 'a', hash: 'a' })).toBeUndefined();
});

test('an organization sees its own load zones and the shared ones', async () => {
  using stores = memoryStores();
  const zone = { name: 'n', isPublic: false, createdAtMs: 1 };
  const ada = await addUser(stores, 'ada@example.test');
  const bob = await addUser(stores, 'bob@example.test');
  await stores.loadZones.create({ ...zone, organizationId: null, code: 'shared' });
  await stores.loadZones.create({ ...zone, organizationId: ada.organizationId, code: 'lab' });
  const codes = async (id: number) => (await stores.loadZones.ofOrganization(id)).map(({ code }) => code);
  expect(await codes(ada.organizationId)).toEqual(['shared', 'lab']);
  expect(await codes(bob.organizationId)).toEqual(['shared']);
  expect(await stores.loadZones.byCode(bob.organizationId, 'lab')).toBeUndefined();
});

test('a code names one load zone, also among the shared ones', async () => {
  using stores = memoryStores();
  const { organizationId } = await addUser(stores, 'ada@example.test');
  const zone = { code: 'shared', name: 'n', isPublic: false, createdAtMs: 1 };
  expect(await stores.loadZones.create({ ...zone, organizationId: null })).toBeDefined();
  expect(await stores.loadZones.create({ ...zone, organizationId: null })).toBeUndefined();
  expect(await stores.loadZones.create({ ...zone, organizationId })).toBeUndefined();
});
