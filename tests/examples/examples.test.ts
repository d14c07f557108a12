import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startDemoTarget } from '../../apps/cli/src/demo-target/server.ts';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { freePort } from '../e2e/free-port.ts';

const folder = fileURLToPath(new URL('../../examples/', import.meta.url));
const examples = (await readdir(folder)).filter((name) => /\.(js|ts)$/.test(name));
/** They need more than a machine has that Squall was just installed on. */
const isMissing = (name: string): boolean =>
  name === 'browser.js' && spawnSync('chromium', ['--version']).error !== undefined;
const shop = await startDemoTarget(0);
const address = shop.address() as { port: number };
let work = '';

beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'squall-examples-'));
});

afterAll(async () => {
  shop.close();
  shop.closeAllConnections();
  await rm(work, { recursive: true, force: true });
});

test('there are at least a dozen examples', () => {
  expect(examples.length).toBeGreaterThanOrEqual(12);
});

test.each(examples.filter((name) => !isMissing(name)))('%s passes its thresholds', async (name) => {
  const export_ = join(work, `${name}.json`);
  const given = {
    BASE_URL: `http://127.0.0.1:${address.port}`,
    DURATION: '2s',
    PACE: '1',
    REPORT: join(work, 'report.json'),
  };
  const variables = Object.entries(given).flatMap(([key, value]) => ['-e', `${key}=${value}`]);
  const flags = ['--quiet', '--address', `127.0.0.1:${await freePort()}`, '--summary-export', export_];
  const run = await runCli(['run', ...flags, ...variables, join(folder, name)], { cwd: work });
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  const { metrics } = JSON.parse(await readFile(export_, 'utf8'));
  expect(metrics.http_reqs.count).toBeGreaterThan(0);
  expect(metrics.http_req_failed.value).toBe(0);
});

test('the example of clustered mode passes its thresholds on three agents', async () => {
  const script = join(folder, 'cluster/share-the-load.js');
  const given = ['-e', `BASE_URL=http://127.0.0.1:${address.port}`, '-e', 'DURATION=2s'];
  const run = await runCli(['cluster', 'run', '--agents', '3', '--spawn', ...given, script], { cwd: work });
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  expect(run.stdout).toContain('checks_succeeded...: 100.00%');
  expect(run.stderr).toMatch(/test-\d+ is over/);
});

test('the quickstart brings its own target when none is given', async () => {
  const run = await runCli(['run', '--quiet', join(folder, 'quickstart.js')], { cwd: work });
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  expect(run.stdout).toContain("✓ 'rate<0.01' rate=0.00%");
});
