import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Installation, install, newcomer, newTeam, type Team } from '../http/installation.fixture.ts';

async function newRun({ stores }: Installation, { project, owner }: Team): Promise<number> {
  const test = await stores.tests.create({ projectId: project.id, name: 't', archiveSha256: null }, 1);
  const run = await stores.runs.create({
    projectId: project.id,
    testId: test?.id ?? 0,
    place: 'local',
    startedBy: owner.user.id,
    archiveSha256: null,
    options: {},
    distribution: [],
    note: '',
    maxVUs: 1,
    estimatedDurationS: 1,
    pushTokenHash: null,
    createdAtMs: 1,
  });
  return run.id;
}

async function listen({ app }: Installation): Promise<{ host: string; port: number }> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  const address = app.server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return { host: '127.0.0.1', port: address.port };
}

const line = (runId: number, timeNs: string, text: string) => ({
  runId,
  timeNs,
  level: 'info',
  labels: { lz: 'lab' },
  line: text,
});

test('a tail shows the lines of its run since the time it asks for, and those that come', async () => {
  await using installation = await install();
  const { stores, clock } = installation;
  const team = await newTeam(installation);
  const runId = await newRun(installation, team);
  const { host, port } = await listen(installation);
  await stores.logs.add([line(runId, '100', 'too old'), line(runId, '200', 'first')]);
  const url = `ws://${host}:${port}/api/v1/tail?query={test_run_id="${runId}"}&start=150`;
  const socket = new WebSocket(url, { headers: { Authorization: `token ${team.viewer.secret}` } });
  const received: unknown[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  await once(socket, 'open');
  const receivedLater = () => {
    clock.advance(500);
    return received.length;
  };
  await expect.poll(receivedLater).toBe(1);
  await stores.logs.add([line(runId, '300', 'second')]);
  await expect.poll(receivedLater).toBe(2);
  expect(received).toEqual([
    { streams: [{ stream: { lz: 'lab', level: 'info' }, values: [['200', 'first']] }] },
    { streams: [{ stream: { lz: 'lab', level: 'info' }, values: [['300', 'second']] }] },
  ]);
  socket.terminate();
});

test('an address is taken as the client writes it, braces and quotes included', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const runId = await newRun(installation, team);
  const { host, port } = await listen(installation);
  const socket = connect(port, host);
  socket.write(
    `GET /api/v1/tail?query={test_run_id="${runId}"}&start=1 HTTP/1.1\r\nHost: x\r\n` +
      `Authorization: token ${team.viewer.secret}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: pwX48OdES2NYOz2HKpLlmw==\r\n\r\n',
  );
  const [data] = await once(socket, 'data');
  expect(String(data)).toContain('101 Switching Protocols');
  socket.destroy();
});

test.each([
  ['her token is revoked', ({ stores }: Installation, { viewer }: Team) => revokeAll(stores, viewer.user.id)],
  [
    'she is taken from the project',
    ({ stores }: Installation, { project, viewer }: Team) =>
      stores.projects.removeMember(project.id, viewer.user.id),
  ],
  [
    'she is disabled',
    ({ stores }: Installation, { viewer }: Team) => stores.users.update(viewer.user.id, { disabledAtMs: 1 }),
  ],
])('a tail ends when %s, and shows nothing from then on', async (_title, takeAway) => {
  await using installation = await install();
  const { stores, clock } = installation;
  const team = await newTeam(installation);
  const runId = await newRun(installation, team);
  const { host, port } = await listen(installation);
  const socket = new WebSocket(`ws://${host}:${port}/api/v1/tail?query={test_run_id="${runId}"}`, {
    headers: { Authorization: `token ${team.viewer.secret}` },
  });
  let received = 0;
  socket.on('message', () => received++);
  let ending: unknown;
  socket.on('close', (code, reason) => {
    ending = [code, String(reason)];
  });
  await once(socket, 'open');
  await takeAway(installation, team);
  const endingLater = () => {
    clock.advance(1_000);
    return ending;
  };
  await expect.poll(endingLater, { timeout: 10_000 }).toEqual([1008, 'not allowed any more']);
  await stores.logs.add([line(runId, '100', 'secret')]);
  clock.advance(1_000);
  expect(received).toBe(0);
});

async function revokeAll({ tokens }: Installation['stores'], userId: number): Promise<void> {
  for (const { id } of await tokens.ofUser(userId)) await tokens.revoke(id, 1);
}

test.each(['nobody', 'outsider'])('%s does not see the lines of a run', async (who) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const runId = await newRun(installation, team);
  const { host, port } = await listen(installation);
  const spy = await newcomer(installation, 'spy@example.test');
  const headers = who === 'nobody' ? {} : { Authorization: `token ${spy.secret}` };
  const socket = new WebSocket(`ws://${host}:${port}/api/v1/tail?query={test_run_id="${runId}"}`, {
    headers,
  });
  const [error] = await once(socket, 'error');
  expect((error as Error).message).toContain('401');
});
