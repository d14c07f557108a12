import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { freePort, Program } from '../cluster/program.fixture.ts';
import { listProcesses } from '../e2e/processes.ts';

vi.setConfig({ testTimeout: 120_000 });

const READY = /Press Ctrl-C to stop/;

/** An empty home, and a port nobody listens at. */
async function newHome() {
  const folder = mkdtempSync(join(tmpdir(), 'squall-home-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return { folder, address: `127.0.0.1:${await freePort()}` };
}

test('from an empty machine to the first result it takes three commands, and nothing is left running', async () => {
  const { folder, address } = await newHome();
  await using controller = new Program(['controller', '--address', address], { cwd: folder });
  await controller.until(READY);
  expect(controller.output).toContain('agent: one here, in load zone amazon:us:ashburn');
  const [, login = ''] = /squall (cloud login .*)/.exec(controller.output) ?? [];
  const user = { cwd: folder };
  expect((await runCli(login.trim().split(' '), user)).exitCode).toBe(0);
  writeFileSync(join(folder, 'test.js'), 'export default function () {}');
  const run = await runCli(['cloud', 'run', '--vus', '2', '--iterations', '6', 'test.js'], user);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(run.stdout).toMatch(/iterations\.+: 6 /);
  controller.kill('SIGTERM');
  expect((await controller.ended).exitCode).toBe(0);
  expect(listProcesses().filter(({ line }) => line.includes(address))).toEqual([]);
});

test('later starts show no tokens unless they are asked for', async () => {
  const { folder, address } = await newHome();
  const outputs: string[] = [];
  for (const more of [[], [], ['--new-token']]) {
    await using controller = new Program(['controller', '--no-agent', '--address', address, ...more], {
      cwd: folder,
    });
    await controller.until(READY);
    controller.kill('SIGINT');
    expect((await controller.ended).exitCode).toBe(0);
    outputs.push(controller.output);
  }
  const [first, second, third] = outputs.map((output) => output.match(/sqo_\w+/g) ?? []);
  expect([first?.length, second?.length, third?.length]).toEqual([2, 0, 2]);
  expect(new Set([...(first ?? []), ...(third ?? [])]).size).toBe(4);
});

test('an address that is taken ends it with a reason', async () => {
  const { folder, address } = await newHome();
  await using first = new Program(['controller', '--no-agent', '--address', address], { cwd: folder });
  await first.until(READY);
  const args = ['controller', '--no-agent', '--data', 'other', '--address', address];
  const second = await runCli(args, { cwd: folder });
  expect(second.exitCode).toBe(97);
  expect(second.stderr).toContain(`cannot listen on ${address}: another program listens there`);
});
