import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CliOptions, type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { CloudWithZones } from '../cloud/cloud-with-zones.fixture.ts';
import { scriptFolder } from '../e2e/script-folder.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

interface Outcome {
  readonly run: CliRun;
  readonly summary: Json | undefined;
  /** What handleSummary() wrote. */
  readonly report: string | undefined;
}

type Start = (args: readonly string[], options: CliOptions) => Promise<CliRun>;

let cloud: CloudWithZones;
beforeAll(async () => {
  cloud = await CloudWithZones.start({ zones: [ZONE, ZONE, ZONE] });
});
afterAll(() => cloud[Symbol.asyncDispose]());

/** Where everything comes from that says nothing else. */
const ZONE = 'amazon:us:ashburn';

const LOCAL: Start = (args, options) => runCli(['run', ...args], options);
const CLUSTERED: Start = (args, options) =>
  runCli(['cluster', 'run', '--agents', '3', '--spawn', ...args], options);
const IN_CLOUD: Start = (args, options) => cloud.squall(['cloud', 'run', ...args], options);

async function outcomeOf(start: Start, files: Readonly<Record<string, string>>): Promise<Outcome> {
  await using folder = await scriptFolder(files);
  const args = ['--quiet', '--summary-export', 'summary.json', 'script.js'];
  const { stderr, ...rest } = await start(args, { cwd: folder.path });
  const run = { ...rest, stderr: stderr.replaceAll(folder.path, '/test') };
  const read = (name: string) => readFile(folder.file(name), 'utf8').catch(() => undefined);
  const summary = await read('summary.json');
  return {
    run,
    summary: summary === undefined ? undefined : withoutClusterFigures(JSON.parse(summary)),
    report: await read('report.txt'),
  };
}

/** What only a run over agents has. */
function withoutClusterFigures({ cluster: _cluster, ...summary }: Readonly<Record<string, Json>>): Json {
  return summary;
}

async function allWays(script: string, files: Readonly<Record<string, string>> = {}) {
  const all = { ...files, 'script.js': script };
  const [local, clustered, inCloud] = await Promise.all([
    outcomeOf(LOCAL, all),
    outcomeOf(CLUSTERED, all),
    outcomeOf(IN_CLOUD, all),
  ]);
  return { local, clustered, inCloud };
}

/** Numbers that depend on time, such as durations and rates, and those of samples of the load generator itself. */
const VARYING = new Set([
  'vus',
  'vus_max',
  'iteration_duration',
  'data_sent',
  'data_received',
  'group_duration',
]);

/** The summary without what differs from one run to the next. */
function settled(value: Json | undefined, path: readonly string[] = []): unknown {
  if (typeof value === 'number')
    return VARYING.has(path[1] ?? '') || path.at(-1) === 'rate' ? 'a number' : value;
  if (Array.isArray(value)) return value.map((item) => settled(item, path));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, settled(item, [...path, key])]));
}

/** Messages of that level, without times and without where they come from. */
function messages({ stderr }: CliRun, level: string): string[] {
  const found = [...stderr.matchAll(/level=(\w+) msg=("(?:[^"\\]|\\.)*"|\S+)/g)];
  return found.filter((match) => match[1] === level).map((match) => match[2] ?? '');
}

function expectSame({ local, ...others }: Awaited<ReturnType<typeof allWays>>, exitCode: number): void {
  expect(local.run, local.run.stderr).toMatchObject({ exitCode });
  for (const [mode, { run, summary, report }] of Object.entries(others)) {
    expect(run, `${mode}: ${run.stderr}`).toMatchObject({ exitCode });
    expect(messages(run, 'error').sort(), mode).toEqual(messages(local.run, 'error').sort());
    expect(settled(summary), mode).toEqual(settled(local.summary));
    expect(report, mode).toBe(local.report);
  }
}

const ITERATIONS = `{ main: { executor: 'per-vu-iterations', vus: 6, iterations: 5 } }`;

test('checks, groups, custom metrics and thresholds that hold', async () => {
  const outcome = await allWays(`
    import { check, group } from 'k6';
    import { Counter, Gauge, Rate, Trend } from 'k6/metrics';
    const bytes = new Counter('bytes');
    const level = new Gauge('level');
    const good = new Rate('good');
    const cost = new Trend('cost');
    export const options = {
      scenarios: ${ITERATIONS},
      thresholds: { checks: ['rate>0.5'], 'cost{kind:odd}': ['p(95)<100'], bytes: ['count==300'], good: ['rate>=0.5'] },
    };
    export default function () {
      group('outer', () => {
        check(__ITER, { 'is small': (n) => n < 4 });
        group('inner', () => check(__VU, { 'is a VU': (vu) => vu > 0 }));
      });
      bytes.add(10);
      level.add(7);
      good.add(__ITER % 2 === 0);
      cost.add(__ITER * 10, { kind: __ITER % 2 === 0 ? 'even' : 'odd' });
    }`);
  expectSame(outcome, 0);
  expect(outcome.clustered.summary).toMatchObject({
    metrics: { checks: { passes: 54, fails: 6 }, iterations: { count: 30 } },
  });
});

test('thresholds that are crossed', async () => {
  const outcome = await allWays(`
    import { Trend } from 'k6/metrics';
    const cost = new Trend('cost');
    export const options = { scenarios: ${ITERATIONS}, thresholds: { cost: ['max<40', 'min>=0'], iterations: ['count<30'] } };
    export default function () { cost.add(__ITER * 10); }`);
  expectSame(outcome, 99);
});

test('data of setup, SharedArray, opened files and modules', async () => {
  const script = `
    import { SharedArray } from 'k6/data';
    import exec from 'k6/execution';
    import { check } from 'k6';
    import { double } from './double.js';
    const rows = new SharedArray('rows', () => JSON.parse(open('./rows.json')));
    const text = open('./text.txt');
    export const options = { scenarios: ${ITERATIONS}, thresholds: { checks: ['rate==1'] } };
    export function setup() { return { secret: 'from setup', pieces: [1, 2, 3] }; }
    export default function (data) {
      const row = rows[exec.scenario.iterationInTest];
      check(data, {
        'setup data arrives': ({ secret, pieces }) => secret === 'from setup' && pieces.length === 3,
        'every iteration has a row of its own': () => row.number === exec.scenario.iterationInTest,
        'modules travel': () => double(row.number) === 2 * row.number,
        'files travel': () => text === 'some text',
      });
    }
    export function teardown(data) { if (data.secret !== 'from setup') throw new Error('no data'); }`;
  const rows = JSON.stringify(Array.from({ length: 30 }, (_, number) => ({ number })));
  const files = {
    'rows.json': rows,
    'text.txt': 'some text',
    'double.js': 'export const double = (n) => 2 * n;',
  };
  expectSame(await allWays(script, files), 0);
});

test('handleSummary, once and with the data of all', async () => {
  const outcome = await allWays(`
    import { Counter } from 'k6/metrics';
    const made = new Counter('made');
    export const options = { scenarios: ${ITERATIONS}, thresholds: { made: ['count==30'] } };
    export default function () { made.add(1); }
    export function handleSummary({ metrics, root_group: { name } }) {
      const { made, iterations } = metrics;
      const text = JSON.stringify([made.values.count, made.thresholds, iterations.values.count, name]);
      return { 'report.txt': text, stdout: 'summed up\\n' };
    }`);
  expectSame(outcome, 0);
  expect(JSON.parse(outcome.clustered.report ?? '')).toEqual([30, { 'count==30': { ok: true } }, 30, '']);
  expect(outcome.clustered.run.stdout).toContain('summed up');
});

test('an iteration that aborts the test', async () => {
  const { local, ...others } = await allWays(`
    import exec from 'k6/execution';
    import { sleep } from 'k6';
    export const options = { scenarios: { main: { executor: 'constant-vus', vus: 6, duration: '20s' } } };
    export default function () {
      if (exec.vu.idInTest === 4 && __ITER === 2) exec.test.abort('that is enough');
      sleep(0.1);
    }
    export function teardown() { console.log('cleaned up'); }`);
  expect(local.run.exitCode).toBe(108);
  for (const [mode, { run }] of Object.entries(others)) {
    expect(run.exitCode, `${mode}: ${run.stderr}`).toBe(108);
    expect(messages(run, 'error').at(-1), mode).toEqual(messages(local.run, 'error').at(-1));
    expect(messages(run, 'info'), mode).toContain('"cleaned up"');
  }
});

test('a threshold that ends the test', async () => {
  const { local, ...others } = await allWays(`
    import { Rate } from 'k6/metrics';
    import { sleep } from 'k6';
    const bad = new Rate('bad');
    export const options = {
      scenarios: { main: { executor: 'constant-vus', vus: 6, duration: '30s' } },
      thresholds: { bad: [{ threshold: 'rate<0.1', abortOnFail: true }] },
    };
    export default function () { bad.add(1); sleep(0.1); }`);
  expect(local.run.exitCode).toBe(99);
  for (const [mode, { run }] of Object.entries(others)) {
    expect(run.exitCode, `${mode}: ${run.stderr}`).toBe(99);
    expect(messages(run, 'error'), mode).toEqual(messages(local.run, 'error'));
  }
});

test('exceptions in iterations', async () => {
  const { local, ...others } = await allWays(`
    import { Counter } from 'k6/metrics';
    const made = new Counter('made');
    export const options = { scenarios: ${ITERATIONS} };
    export default function () {
      made.add(1);
      if (__ITER === 3) throw new Error('no fourth time');
    }`);
  expect(local.run.exitCode).toBe(0);
  const count = ({ stderr }: CliRun) => stderr.split('no fourth time').length - 1;
  for (const [mode, { run, summary }] of Object.entries(others)) {
    expect(run, `${mode}: ${run.stderr}`).toMatchObject({ exitCode: 0 });
    expect(settled(summary), mode).toEqual(settled(local.summary));
    expect(count(run), mode).toBe(count(local.run));
  }
});

test.each([
  ['setup that fails', `export function setup() { throw new Error('not today'); }`, 107],
  ['setup that takes too long', `export function setup() { sleep(9); }`, 100],
  ['teardown that fails', `export function teardown() { throw new Error('not today'); }`, 107],
  ['init code that fails', `if (true) throw new Error('not today');`, 107],
  ['a test marked as failed', `export function setup() { exec.test.fail('not good'); }`, 110],
])('%s', async (_title, code, exitCode) => {
  const outcome = await allWays(`
    import { sleep } from 'k6';
    import exec from 'k6/execution';
    export const options = { scenarios: ${ITERATIONS}, setupTimeout: '500ms' };
    ${code}
    export default function () {}`);
  expectSame(outcome, exitCode);
});
