import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RealClock } from '@squall/engine';
import { expect, test, vi } from 'vitest';
import { Cluster, isAlive } from '../cluster.fixture.ts';
import { Inspection } from './inspection.ts';

// Starting processes takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const SCRIPT = `
  import http from 'k6/http';
  import { Counter, Trend } from 'k6/metrics';
  export const options = { vus: Number(__ENV.VUS || 1), iterations: 10 };
  export const orders = new Counter('orders');
  new Trend('waiting', true);
  if (__ENV.BOOM) throw new Error('boom in init');
  if (__ENV.REQUEST) http.get('http://127.0.0.1/');
  if (__ENV.HANG) for (;;);
  export function setup() {}
  export default function () {}
`;

async function inspect(cluster: Cluster, env: Record<string, string>, changes = {}) {
  const { archive } = await cluster.specOf(SCRIPT, changes);
  return cluster.pool.inspect({ archive, env, signal: new AbortController().signal });
}

test('an agent tells what a script exports and measures, and leaves no process behind', async () => {
  await using cluster = await Cluster.open();
  const agent = cluster.spawn('a');
  expect(await inspect(cluster, { VUS: '3' })).toMatchObject({
    exports: ['default', 'setup'],
    metrics: expect.arrayContaining([
      { name: 'orders', type: 'counter', contains: 'default' },
      { name: 'waiting', type: 'trend', contains: 'time' },
    ]),
    optionsJson: '{"vus":3,"iterations":10}',
  });
  await expect.poll(() => agent.children().filter(isAlive), { timeout: 30_000 }).toEqual([]);
});

test('TypeScript is compiled for it', async () => {
  await using cluster = await Cluster.open();
  cluster.spawn('a');
  expect((await inspect(cluster, {}, { fileName: 'script.ts' })).exports).toEqual(['default', 'setup']);
});

test.each([
  ['throws', { BOOM: '1' }, 'boom in init'],
  ['makes a request in its init code', { REQUEST: '1' }, 'init context'],
])('a script that %s is told with the exit code of a local run', async (_what, env, message) => {
  await using cluster = await Cluster.open();
  cluster.spawn('a');
  await expect(inspect(cluster, env)).rejects.toMatchObject({
    exitCode: 107,
    message: expect.stringContaining(message),
  });
});

test('a script whose init code does not end is given up, and its process ended', async () => {
  await using cluster = await Cluster.open();
  const { archive } = await cluster.specOf(SCRIPT, {});
  const folder = join(cluster.root, 'look');
  mkdirSync(folder);
  const request = {
    type: 'inspect',
    inspectionId: '1',
    archive,
    env: { HANG: '1' },
    timeoutMs: 2_000,
  } as const;
  {
    await using inspection = new Inspection(request, {
      clock: new RealClock(),
      archives: { putInto: async (path) => writeFileSync(path, archive.read(0, archive.bytes)) },
      runner: cluster.settings('a').runner,
      folder,
    });
    expect(await inspection.outcome).toMatchObject({
      kind: 'failed',
      cause: 'test',
      error: { code: 'SCRIPT_HANGS', message: expect.stringContaining('within 2 s') },
    });
  }
  expect(existsSync(folder)).toBe(false);
});
