import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { freePort } from './free-port.ts';
import { scriptFolder } from './script-folder.ts';

const CONTROLLED = `
import { sleep } from 'k6';
import { Counter } from 'k6/metrics';
const counted = new Counter('counted');
export const options = {
  scenarios: { load: { executor: 'externally-controlled', vus: 1, maxVUs: 3, duration: 0 } },
};
export function setup() { console.log('set up'); return { token: 'abc' }; }
export default function (data) { counted.add(1); sleep(0.05); }
export function teardown(data) { console.log('torn down with ' + data.token); }`;

interface Status {
  readonly status: number;
  readonly paused: boolean;
  readonly vus: number;
  readonly 'vus-max': number;
}

/** The REST API of a run that may not have started yet. */
class Rest {
  readonly #url: string;

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}`;
  }

  async get(path: string): Promise<string> {
    const response = await fetch(this.#url + path);
    return response.text();
  }

  /** Waits for a status. */
  async until(isReached: (status: Status) => boolean): Promise<Status> {
    for (;;) {
      const status = await this.#status().catch(() => undefined);
      if (status !== undefined && isReached(status)) return status;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async #status(): Promise<Status> {
    return JSON.parse(await this.get('/v1/status')).data.attributes;
  }
}

test('a run waits to be resumed, is scaled, paused and stopped by other processes', {
  timeout: 60_000,
}, async () => {
  await using folder = await scriptFolder({ 'test.js': CONTROLLED });
  const port = await freePort();
  const rest = new Rest(port);
  const call = (...argv: readonly string[]) => runCli([...argv, '-a', `127.0.0.1:${port}`]);
  const run = runCli(['run', '--paused', '-a', `127.0.0.1:${port}`, 'test.js'], { cwd: folder.path });

  const waiting = await rest.until(({ status }) => status === 4);
  expect(waiting).toMatchObject({ paused: true, vus: 0, 'vus-max': 3 });
  expect((await call('resume')).exitCode).toBe(0);
  await rest.until(({ status, vus }) => status === 7 && vus === 1);

  expect((await call('scale', '--vus', '5', '--max', '5')).exitCode).toBe(0);
  await rest.until((status) => status.vus === 5 && status['vus-max'] === 5);
  expect((await call('stats')).stdout).toContain('- name: counted\n');
  expect(await rest.get('/v1/setup')).toContain('{"data":{"token":"abc"}}');

  expect((await call('pause')).stdout).toContain('paused: true');
  await rest.until(({ vus }) => vus === 0);
  expect(await call('pause')).toMatchObject({
    exitCode: 255,
    stderr: expect.stringContaining('Pause error: execution is already paused'),
  });
  await call('resume');
  await rest.until(({ vus }) => vus === 5);

  const stop = await fetch(`http://127.0.0.1:${port}/v1/status`, {
    method: 'PATCH',
    body: JSON.stringify({ data: { attributes: { stopped: true } } }),
  });
  expect(stop.status).toBe(200);
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(103);
  expect(stderr).toContain('torn down with abc');
  expect(stderr).toContain('test run stopped from REST API');
});

test('a VU that is asked for in the middle of a run and cannot be initialised ends it', async () => {
  const script = `if (__VU > 1) throw new Error('no seat for ' + __VU);\n${CONTROLLED.replace('maxVUs: 3', 'maxVUs: 1')}`;
  await using folder = await scriptFolder({ 'test.js': script });
  const port = await freePort();
  const run = runCli(['run', '-a', `127.0.0.1:${port}`, 'test.js'], { cwd: folder.path });
  await new Rest(port).until(({ vus }) => vus === 1);
  await runCli(['scale', '-m', '2', '-u', '2', '-a', `127.0.0.1:${port}`]);
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(107);
  expect(stderr).toContain('no seat for 2');
});

test('a run that waits to be resumed ends with a signal, without setup() and teardown()', async () => {
  await using folder = await scriptFolder({ 'test.js': CONTROLLED });
  const { exitCode, stderr } = await runCli(
    ['run', '--paused', '-a', `127.0.0.1:${await freePort()}`, 'test.js'],
    {
      cwd: folder.path,
      signals: [{ signal: 'SIGINT', output: /paused/ }],
    },
  );
  expect(exitCode).toBe(105);
  expect(stderr).not.toMatch(/set up|torn down/);
});

test('without an address nobody could control it, so the executor is refused as k6 refuses it', async () => {
  await using folder = await scriptFolder({ 'test.js': CONTROLLED });
  const { exitCode, stderr } = await runCli(['run', 'test.js'], { cwd: folder.path });
  expect(exitCode).toBe(104);
  expect(stderr).toContain("unknown executor type 'externally-controlled'");
  expect(stderr).toContain('--address');
});

test('the REST API is there until a run that lingers is ended', async () => {
  await using folder = await scriptFolder({ 'test.js': 'export default () => {}' });
  const port = await freePort();
  const run = runCli(['run', '--linger', 'test.js'], {
    cwd: folder.path,
    env: { K6_ADDRESS: `127.0.0.1:${port}` },
    signals: [{ signal: 'SIGINT', output: /waiting for Ctrl\+C/, afterMs: 1000 }],
  });
  const rest = new Rest(port);
  await rest.until(({ status }) => status === 9);
  expect(JSON.parse(await rest.get('/v1/metrics/iterations')).data.attributes.sample.count).toBe(1);
  expect((await run).exitCode).toBe(0);
});

test('an address that is taken ends the run if it was given with the flag', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = `127.0.0.1:${(taken.address() as AddressInfo).port}`;
  const stdin = 'export default () => {}';
  const refused = await runCli(['run', '-a', address, '-'], { stdin });
  const warned = await runCli(['run', '-'], { stdin, env: { K6_ADDRESS: address } });
  taken.close();
  expect(refused.exitCode).toBe(106);
  expect(refused.stderr).toContain(`listen tcp ${address}: bind: address already in use`);
  expect(warned.exitCode).toBe(0);
  expect(warned.stderr).toMatch(/level=warning.*address already in use/);
});

test('only the scenarios that are asked for run, once if so', async () => {
  const script = `
    const scenario = (exec) => ({ executor: 'constant-vus', vus: 3, duration: '30s', exec, env: { NAME: exec } });
    export const options = {
      scenarios: { ui: scenario('ui'), api: scenario('api') },
      thresholds: { 'iterations{scenario:api}': ['count>0'], iterations: ['count==1'] },
    };
    export const ui = () => console.log('ran ' + __ENV.NAME);
    export const api = ui;`;
  await using folder = await scriptFolder({ 'test.js': script });
  const once = await runCli(['run', '--scenario', 'ui', '--once', 'test.js'], { cwd: folder.path });
  expect(once.exitCode).toBe(0);
  expect(once.stderr.match(/ran \w+/g)).toEqual(['ran ui']);
  expect(once.stderr).toContain("The thresholds of 'iterations{scenario:api}' are left out");
  const several = await runCli(['run', '--once', 'test.js'], { cwd: folder.path });
  expect(several).toMatchObject({ exitCode: 104, stderr: expect.stringContaining('a single scenario only') });
});
