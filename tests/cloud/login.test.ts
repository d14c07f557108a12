import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { freePort } from '../cluster/program.fixture.ts';
import { CloudWithZones } from './cloud-with-zones.fixture.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let cloud: CloudWithZones;
beforeAll(async () => {
  cloud = await CloudWithZones.start({ zones: [] });
});
afterAll(() => cloud[Symbol.asyncDispose]());

/** Somebody whose home is empty but for a configuration file. */
function newcomer(name: string, config?: object) {
  const home = cloud.path(name);
  const file = `${home}/k6/config.json`;
  mkdirSync(dirname(file), { recursive: true });
  if (config !== undefined) writeFileSync(file, JSON.stringify(config));
  return {
    file,
    read: () => JSON.parse(readFileSync(file, 'utf8')),
    run: (args: readonly string[], env: Record<string, string> = {}) =>
      runCli(args, { cwd: home, env: { XDG_CONFIG_HOME: home, ...env } }),
  };
}

test('a token is kept with the address of its controller, and everything else as it was', async () => {
  const ada = newcomer('ada', { vus: 3, collectors: { cloud: { name: 'mine' }, influxdb: { db: 'x' } } });
  const { url, token } = cloud.controller;
  const login = await ada.run(['cloud', 'login', '--host', url, '--token', token]);
  expect(login.exitCode, login.stderr).toBe(0);
  expect(login.stdout).toContain(`Logged in to ${url} as Admin`);
  expect(login.stdout).not.toContain(token);
  expect(statSync(ada.file).mode & 0o777).toBe(0o600);
  expect(ada.read()).toMatchObject({
    vus: 3,
    collectors: {
      influxdb: { db: 'x' },
      cloud: { name: 'mine', token, host: url, hostv6: url, stackID: 1, tracesEnabled: false },
    },
  });
  const projects = await ada.run(['cloud', 'projects']);
  expect(projects.stdout).toMatch(/ID +NAME +DEFAULT\n1 /);
  const json = await ada.run(['cloud', 'project', 'list', '--json']);
  expect(JSON.parse(json.stdout).value[0]).toMatchObject({ id: 1, is_default: expect.any(Boolean) });
  const zones = await ada.run(['cloud', 'load-zone', 'list']);
  expect(zones.stdout).toMatch(/amazon:ie:dublin +\S.* +public +no\n/);
  expect((await ada.run(['cloud', 'test', 'list'])).stdout).toBe('Tests in project 1:\nNo tests found.\n');
  const shown = await ada.run(['cloud', 'login', '--show']);
  expect(shown.stdout).toMatch(/token: squ_\*+\w{4}\n/);
  await ada.run(['cloud', 'login', '-r']);
  expect(ada.read().collectors.cloud).toMatchObject({ name: 'mine', host: url });
  expect((await ada.run(['cloud', 'projects'])).stderr).toContain('you are not logged in');
});

test('a one-time token is turned into one that lasts, once', async () => {
  const { url } = cloud.controller;
  const oneTime = [...cloud.controller.program.output.matchAll(/sqo_\S+/g)].at(-1)?.[0] ?? '';
  const bob = newcomer('bob');
  const login = await bob.run(['login', 'cloud', '--token', oneTime], { K6_CLOUD_HOST: url });
  expect(login.exitCode, login.stderr).toBe(0);
  expect(bob.read().collectors.cloud.token).toMatch(/^squ_/);
  expect((await bob.run(['cloud', 'tests'])).exitCode).toBe(0);
  const again = await newcomer('eve').run(['cloud', 'login', '--host', url, '--token', oneTime]);
  expect(again.exitCode).toBe(255);
  expect(again.stderr).toContain('(401/sign-in-failed) the token is wrong or was used');
});

test('what keeps a command from its controller is said with what to do about it', async () => {
  const { url, token } = cloud.controller;
  const carl = newcomer('carl');
  const wrong = await carl.run(['cloud', 'tests'], { K6_CLOUD_HOST: url, K6_CLOUD_TOKEN: 'wrong' });
  expect(wrong).toMatchObject({ exitCode: 255 });
  expect(wrong.stderr).toMatch(/\(401\/unauthenticated\).*hint="the token is wrong, expired or revoked/);
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  const silent = await carl.run(['cloud', 'tests'], { K6_CLOUD_HOST: nowhere, K6_CLOUD_TOKEN: token });
  expect(silent.exitCode).toBe(255);
  expect(silent.stderr).toContain(`the controller at ${nowhere} cannot be reached: connection refused`);
  const server = createServer((_request, response) => response.end('<html>')).listen(0, '127.0.0.1');
  await vi.waitUntil(() => server.listening);
  const elsewhere = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stranger = await carl.run(['cloud', 'login', '--host', elsewhere, '--token', 'x']);
  server.close();
  expect(stranger.exitCode).toBe(255);
  expect(stranger.stderr).toContain(
    `${elsewhere} does not answer like a controller of Squall (status 200 OK)`,
  );
  const nobody = await carl.run(['cloud', 'login'], { K6_CLOUD_HOST: url });
  expect(nobody.stderr).toContain('which token? Say so with --token');
});
