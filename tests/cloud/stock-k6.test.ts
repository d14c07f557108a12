import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { ControllerProcess } from './controller-process.fixture.ts';

// Each command waits for an agent, and k6 asks how it is getting on every two seconds.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 60_000 });

/** A k6 as its makers built it. It cannot be part of this repository. */
const { K6_BIN } = process.env;
if (K6_BIN === undefined) {
  process.stderr.write(
    'tests without a real k6: give one with K6_BIN=/path/to/k6 to drive it against a controller\n',
  );
}
const withK6 = test.skipIf(K6_BIN === undefined);

const SCRIPTS = {
  'passing.js': `
    import { check, sleep } from 'k6';
    import { Counter } from 'k6/metrics';
    const orders = new Counter('orders');
    export const options = { vus: 2, iterations: 10, thresholds: { orders: ['count==10'], checks: ['rate==1'] } };
    export function setup() { return { from: 'setup' }; }
    export default function (data) {
      check(data, { 'has data': ({ from }) => from === 'setup' });
      console.log('hello from ' + (__ENV.WHO || 'nobody'));
      orders.add(1);
      sleep(0.2);
    }
  `,
  'failing.js': `
    import { sleep } from 'k6';
    export const options = { vus: 1, iterations: 3, thresholds: { iterations: ['count>100'] } };
    export default () => sleep(0.5);
  `,
  'long.js': `
    import { sleep } from 'k6';
    export const options = { vus: 1, duration: '2m' };
    export default () => sleep(0.5);
  `,
};

/** A controller, and the settings it hands out in the home folder of whoever runs k6. */
class Desk implements AsyncDisposable {
  readonly controller: ControllerProcess;
  readonly home = mkdtempSync(join(tmpdir(), 'squall-k6-'));

  private constructor(controller: ControllerProcess) {
    this.controller = controller;
  }

  static async open(): Promise<Desk> {
    const desk = new Desk(await ControllerProcess.start());
    const { controller, home } = desk;
    for (const [name, text] of Object.entries(SCRIPTS)) writeFileSync(join(home, name), text);
    const config = await controller.call('POST', '/api/v1/k6-config', { tokenName: 'k6' });
    mkdirSync(join(home, '.config/k6'), { recursive: true });
    writeFileSync(join(home, '.config/k6/config.json'), JSON.stringify(config));
    return desk;
  }

  start(...args: readonly string[]) {
    const { port } = this.controller;
    const child = spawn(K6_BIN ?? '', args, {
      cwd: this.home,
      env: {
        PATH: process.env.PATH,
        HOME: this.home,
        XDG_CONFIG_HOME: join(this.home, '.config'),
        K6_CLOUD_LOGS_TAIL_URL: `ws://127.0.0.1:${port}/api/v1/tail`,
        K6_NO_USAGE_REPORT: 'true',
        K6_AUTO_EXTENSION_RESOLUTION: 'false',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    const ended = once(child, 'close').then(([exitCode]) => ({ exitCode: exitCode as number, output }));
    return { ended, interrupt: () => child.kill('SIGINT') };
  }

  k6(...args: readonly string[]) {
    return this.start(...args).ended;
  }

  /** The latest first. */
  async runs(): Promise<readonly RunView[]> {
    const [project] = (await this.controller.call('GET', '/api/v1/projects')) as { id: number }[];
    return (await this.controller.call('GET', `/api/v1/projects/${project?.id}/runs`)) as RunView[];
  }

  async untilLatest(expected: Partial<RunView>): Promise<RunView | undefined> {
    await expect.poll(async () => (await this.runs())[0], { timeout: 100_000 }).toMatchObject(expected);
    return (await this.runs())[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.controller[Symbol.asyncDispose]();
    rmSync(this.home, { recursive: true, force: true });
  }
}

interface RunView {
  readonly id: number;
  readonly place: string;
  readonly state: string;
  readonly result: string | null;
}

let opening: Promise<Desk> | undefined;
const desk = (): Promise<Desk> => {
  opening ??= Desk.open();
  return opening;
};
afterAll(async () => (await opening)?.[Symbol.asyncDispose]());

withK6('login, and lists of what there is', async () => {
  const bench = await desk();
  const { controller } = bench;
  const login = await bench.k6('cloud', 'login', '--token', controller.token, '--stack', controller.url);
  expect(login.output).toContain('Logged in successfully');
  expect(login.exitCode).toBe(0);
  for (const [list, text] of [
    ['project', '"id"'],
    ['load-zone', 'amazon:us:ashburn'],
    ['test', '['],
  ] as const) {
    const { exitCode, output } = await bench.k6('cloud', list, 'list', '--json');
    expect(output, list).toContain(text);
    expect(exitCode, list).toBe(0);
  }
  expect((await bench.k6('cloud', 'login', '--token', 'wrong', '--stack', controller.url)).exitCode).toBe(
    255,
  );
});

withK6('an upload is a test with a script, also the second time', async () => {
  const bench = await desk();
  for (let time = 0; time < 2; time++) {
    expect((await bench.k6('cloud', 'upload', 'passing.js')).exitCode).toBe(0);
  }
  expect((await bench.k6('cloud', 'test', 'list', '--json')).output).toContain('passing.js');
});

withK6('a run on agents: setup, thresholds, logs, exit code', async () => {
  const bench = await desk();
  const { exitCode, output } = await bench.k6('cloud', 'run', '-e', 'WHO=k6', 'passing.js');
  expect(output).toContain('hello from k6');
  expect(exitCode, output).toBe(0);
  await bench.untilLatest({ place: 'cloud', state: 'completed', result: 'passed' });
});

withK6('an archive runs as its script does', async () => {
  const bench = await desk();
  expect((await bench.k6('archive', 'passing.js')).exitCode).toBe(0);
  expect((await bench.k6('cloud', 'run', 'archive.tar')).exitCode).toBe(0);
});

withK6('crossed thresholds of a run on agents are exit code 99', async () => {
  const bench = await desk();
  expect((await bench.k6('cloud', 'run', 'failing.js')).exitCode).toBe(99);
  await bench.untilLatest({ place: 'cloud', state: 'completed', result: 'failed' });
});

withK6('Ctrl-C stops a run on agents, and one that was left goes on', async () => {
  const bench = await desk();
  const { exitCode } = await bench.k6('cloud', 'run', '--exit-on-running', 'long.js');
  expect(exitCode).toBe(0);
  const left = await bench.untilLatest({ state: 'running' });
  await bench.controller.call('POST', `/api/v1/runs/${left?.id}/stop`);
  await bench.untilLatest({ state: 'aborted' });

  const started = bench.start('cloud', 'run', 'long.js');
  await bench.untilLatest({ state: 'running' });
  started.interrupt();
  expect((await started.ended).exitCode).toBe(97);
  await bench.untilLatest({ state: 'aborted', result: 'error' });
});

withK6.each([
  ['passing.js', 0, 'passed'],
  ['failing.js', 99, 'failed'],
])('%s where k6 is, with exit code %i, is %s here too', async (script, code, result) => {
  const bench = await desk();
  const { exitCode, output } = await bench.k6('cloud', 'run', '--local-execution', script);
  expect(exitCode, output).toBe(code);
  await bench.untilLatest({ place: 'local', state: 'completed', result });
});

withK6.each([
  ['passing.js', 0, 'passed'],
  ['failing.js', 99, 'failed'],
])('%s with --out cloud, with exit code %i, is %s here too', async (script, code, result) => {
  const bench = await desk();
  const { exitCode, output } = await bench.k6('run', '--out', 'cloud', script);
  expect(exitCode, output).toBe(code);
  await bench.untilLatest({ place: 'output', state: 'completed', result });
});

withK6('a run with --out cloud can be stopped here', async () => {
  const bench = await desk();
  const started = bench.start('run', '--out', 'cloud', 'long.js');
  const run = await bench.untilLatest({ place: 'output', state: 'running' });
  await bench.controller.call('POST', `/api/v1/runs/${run?.id}/stop`);
  expect((await started.ended).exitCode).toBe(105);
});
