import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { startController } from './start-controller.ts';

const OPTIONS = { port: 0, version: '0.0.0', log: { log: () => undefined } };

function temporaryFolder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'squall-controller-'));
  return { path: join(path, 'data'), [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test('a controller starts with nothing, listens on the loopback address and keeps its data in its folder', async () => {
  using folder = temporaryFolder();
  await using controller = await startController({
    ...OPTIONS,
    dataFolder: folder.path,
    clock: new VirtualClock(),
  });
  expect(controller.address.host).toBe('127.0.0.1');
  expect(await (await fetch(`${controller.url}/api/v1/health`)).json()).toEqual({ status: 'ok' });
  expect(existsSync(join(folder.path, 'squall.db'))).toBe(true);
  expect(statSync(folder.path).mode & 0o077).toBe(0);
});

test('the one-time token is given at the first start only, and what was made is there after a restart', async () => {
  using folder = temporaryFolder();
  const options = { ...OPTIONS, dataFolder: folder.path, clock: new VirtualClock() };
  let secret = '';
  {
    await using first = await startController(options);
    const answer = await fetch(`${first.url}/api/v1/tokens/redeem`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ oneTimeToken: first.oneTimeToken, name: 'laptop' }),
    });
    ({ secret } = (await answer.json()) as { secret: string });
  }
  await using second = await startController(options);
  expect(second.oneTimeToken).toBeUndefined();
  const answer = await fetch(`${second.url}/api/v1/session`, {
    headers: { authorization: `Bearer ${secret}` },
  });
  expect(await answer.json()).toMatchObject({ user: { name: 'Admin' } });
});

test('a port that is taken is reported', async () => {
  using folder = temporaryFolder();
  const options = { ...OPTIONS, clock: new VirtualClock() };
  await using first = await startController({ ...options, dataFolder: `${folder.path}/1` });
  const second = startController({
    ...options,
    dataFolder: `${folder.path}/2`,
    port: first.address.port,
  });
  await expect(second).rejects.toMatchObject({
    code: 'CANNOT_LISTEN',
    message: `cannot listen on 127.0.0.1:${first.address.port}: another program listens there`,
  });
});

test('the operator can be given another one-time token at any time', async () => {
  using folder = temporaryFolder();
  const options = { ...OPTIONS, dataFolder: folder.path, clock: new VirtualClock() };
  await using controller = await startController(options);
  const oneTimeToken = await controller.issueOneTimeToken();
  expect(oneTimeToken).not.toBe(controller.oneTimeToken);
  const answer = await fetch(`${controller.url}/api/v1/tokens/redeem`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ oneTimeToken, name: 'laptop' }),
  });
  expect(answer.status).toBe(201);
});

test('a second controller on the same data folder is refused before it does anything', async () => {
  using folder = temporaryFolder();
  const options = { ...OPTIONS, dataFolder: folder.path, clock: new VirtualClock() };
  await using first = await startController(options);
  await expect(startController(options)).rejects.toMatchObject({
    code: 'DATABASE_UNUSABLE',
    message: `another controller uses the data folder '${folder.path}'`,
  });
  expect((await fetch(`${first.url}/api/v1/health`)).status).toBe(200);
});

test('a controller that cannot start leaves nothing behind that keeps the next one from starting', async () => {
  using folder = temporaryFolder();
  const clock = new VirtualClock();
  await using other = await startController({ ...OPTIONS, clock, dataFolder: `${folder.path}/1` });
  const options = { ...OPTIONS, clock, dataFolder: `${folder.path}/2` };
  await expect(startController({ ...options, port: other.address.port })).rejects.toThrow('cannot listen');
  await using second = await startController(options);
  expect((await fetch(`${second.url}/api/v1/health`)).status).toBe(200);
});
