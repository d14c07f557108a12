import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { runCli, type SignalWhen } from '../../packages/testkit/src/run-cli.ts';
import { listProcesses } from './processes.ts';
import { scriptFolder } from './script-folder.ts';

const LIMIT = { timeout: 120_000 };
const hasChromium = spawnSync('chromium', ['--version']).error === undefined;
const SCENARIO =
  "executor: 'shared-iterations', vus: 2, iterations: 2, options: { browser: { type: 'chromium' } }";

async function startSite() {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end('<title>Shop</title><h1>Welcome</h1>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let runs = 0;

/** A run whose browsers can be told from all others by a flag. */
async function runMarked(code: string, signals: readonly SignalWhen[] = [], ...flags: string[]) {
  await using folder = await scriptFolder({ 'test.js': code });
  const mark = `--squall-test=${process.pid}-${runs++}`;
  const run = await runCli(['run', ...flags, 'test.js'], {
    cwd: folder.path,
    env: { K6_BROWSER_ARGS: mark.slice(2), TMPDIR: folder.path },
    signals,
    timeoutMs: 100_000,
  });
  // Chromium takes its folders with it, or has at least let go of them.
  return { ...run, leftOver: await leftOver(mark) };
}

/** What is left of a run's browsers after a while. */
async function leftOver(mark: string): Promise<readonly string[]> {
  const find = () => listProcesses().filter(({ line }) => line.includes(mark));
  for (let tries = 0; tries < 150 && find().length > 0; tries++) await sleep(100);
  return find().map(({ line }) => line);
}

test(
  'a run with pages has their metrics, judges thresholds on them and leaves no browser',
  LIMIT,
  async () => {
    await using site = await startSite();
    const run = await runMarked(`
    import { browser } from 'k6/browser';
    import { check, group } from 'k6';
    export const options = {
      scenarios: { ui: { ${SCENARIO} } },
      thresholds: { 'browser_http_req_failed{resource_type:Document}': ['rate==0'], browser_web_vital_cls: ['max<0'] },
    };
    export default async function () {
      const page = await browser.newPage();
      await page.goto('${site.url}');
      const heading = await page.locator('h1').textContent();
      group('reading', () => check(heading, { 'is welcome': (text) => text === 'Welcome' }));
      await page.close();
    }`);
    expect(run.stderr).toContain("thresholds on metrics 'browser_web_vital_cls' have been crossed");
    expect(run.exitCode).toBe(99);
    for (const text of [
      'checks_succeeded...: 100.00% 2 out of 2',
      'browser_http_req_failed',
      'browser_data_received',
      'browser_web_vital_fcp',
      'WEB_VITALS',
      '2 complete and 0 interrupted iterations',
    ]) {
      expect(run.stdout).toContain(text);
    }
    expect(run.leftOver).toEqual([]);
  },
);

const WAITING = `
  import { browser } from 'k6/browser';
  export const options = { scenarios: { ui: { ${SCENARIO} } } };
  export default async function () {
    const page = await browser.newPage();
    console.log('open', __VU);
    await page.waitForTimeout(60000);
  }`;

test.skipIf(!hasChromium).each<[string, readonly SignalWhen[], number | null]>([
  ['an interrupted run', [{ signal: 'SIGINT', output: /open[\s\S]*open/ }], 105],
  [
    'a run interrupted twice',
    [
      { signal: 'SIGINT', output: /open[\s\S]*open/ },
      { signal: 'SIGINT', output: /open[\s\S]*open/, afterMs: 50 },
    ],
    105,
  ],
  ['a run that was killed', [{ signal: 'SIGKILL', output: /open[\s\S]*open/ }], null],
])('%s leaves no browser behind', LIMIT, async (_, signals, exitCode) => {
  const run = await runMarked(WAITING, signals);
  expect(run.exitCode).toBe(exitCode);
  expect(run.leftOver).toEqual([]);
});

test('a test whose browser cannot be found ends with what to do', LIMIT, async () => {
  await using folder = await scriptFolder({ 'test.js': WAITING });
  const run = await runCli(['run', 'test.js'], { cwd: folder.path, env: { PATH: '' } });
  expect(run.exitCode).toBe(108);
  expect(run.stderr).toContain('install Chromium or Google Chrome, or set K6_BROWSER_EXECUTABLE_PATH');
  expect(run.stdout).toContain('0 complete and');
});
