import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { freePort } from './free-port.ts';
import { listProcesses } from './processes.ts';
import { scriptFolder } from './script-folder.ts';

const certificate = (name: string) =>
  fileURLToPath(new URL(`../conformance/target/certs/${name}`, import.meta.url));

const SCRIPT = `
  export const options = { vus: 4, iterations: 20 };
  export default function () {}`;

interface ByHand {
  readonly code?: string;
  readonly coordinator: (port: number) => readonly string[];
  readonly agents: (port: number) => readonly (readonly string[])[];
}

/** A coordinator and agents as people start them: each by itself, in any order. */
async function startByHand({
  code = SCRIPT,
  coordinator,
  agents,
}: ByHand): Promise<{ run: CliRun; agents: CliRun[] }> {
  await using folder = await scriptFolder({ 'test.js': code });
  const port = await freePort();
  const env = { SQUALL_AGENT_TOKEN: 'secret' };
  const [run, ...others] = await Promise.all([
    runCli([...coordinator(port), 'test.js'], { cwd: folder.path, env }),
    ...agents(port).map((args) => runCli(['agent', ...args], { cwd: folder.path, env })),
  ]);
  return { run, agents: others };
}

test('agents started by hand join, work and end with the run', async () => {
  const { run, agents } = await startByHand({
    coordinator: (port) => ['cluster', 'run', '--agents', '2', '--listen', `127.0.0.1:${port}`],
    agents: (port) => [
      [`127.0.0.1:${port}`, '--name', 'web-1'],
      ['--join', `ws://127.0.0.1:${port}`, '--name', 'web-2', '--once'],
    ],
  });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toMatch(/squall agent --join 127\.0\.0\.1:\d+ --token "\$SQUALL_AGENT_TOKEN"/);
  expect(run.stdout).toMatch(/iterations\.+: 20 /);
  expect(run.stdout).toMatch(/\nweb-[12] ✓ ended/);
  expect(agents.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(agents[0]?.stderr).toContain('connected to the coordinator');
});

test('the commands proposed for k6 do the same', async () => {
  const { run, agents } = await startByHand({
    coordinator: (port) => ['coordinator', '--instance-count', '1', '--listen', `127.0.0.1:${port}`],
    agents: (port) => [[`127.0.0.1:${port}`]],
  });
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/iterations\.+: 20 /);
  expect(agents[0]?.exitCode).toBe(0);
});

test('an agent with the wrong token is sent away, and the run waits for another one', async () => {
  const { run, agents } = await startByHand({
    coordinator: (port) => [
      'cluster',
      'run',
      '--agents',
      '1',
      '--join-timeout',
      '8s',
      '--listen',
      `127.0.0.1:${port}`,
    ],
    agents: (port) => [[`127.0.0.1:${port}`, '--token', 'wrong']],
  });
  expect(agents[0]?.stderr).toContain('the token is wrong or has expired');
  expect(agents[0]?.exitCode).not.toBe(0);
  expect(run.stderr).toMatch(/msg="0 of 1 agents joined within 8 seconds"/);
  expect(run.stdout).not.toContain('TOTAL RESULTS');
  expect(run.exitCode).toBe(97);
});

test('a run for which too few agents join says how many are missing', async () => {
  const { run, agents } = await startByHand({
    coordinator: (port) => [
      'cluster',
      'run',
      '--agents',
      '3',
      '--join-timeout',
      '5s',
      '--listen',
      `127.0.0.1:${port}`,
    ],
    agents: (port) => [[`127.0.0.1:${port}`, '--name', 'only']],
  });
  expect(run.stdout).toContain('1 of 3 agents joined: only\n');
  expect(run.stderr).toContain('msg="1 of 3 agents joined within 5 seconds"');
  expect(run.exitCode).toBe(97);
  expect(agents[0]?.exitCode).toBe(0);
});

test('a signal ends the wait for agents', async () => {
  await using folder = await scriptFolder({ 'test.js': SCRIPT });
  const args = ['--agents', '1', '--listen', '127.0.0.1:0', '--out', 'junit=report.xml'];
  const run = await runCli(['cluster', 'run', ...args, 'test.js'], {
    cwd: folder.path,
    signals: [{ signal: 'SIGINT', output: /Waiting for an agent/, afterMs: 100 }],
  });
  expect(run.exitCode).toBe(105);
  expect(existsSync(folder.file('report.xml'))).toBe(false);
  expect(run.stdout).not.toContain('TOTAL RESULTS');
});

test('agents join over TLS when they know the authority of the certificate', async () => {
  const { run, agents } = await startByHand({
    coordinator: (port) => [
      ...['cluster', 'run', '--agents', '1', '--listen', `127.0.0.1:${port}`],
      ...['--tls-cert', certificate('server.crt'), '--tls-key', certificate('server.key')],
    ],
    agents: (port) => [['--join', `wss://127.0.0.1:${port}`, '--once', '--ca', certificate('ca.crt')]],
  });
  expect(run.stdout).toMatch(/squall agent --join wss:\/\/127\.0\.0\.1:\d+ /);
  expect(run.stdout).toMatch(/iterations\.+: 20 /);
  expect([run.exitCode, agents[0]?.exitCode]).toEqual([0, 0]);
});

test('a test that is too large for an agent is not begun', async () => {
  const { run } = await startByHand({
    coordinator: (port) => ['cluster', 'run', '--agents', '1', '--listen', `127.0.0.1:${port}`],
    agents: (port) => [[`127.0.0.1:${port}`, '--max-vus', '3', '--name', 'small']],
  });
  expect(run.stderr).toContain("agent 'small' takes 3 VUs at most, its part of the test needs 4");
  expect(run.exitCode).toBe(97);
});

test('an address that is in use ends the run before it waits for anybody', async () => {
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const { port } = holder.address() as AddressInfo;
  await using folder = await scriptFolder({ 'test.js': SCRIPT });
  const run = await runCli(['cluster', 'run', '--agents', '1', '--listen', `127.0.0.1:${port}`, 'test.js'], {
    cwd: folder.path,
  });
  holder.close();
  expect(run.stderr).toContain(`cannot listen on 127.0.0.1:${port}: another program listens there`);
  expect(run.stdout).not.toContain('Waiting for');
  expect(run.exitCode).toBe(97);
});

test('an agent that is not to wait for ever says that there is no coordinator', async () => {
  const port = await freePort();
  const run = await runCli(['agent', `127.0.0.1:${port}`, '--token', 'x', '--give-up-after', '1s']);
  expect(run.stderr).toContain(`there is no connection to the coordinator at ws://127.0.0.1:${port}`);
  expect(run.exitCode).toBe(97);
});

test('the token of a run is in no list of processes', async () => {
  await using folder = await scriptFolder({
    'test.js': `import { sleep } from 'k6'; export default function () { console.log('started'); sleep(2); }`,
  });
  const lines: string[] = [];
  const run = runCli(['cluster', 'run', '--agents', '1', '--spawn', 'test.js'], {
    cwd: folder.path,
    env: { SQUALL_AGENT_TOKEN: 'a-secret-of-this-test' },
  });
  const looking = setInterval(() => lines.push(...listProcesses().map(({ line }) => line)), 200);
  expect((await run).exitCode).toBe(0);
  clearInterval(looking);
  expect(lines.some((line) => line.includes('agent --join'))).toBe(process.platform === 'linux');
  expect(lines.filter((line) => line.includes('a-secret-of-this-test'))).toEqual([]);
});
