import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CliOptions, type CliRun, runCli } from '../../packages/testkit/src/run-cli.ts';
import { listProcesses } from './processes.ts';
import { scriptFolder } from './script-folder.ts';

const SPAWN = ['cluster', 'run', '--spawn', '--agents'];

/** Runs a script on agents that the program starts itself. */
async function runOnAgents(
  agents: number,
  code: string,
  flags: readonly string[] = [],
  options: CliOptions = {},
) {
  await using folder = await scriptFolder({ 'test.js': code });
  return await runCli([...SPAWN, String(agents), ...flags, 'test.js'], { cwd: folder.path, ...options });
}

const EVERYTHING = `
import { check, sleep } from 'k6';
import { SharedArray } from 'k6/data';
import { Counter } from 'k6/metrics';
import exec from 'k6/execution';
const names = new SharedArray('names', () => JSON.parse(open('names.json')));
const seen = new Counter('seen');
export const options = {
  scenarios: {
    shared: { executor: 'shared-iterations', vus: 5, iterations: 31 },
    each: { executor: 'per-vu-iterations', vus: 7, iterations: 3 },
    paced: { executor: 'constant-arrival-rate', rate: 30, duration: '1050ms', preAllocatedVUs: 10 },
  },
  thresholds: { checks: ['rate==1'], 'seen{kind:short}': ['count<40'] },
};
export function setup() { return { greeting: __ENV.GREETING }; }
export default function ({ greeting }) {
  const name = names[exec.scenario.iterationInTest % names.length];
  seen.add(1, { kind: name.length < 4 ? 'short' : 'long' });
  check(greeting, { greeted: (text) => text === 'hello' });
  sleep(0.01);
}
export function teardown({ greeting }) { console.log('teardown with', greeting); }
export function handleSummary({ metrics, setup_data }) {
  const counts = {};
  for (const name of ['iterations', 'checks', 'seen', 'seen{kind:short}']) {
    const { count, passes, fails } = metrics[name].values;
    counts[name] = { count, passes, fails, thresholds: metrics[name].thresholds };
  }
  return { 'counts.json': JSON.stringify({ counts, setup_data }), stdout: 'summary made\\n' };
}`;

async function countsOf(command: readonly string[]) {
  await using folder = await scriptFolder({
    'test.js': EVERYTHING,
    'names.json': JSON.stringify(['Ada', 'Grace', 'Eva', 'Barbara', 'Jo']),
  });
  const flags = ['-e', 'GREETING=hello', '--summary-export', 'export.json', 'test.js'];
  const run = await runCli([...command, ...flags], { cwd: folder.path });
  const read = (name: string) => JSON.parse(readFileSync(folder.file(name), 'utf8'));
  const exported = read('export.json') as { metrics: Record<string, object> };
  return { run, counts: read('counts.json'), exported: Object.keys(exported.metrics).sort() };
}

test('a run on agents comes to the counts, thresholds and files of one on this machine', async () => {
  const here = await countsOf(['run']);
  const there = await countsOf([...SPAWN, '2']);
  expect(there.counts).toEqual(here.counts);
  expect(there.counts.counts.iterations.count).toBe(31 + 21 + 32);
  expect(there.counts.setup_data).toEqual({ greeting: 'hello' });
  expect(there.exported).toEqual(here.exported);
  expect([here.run.exitCode, there.run.exitCode]).toEqual([99, 99]);
  expect(there.run.stderr).toContain("thresholds on metrics 'seen{kind:short}' have been crossed");
  expect(there.run.stderr.match(/teardown with hello/g)).toHaveLength(1);
  expect(there.run.stdout.match(/summary made/g)).toHaveLength(1);
});

test('says who executes how much, and how every agent is doing', async () => {
  const run = await runOnAgents(
    2,
    `import { sleep } from 'k6';
     export const options = { vus: 6, duration: '4s' };
     export default function () { sleep(0.1); }`,
  );
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(run.stdout).toContain('     execution: clustered\n');
  expect(run.stdout).toMatch(/2 of 2 agents joined: .*local-/);
  expect(run.stdout).toContain('     instances: 2\n');
  expect(run.stdout).toMatch(
    / {14}\* 0: local-[12], 50\.00%, 3 max VUs\n {14}\* 1: local-[12], 50\.00%, 3 max VUs\n/,
  );
  expect(run.stdout).toMatch(
    /\nlocal-[12] {3}running {2}3\/3 VUs {2}(2[5-9]|3\d)\.\d iters\/s {2}lag \d+ms\n/,
  );
  expect(run.stdout.split('TOTAL RESULTS')[1]).toMatch(
    /running \(0[4-5]\.\ds\), 0\/6 VUs, \d+ complete and 0 interrupted iterations\n.*\n\nlocal-[12] ✓ ended .*\nlocal-[12] ✓ ended /,
  );
});

test('samples say on which instance they were measured, and what scripts print says on which agent', async () => {
  await using folder = await scriptFolder({
    'test.js': `export const options = { vus: 2, iterations: 4 };
      export default function () { console.log('VU', __VU); }`,
  });
  const flags = ['--out', 'json=samples.json', '--tag', 'team=a', 'test.js'];
  const run = await runCli([...SPAWN, '2', ...flags], { cwd: folder.path });
  const samples = readFileSync(folder.file('samples.json'), 'utf8')
    .trim()
    .split('\n')
    .map(
      (line) => JSON.parse(line) as { type: string; metric: string; data: { tags: Record<string, string> } },
    )
    .filter(({ type, metric }) => type === 'Point' && metric === 'iterations')
    .map(({ data }) => data.tags);
  expect(samples).toHaveLength(4);
  expect(new Set(samples.map((tags) => tags.instance_id))).toEqual(new Set(['0', '1']));
  expect(samples[0]).toMatchObject({ load_zone: 'default', team: 'a', scenario: 'default' });
  expect(run.stderr.match(/level=info msg="VU [12]" agent=local-[12] source=console/g)).toHaveLength(4);
});

test('what init code prints appears as often as in a run on this machine', async () => {
  await using folder = await scriptFolder({
    'test.js': `console.log('init of', __VU > 0 ? 'a VU' : 'the test');
      export const options = { vus: 4, iterations: 4 };
      export default function () {}`,
  });
  const printed = async (...command: string[]) => {
    const { stderr } = await runCli([...command, 'test.js'], { cwd: folder.path });
    return stderr.match(/init of (a VU|the test)/g)?.sort();
  };
  const here = await printed('run');
  expect(here).toContain('init of a VU');
  expect(await printed(...SPAWN, '2')).toEqual(here);
});

test('agents of load zones execute the share of their zone', async () => {
  const run = await runOnAgents(
    3,
    `import exec from 'k6/execution';
     export const options = { vus: 10, iterations: 100 };
     export default function () { console.log(__ENV.K6_CLOUDRUN_LOAD_ZONE, exec.vu.idInTest); }`,
    ['--zone', 'eu:80', '--zone', 'us:20'],
  );
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/\* 0: local-\d \(eu\), 40\.00%/);
  expect(run.stdout).toMatch(/\* 2: local-3 \(us\), 20\.00%/);
  expect(run.stderr.match(/msg="eu \d/g)).toHaveLength(80);
  expect(run.stderr.match(/msg="us \d/g)).toHaveLength(20);
});

test('the first signal ends the run in good order, on every agent', async () => {
  const run = await runOnAgents(
    2,
    `import { sleep } from 'k6';
     export const options = { vus: 4, duration: '30s' };
     export default function () { console.log('started', __VU); sleep(20); }
     export function teardown() { console.log('torn down'); }`,
    [],
    { signals: [{ signal: 'SIGINT', output: /(started \d[\s\S]*){4}/ }] },
  );
  expect(run.exitCode).toBe(105);
  expect(run.stderr).toContain("received a 'interrupt' signal");
  expect(run.stderr.match(/torn down/g)).toHaveLength(1);
  expect(run.stdout).toContain('TOTAL RESULTS');
  expect(run.stdout).toContain('0 complete and 4 interrupted iterations');
});

test('the second signal ends the process and leaves nobody behind', async () => {
  await using folder = await scriptFolder({
    'test.js': `import { sleep } from 'k6';
      export const options = { vus: 2, duration: '60s' };
      export default function () { console.log('started', __VU); sleep(60); }
      export function teardown() { console.log('tearing down'); sleep(60); }`,
  });
  const run = await runCli([...SPAWN, '2', 'test.js'], {
    cwd: folder.path,
    env: { TMPDIR: folder.path },
    signals: [
      { signal: 'SIGINT', output: /(started \d[\s\S]*){2}/ },
      { signal: 'SIGINT', output: /tearing down/, afterMs: 150 },
    ],
  });
  expect(run.exitCode).toBe(105);
  expect(run.stdout).not.toContain('TOTAL RESULTS');
  await expect.poll(() => processesIn(folder.path), { timeout: 5_000 }).toEqual([]);
  expect(readdirSync(folder.path)).toEqual(['test.js']);
});

test('an agent whose process ends is lost at once', async () => {
  await using folder = await scriptFolder({
    'test.js': `import { sleep } from 'k6';
      export const options = { vus: 2, duration: '60s' };
      export default function () { console.log('started', __VU); sleep(60); }`,
  });
  const running = runCli([...SPAWN, '2', 'test.js'], { cwd: folder.path, env: { TMPDIR: folder.path } });
  const agentProcesses = () =>
    processesIn(folder.path).filter(({ line }) => line.includes('--name local-2 '));
  await expect.poll(() => processesIn(folder.path).length, { timeout: 10_000 }).toBe(4);
  for (const { pid } of agentProcesses()) process.kill(pid, 'SIGKILL');
  const run = await running;
  expect(run.stderr).toContain("agent 'local-2' was lost: its process ended (SIGKILL)");
  expect(run.exitCode).toBe(97);
});

test('a coordinator that is killed leaves nobody behind', async () => {
  await using folder = await scriptFolder({
    'test.js': `import { sleep } from 'k6';
      export const options = { vus: 2, duration: '60s' };
      export default function () { console.log('started', __VU); sleep(60); }`,
  });
  const run = await runCli([...SPAWN, '2', 'test.js'], {
    cwd: folder.path,
    env: { TMPDIR: folder.path },
    signals: [{ signal: 'SIGKILL', output: /(started \d[\s\S]*){2}/ }],
  });
  expect(run.exitCode).toBeNull();
  await expect.poll(() => processesIn(folder.path), { timeout: 5_000 }).toEqual([]);
});

/** Agents keep their files in it, so their command lines name it. */
const processesIn = (folder: string) => listProcesses().filter(({ line }) => line.includes(folder));

test('nothing is left of a run in the temporary folder', async () => {
  await using folder = await scriptFolder({ 'test.js': 'export default function () {}' });
  await using temporary = await scriptFolder({});
  const run = await runCli([...SPAWN, '2', '--quiet', 'test.js'], {
    cwd: folder.path,
    env: { TMPDIR: temporary.path },
  });
  expect(run.exitCode).toBe(0);
  expect(readdirSync(temporary.path)).toEqual([]);
});

test.each<{ what: string; code: string; exitCode: number; message: RegExp }>([
  {
    what: 'a script that fails to load',
    code: `throw new Error('boom');`,
    exitCode: 107,
    message: /msg="Error: boom/,
  },
  {
    what: 'a script that fails only in VUs',
    code: `if (__VU > 0) throw new Error('boom'); export default function () {}`,
    exitCode: 107,
    message: /msg="Error: boom[\s\S]*hint="error while initializing VU #\d/,
  },
  {
    what: 'setup() throwing',
    code: `export function setup() { throw new Error('boom'); } export default function () {}`,
    exitCode: 107,
    message: /msg="Error: boom\\n\\tat setup/,
  },
  {
    what: 'an iteration that aborts the test',
    code: `import exec from 'k6/execution';
      export const options = { vus: 4, duration: '20s' };
      export default function () { if (exec.vu.idInTest === 3) exec.test.abort('bye'); }`,
    exitCode: 108,
    message: /msg="test aborted: bye at default/,
  },
])('$what ends with exit code $exitCode', async ({ code, exitCode, message }) => {
  const run: CliRun = await runOnAgents(2, code);
  expect(run.stderr).toMatch(message);
  expect(run.exitCode).toBe(exitCode);
});

test.each([
  [['--execution-segment', '1/2'], '`executionSegment` and `executionSegmentSequence`'],
  [['--paused'], 'paused'],
  [['--secret-source', 'mock=a=b'], '`--secret-source`'],
  [['--address', 'localhost:0'], 'the REST API'],
])('%j is refused before anybody is waited for', async (flags, what) => {
  const run = await runOnAgents(2, 'export default function () {}', flags);
  expect(run.stderr).toContain('not support');
  expect(run.stderr).toContain(what);
  expect(run).toMatchObject({ exitCode: 255, stdout: '' });
});
