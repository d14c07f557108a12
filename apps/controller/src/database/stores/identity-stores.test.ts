import { expect, test } from 'vitest';
import { addUser, memoryStores } from '../memory-stores.fixture.ts';

test('a new user has a project of her own, which she administers', async () => {
  using stores = memoryStores();
  const ada = await addUser(stores, 'ada@example.test', 'Ada');
  expect(await stores.projects.ofMember(ada.id)).toMatchObject([
    { id: ada.defaultProjectId, name: "Ada's project", organizationId: ada.organizationId },
  ]);
  expect(await stores.projects.roleOf(ada.defaultProjectId ?? 0, ada.id)).toBe('admin');
});

test('an e-mail address belongs to one user; a failed attempt leaves no project behind', async () => {
  using stores = memoryStores();
  const ada = await addUser(stores, 'ada@example.test');
  const second = await stores.users.create({ ...ada, name: 'Another Ada' });
  expect(second).toBeUndefined();
  expect(await stores.projects.ofOrganization(ada.organizationId)).toHaveLength(1);
});

test('a token is revoked once', async () => {
  using stores = memoryStores();
  const ada = await addUser(stores, 'ada@example.test');
  const token = await stores.tokens.create({
    userId: ada.id,
    name: 'ci',
    hash: 'h',
    hint: 'squ_',
    maxRole: 'runner',
    projectId: null,
    isOneTime: true,
    createdAtMs: 1,
    expiresAtMs: null,
  });
  expect(await stores.tokens.revoke(token.id, 5)).toBe(true);
  expect(await stores.tokens.revoke(token.id, 6)).toBe(false);
  expect((await stores.tokens.byHash('h'))?.revokedAtMs).toBe(5);
});

test('sessions end together, and those that expired are forgotten', async () => {
  using stores = memoryStores();
  const ada = await addUser(stores, 'ada@example.test');
  const session = { userId: ada.id, csrfToken: 'c', createdAtMs: 1 };
  await stores.sessions.create({ ...session, hash: 'old', expiresAtMs: 10 });
  await stores.sessions.create({ ...session, hash: 'new', expiresAtMs: 20 });
  await stores.sessions.forgetExpired(10);
  expect(await stores.sessions.byHash('old')).toBeUndefined();
  expect(await stores.sessions.byHash('new')).toBeDefined();
  await stores.sessions.endAllOf(ada.id);
  expect(await stores.sessions.byHash('new')).toBeUndefined();
});

test('the audit log of an organization is read from the newest backwards, page by page', async () => {
  using stores = memoryStores();
  const entry = { projectId: null, userId: null, actor: 'ada', target: 't', address: null, detail: {} };
  for (const action of ['first', 'second', 'third']) {
    await stores.audit.add({ ...entry, organizationId: 1, action, atMs: 1 });
  }
  await stores.audit.add({ ...entry, organizationId: 2, action: 'of others', atMs: 1 });
  const newest = await stores.audit.ofOrganization(1, { limit: 2 });
  expect(newest.map(({ action }) => action)).toEqual(['third', 'second']);
  const older = await stores.audit.ofOrganization(1, { limit: 2, beforeId: newest[1]?.id });
  expect(older.map(({ action }) => action)).toEqual(['first']);
});

test('a setting is decided once', async () => {
  using stores = memoryStores();
  expect(await stores.settings.decide('key', 'first')).toBe('first');
  expect(await stores.settings.decide('key', 'second')).toBe('first');
});
