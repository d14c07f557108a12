import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { Program } from '../cluster/program.fixture.ts';
import { ControllerProcess } from './controller-process.fixture.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const MEASURING = `
  import { check } from 'k6';
  import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
  const orders = new Counter('orders'), open = new Gauge('open'), paid = new Rate('paid'), price = new Trend('price');
  export const options = {
    scenarios: { s: { executor: 'per-vu-iterations', vus: 2, iterations: 10 } },
    thresholds: { orders: ['count==40'], price: ['max<5', 'avg==4.5'] },
    cloud: { name: 'from here' },
  };
  export default function () {
    check(__ITER, { 'is small': (n) => n < 8 });
    orders.add(2);
    open.add(7);
    paid.add(__ITER % 4 === 0);
    price.add(__ITER);
  }
`;
const LONG = `
  import { sleep } from 'k6';
  export const options = { vus: 1, duration: '5m' };
  export default () => sleep(0.1);
`;

let controller: ControllerProcess;
const folder = mkdtempSync(join(tmpdir(), 'squall-output-'));
beforeAll(async () => {
  controller = await ControllerProcess.start();
});
afterAll(async () => {
  await controller[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function squall(name: string, script: string, env: Readonly<Record<string, string>> = {}): Program {
  writeFileSync(join(folder, name), script);
  return new Program(['run', '-o', 'cloud', name], {
    cwd: folder,
    env: { K6_CLOUD_HOST: controller.url, K6_CLOUD_TOKEN: controller.token, ...env },
  });
}

function runIdIn(output: string): string {
  const [, id] = /output: cloud \(http:\S+\/runs\/(\d+)\)/.exec(output) ?? [];
  if (id === undefined) throw new Error(`there is no address of a run in\n${output}`);
  return id;
}

test('a run of this machine is on the controller with its totals, thresholds and verdict', async () => {
  const { exitCode, output } = await squall('measuring.js', MEASURING).ended;
  expect(exitCode, output).toBe(99);
  expect(output).not.toContain('The cloud output lost');
  const id = runIdIn(output);
  const get = (path: string) => controller.call('GET', `/api/v1/runs/${id}${path}`);
  const run = (await get('')) as { testId: number };
  expect(run).toMatchObject({ state: 'completed', result: 'failed', maxVUs: 2 });
  expect(await controller.call('GET', `/api/v1/tests/${run.testId}`)).toMatchObject({ name: 'from here' });
  const { metrics } = (await get('/summary')) as { metrics: { name: string; values: unknown }[] };
  const values = Object.fromEntries(metrics.map((metric) => [metric.name, metric.values]));
  expect(values).toMatchObject({
    orders: { count: 40 },
    open: { value: 7, min: 7, max: 7 },
    paid: { passes: 6, fails: 14 },
    price: { count: 20, avg: 4.5, min: 0, max: 9 },
    checks: { passes: 16, fails: 4 },
    iterations: { count: 20 },
  });
  expect(await get('/thresholds')).toMatchObject([
    { metric: 'orders', expression: 'count==40', isCrossed: false },
    { metric: 'price', expression: 'max<5', isCrossed: true },
    { metric: 'price', expression: 'avg==4.5', isCrossed: false },
  ]);
});

test('a run that is stopped on the controller ends where it runs', async () => {
  await using program = squall('long.js', LONG);
  await program.until(/output: cloud \(http:\S+\/runs\/\d+\)[\s\S]*running/);
  await controller.call('POST', `/api/v1/runs/${runIdIn(program.output)}/stop`);
  const { exitCode, output } = await program.ended;
  expect(exitCode, output).toBe(105);
  expect(output).toContain('the controller has stopped the run: ');
});

test('a run that is interrupted here is aborted there', async () => {
  await using program = squall('interrupted.js', LONG);
  await program.until(/output: cloud \(http:\S+\/runs\/\d+\)[\s\S]*running/);
  program.kill('SIGINT');
  const { exitCode, output } = await program.ended;
  expect(exitCode, output).toBe(105);
  expect(await controller.call('GET', `/api/v1/runs/${runIdIn(output)}`)).toMatchObject({ state: 'aborted' });
});

test('a controller that does not know us refuses the run before it begins', async () => {
  const { exitCode, output } = await squall('measuring.js', MEASURING, { K6_CLOUD_TOKEN: 'wrong' }).ended;
  expect(exitCode, output).toBe(255);
  expect(output).toContain(`could not start the 'cloud' output at ${controller.url}: (401`);
});
