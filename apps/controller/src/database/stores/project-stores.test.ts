import { expect, test } from 'vitest';
import { NO_QUOTA } from '../../projects/project.ts';
import { addUser, memoryStores } from '../memory-stores.fixture.ts';

test('a member sees the projects in which she has a role, and no others', async () => {
  using stores = memoryStores();
  const ada = await addUser(stores, 'ada@example.test');
  const bob = await addUser(stores, 'bob@example.test');
  await stores.projects.setRole({ projectId: ada.defaultProjectId ?? 0, userId: bob.id, role: 'viewer' });
  await stores.projects.setRole({ projectId: ada.defaultProjectId ?? 0, userId: bob.id, role: 'editor' });
  const ids = (await stores.projects.ofMember(bob.id)).map(({ id }) => id);
  expect(ids).toEqual([ada.defaultProjectId, bob.defaultProjectId]);
  expect(await stores.projects.roleOf(ada.defaultProjectId ?? 0, bob.id)).toBe('editor');
  await stores.projects.removeMember(ada.defaultProjectId ?? 0, bob.id);
  expect(await stores.projects.ofMember(bob.id)).toHaveLength(1);
});

test('a project has no quota until one is set', async () => {
  using stores = memoryStores();
  const { defaultProjectId } = await addUser(stores, 'ada@example.test');
  expect(await stores.projects.quota(defaultProjectId ?? 0)).toEqual(NO_QUOTA);
  await stores.projects.setQuota(defaultProjectId ?? 0, { ...NO_QUOTA, maxVUs: 10 });
  await stores.projects.setQuota(defaultProjectId ?? 0, { ...NO_QUOTA, maxVUs: 20 });
  expect(await stores.projects.quota(defaultProjectId ?? 0)).toEqual({ ...NO_QUOTA, maxVUs: 20 });
});

test('a project has one test of a name', async () => {
  using stores = memoryStores();
  const { defaultProjectId } = await addUser(stores, 'ada@example.test');
  const test = { projectId: defaultProjectId ?? 0, name: 'checkout', archiveSha256: null };
  const created = await stores.tests.create(test, 1);
  expect(await stores.tests.create(test, 2)).toBeUndefined();
  expect(await stores.tests.byName(test.projectId, 'checkout')).toEqual(created);
});

test('tests are listed in parts and found by their exact name', async () => {
  using stores = memoryStores();
  const { defaultProjectId } = await addUser(stores, 'ada@example.test');
  const projectId = defaultProjectId ?? 0;
  for (const name of ['a', 'b', 'ab']) await stores.tests.create({ projectId, name, archiveSha256: null }, 1);
  const names = async (filter: object) =>
    (await stores.tests.ofProject(projectId, filter)).map((t) => t.name);
  expect(await names({})).toEqual(['a', 'b', 'ab']);
  expect(await names({ skip: 1, limit: 1 })).toEqual(['b']);
  expect(await names({ name: 'a' })).toEqual(['a']);
  expect(await stores.tests.countOfProject(projectId)).toBe(3);
});

test('nothing of a removed project is left', async () => {
  using stores = memoryStores();
  const { id, defaultProjectId } = await addUser(stores, 'ada@example.test');
  const projectId = defaultProjectId ?? 0;
  const created = await stores.tests.create({ projectId, name: 'checkout', archiveSha256: null }, 1);
  const testId = created?.id ?? 0;
  const when = { cron: '* * * * *', timeZone: 'UTC', isEnabled: true, createdBy: id, createdAtMs: 1 };
  await stores.schedules.create({ ...when, projectId, testId, nextRunAtMs: 5 });
  await stores.projects.remove(projectId);
  expect(await stores.tests.byId(testId)).toBeUndefined();
  expect(await stores.schedules.ofProject(projectId)).toEqual([]);
  expect(await stores.projects.ofMember(id)).toEqual([]);
});
