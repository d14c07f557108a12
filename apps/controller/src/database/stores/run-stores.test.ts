import { expect, test } from 'vitest';
import type { NewTestRun } from '../../runs/test-run.ts';
import type { Stores } from '../../storage/stores.ts';
import { addUser, memoryStores } from '../memory-stores.fixture.ts';

async function newRun(stores: Stores): Promise<NewTestRun> {
  const { id, defaultProjectId } = await addUser(stores, 'ada@example.test');
  const projectId = defaultProjectId ?? 0;
  const test = await stores.tests.create({ projectId, name: 'checkout', archiveSha256: null }, 1);
  return {
    projectId,
    testId: test?.id ?? 0,
    place: 'cloud',
    startedBy: id,
    archiveSha256: null,
    options: { vus: 1 },
    distribution: [{ label: 'main', loadZone: 'amazon:us:ashburn', percent: 100 }],
    note: '',
    maxVUs: 1,
    estimatedDurationS: 60,
    pushTokenHash: null,
    createdAtMs: 10,
  };
}

test('a run remembers every state it was in', async () => {
  using stores = memoryStores();
  const { id } = await stores.runs.create(await newRun(stores));
  await stores.runs.enter(id, { to: 'queued', atMs: 20 });
  await stores.runs.enter(id, { to: 'initializing', atMs: 30 });
  await stores.runs.enter(id, { to: 'running', atMs: 40 });
  const ended = await stores.runs.enter(id, {
    to: 'aborted',
    atMs: 50,
    byUser: 'ada@example.test',
    message: 'stopped',
    code: 8036,
    result: 'error',
  });
  expect(ended).toMatchObject({
    state: 'aborted',
    result: 'error',
    resultMessage: 'stopped',
    resultCode: 8036,
    startedAtMs: 40,
    endedAtMs: 50,
  });
  const history = await stores.runs.history(id);
  expect(history.map(({ state, enteredAtMs }) => [state, enteredAtMs])).toEqual([
    ['created', 10],
    ['queued', 20],
    ['initializing', 30],
    ['running', 40],
    ['aborted', 50],
  ]);
  expect(history.at(-1)).toMatchObject({ byUser: 'ada@example.test', code: 8036 });
});

test('a run that has ended goes nowhere', async () => {
  using stores = memoryStores();
  const { id } = await stores.runs.create(await newRun(stores));
  await stores.runs.enter(id, { to: 'aborted', atMs: 20, result: 'error' });
  expect(await stores.runs.enter(id, { to: 'running', atMs: 30 })).toBeUndefined();
  expect(await stores.runs.byId(id)).toMatchObject({ state: 'aborted', endedAtMs: 20 });
  expect(await stores.runs.history(id)).toHaveLength(2);
});

test('a run does not end without a result', async () => {
  using stores = memoryStores();
  const { id } = await stores.runs.create(await newRun(stores));
  await expect(stores.runs.enter(id, { to: 'aborted', atMs: 20 })).rejects.toThrow('without a result');
  expect(await stores.runs.byId(id)).toMatchObject({ state: 'created' });
  expect(await stores.runs.history(id)).toHaveLength(1);
});

test('runs that have not ended are counted', async () => {
  using stores = memoryStores();
  const run = await newRun(stores);
  const first = await stores.runs.create(run);
  await stores.runs.create(run);
  await stores.runs.enter(first.id, { to: 'aborted', atMs: 20, result: 'error' });
  expect(await stores.runs.countOpen(run.projectId)).toBe(1);
});

test('runs are listed from the newest backwards', async () => {
  using stores = memoryStores();
  const run = await newRun(stores);
  for (let i = 0; i < 3; i++) await stores.runs.create(run);
  const ids = async (filter: { limit: number; beforeId?: number }) =>
    (await stores.runs.ofProject(run.projectId, filter)).map(({ id }) => id);
  expect(await ids({ limit: 2 })).toEqual([3, 2]);
  expect(await ids({ limit: 2, beforeId: 2 })).toEqual([1]);
});

test('a frame that comes twice is stored once', async () => {
  using stores = memoryStores();
  const { id: runId } = await stores.runs.create(await newRun(stores));
  const frame = { runId, format: 'agent-frame', receivedAtMs: 1 } as const;
  expect(await stores.frames.add({ ...frame, key: 'a', body: Uint8Array.of(1) })).toBe(true);
  expect(await stores.frames.add({ ...frame, key: 'b', body: Uint8Array.of(2) })).toBe(true);
  expect(await stores.frames.add({ ...frame, key: 'a', body: Uint8Array.of(1) })).toBe(false);
  const stored = await stores.frames.ofRun(runId, 0, 10);
  expect(stored.map(({ body }) => [...body])).toEqual([[1], [2]]);
  expect(await stores.frames.ofRun(runId, stored[0]?.id ?? 0, 10)).toHaveLength(1);
});

test('log lines keep their order, however many come at once', async () => {
  using stores = memoryStores();
  const { id: runId } = await stores.runs.create(await newRun(stores));
  const line = { runId, timeNs: '1795372041398510490', level: 'info', labels: { source: 'console' } };
  await stores.logs.add(Array.from({ length: 1201 }, (_, i) => ({ ...line, line: `line ${i}` })));
  const lines = await stores.logs.ofRun(runId, 0, 2000);
  expect(lines).toHaveLength(1201);
  expect(lines.at(-1)).toMatchObject({ line: 'line 1200', timeNs: '1795372041398510490' });
  await stores.logs.add([]);
});
