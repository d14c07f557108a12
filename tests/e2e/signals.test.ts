import { expect, test } from 'vitest';
import { runCli, type SignalWhen } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

async function runWithSignals(code: string, signals: readonly SignalWhen[], ...flags: string[]) {
  await using folder = await scriptFolder({ 'test.js': `import { sleep } from 'k6'; ${code}` });
  return await runCli(['run', ...flags, 'test.js'], { cwd: folder.path, signals });
}

const SLEEPING = `
export const options = { vus: 3, duration: '30s' };
export default function () { console.log('started', __VU); try { sleep(20); } finally { console.log('finally'); } }
export function teardown() { console.log('torn down'); sleep(0.5); console.log('all of it'); }`;

test.each([
  ['SIGINT', 'interrupt'],
  ['SIGTERM', 'terminated'],
] as const)('%s ends the run at once, with teardown and summary', async (signal, name) => {
  const run = await runWithSignals(SLEEPING, [{ signal, output: /started 3/ }]);
  expect(run.exitCode).toBe(105);
  expect(run.stderr).toContain('all of it');
  expect(run.stderr).not.toContain('finally');
  expect(run.stderr).toMatch(new RegExp(`received a '${name}' signal`));
  expect(run.stdout).toContain('TOTAL RESULTS');
  expect(run.stdout).toContain('0 complete and 3 interrupted iterations');
});

test('the second signal ends the process, without a summary', async () => {
  const run = await runWithSignals(SLEEPING, [
    { signal: 'SIGINT', output: /started 3/ },
    { signal: 'SIGINT', output: /torn down/, afterMs: 150 },
  ]);
  expect(run.exitCode).toBe(105);
  expect(run.stderr).toContain('msg="Aborting k6 in response to signal" sig=interrupt');
  expect(run.stderr).not.toContain('all of it');
  expect(run.stdout).not.toContain('TOTAL RESULTS');
});

test('a signal that is sent to the process and to its group counts once', async () => {
  const run = await runWithSignals(SLEEPING, [
    { signal: 'SIGTERM', output: /started 3/ },
    { signal: 'SIGTERM', output: /started 3/ },
  ]);
  expect(run.stdout).toContain('TOTAL RESULTS');
  expect(run.exitCode).toBe(105);
});

test('a signal during setup() ends it, and nothing else runs', async () => {
  const run = await runWithSignals(
    `export function setup() { console.log('setting up'); sleep(20); }
     export default function () { console.log('iteration'); }
     export function teardown() { console.log('torn down'); }`,
    [{ signal: 'SIGINT', output: /setting up/ }],
  );
  expect(run.stderr).not.toMatch(/iteration|torn down/);
  expect(run).toMatchObject({ exitCode: 105, stdout: expect.stringContaining('TOTAL RESULTS') });
});

test('a signal leaves teardown() alone', async () => {
  const run = await runWithSignals(
    `export default function () {}
     export function teardown() { console.log('tearing down'); sleep(1); console.log('all of it'); }`,
    [{ signal: 'SIGINT', output: /tearing down/ }],
  );
  expect(run.stderr).toContain('all of it');
  expect(run.exitCode).toBe(105);
});

test('a signal while VUs are initialised ends the run before it starts', async () => {
  const run = await runWithSignals(
    `const startMs = Date.now(); while (__VU > 0 && Date.now() - startMs < 50) {}
     if (__VU === 3) console.log('third VU');
     export const options = { vus: 400, duration: '1s' };
     export default function () { console.log('iteration'); }
     export function teardown() { console.log('torn down'); }`,
    [{ signal: 'SIGINT', output: /third VU/ }],
    '--workers',
    '1',
  );
  expect(run.stderr).not.toMatch(/iteration|torn down/);
  expect(run.exitCode).toBe(105);
});

test('--linger waits for a signal, which does not change how the test ended', async () => {
  const run = await runWithSignals(
    `export const options = { thresholds: { iterations: ['count>5'] } };
     export default function () {}`,
    [{ signal: 'SIGINT', output: /waiting for Ctrl\+C/, afterMs: 1_000 }],
    '--linger',
  );
  expect(run.stderr).toContain("thresholds on metrics 'iterations' have been crossed");
  expect(run.exitCode).toBe(99);
  // The wait does not count: one iteration within a fraction of a second is several in a second.
  const rate = Number(/iterations\.+: 1 +([\d.]+)\/s/.exec(run.stdout)?.[1]);
  expect(rate).toBeGreaterThan(1);
});
