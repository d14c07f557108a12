import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import type { RunnerSettings } from '../settings.ts';
import { runnerArguments, runnerEnvironment } from './runner-launch.ts';

/** What a process, and a thread of it, may do: written as a runner would be built. */
const PROBE = `
  const { readFileSync, writeFileSync } = require('node:fs');
  const { spawnSync } = require('node:child_process');
  const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
  const { folder, secret } = isMainThread ? JSON.parse(process.argv[2]) : workerData;
  const attempt = (what) => { try { what(); return 'done'; } catch ({ code }) { return code; } };
  const found = {
    own: attempt(() => readFileSync(__filename)),
    archive: attempt(() => readFileSync(folder + '/archive.tar')),
    secret: attempt(() => readFileSync(secret)),
    write: attempt(() => writeFileSync(folder + '/new', '')),
    spawn: attempt(() => { const { error } = spawnSync('true'); if (error) throw error; }),
  };
  if (!isMainThread) parentPort.postMessage(found);
  else new Worker(__filename, { workerData: { folder, secret } }).on('message', (thread) =>
    console.log(JSON.stringify({ main: found, thread })));
`;

function machine() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'squall-launch-')));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const name of ['program', 'tenure']) mkdirSync(join(root, name));
  const [entry, secret, folder] = [
    join(root, 'program/runner.js'),
    join(root, 'secret.txt'),
    join(root, 'tenure'),
  ];
  writeFileSync(entry, PROBE);
  writeFileSync(join(root, 'program/package.json'), '{}');
  writeFileSync(join(folder, 'archive.tar'), '');
  writeFileSync(secret, 'secret');
  return { settings: settingsOf(entry), folder, secret };
}

function settingsOf(entry: string): RunnerSettings {
  return {
    entry,
    threadEntry: entry,
    maxHeapMb: 64,
    workers: undefined,
    environment: {},
    proxyEnvironment: {},
    scriptCaFile: undefined,
    forbidHttp2: false,
    allowBrowser: false,
  };
}

async function probe({ holdsTypeScript = false, allowBrowser = false }) {
  const { settings, folder, secret } = machine();
  const args = runnerArguments({ ...settings, allowBrowser }, { folder, holdsTypeScript });
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [
    ...args,
    settings.entry,
    JSON.stringify({ folder, secret }),
  ]);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as Record<'main' | 'thread', Record<string, string>>;
}

test('a runner and its threads read their program and their archive, and that is all', async () => {
  const expected = {
    own: 'done',
    archive: 'done',
    secret: 'ERR_ACCESS_DENIED',
    write: 'ERR_ACCESS_DENIED',
    spawn: 'ERR_ACCESS_DENIED',
  };
  expect(await probe({})).toEqual({ main: expected, thread: expected });
});

test('the compiler of TypeScript may be started, nothing else becomes possible', async () => {
  const { thread } = await probe({ holdsTypeScript: true });
  expect(thread).toMatchObject({ spawn: 'done', secret: 'ERR_ACCESS_DENIED', write: 'ERR_ACCESS_DENIED' });
});

test('where browsers are allowed, programs may be started, and everything may be read', async () => {
  const { thread } = await probe({ allowBrowser: true });
  expect(thread).toMatchObject({ spawn: 'done', secret: 'done' });
});

test.each([
  [['--permission', '--experimental-permission', '--allow-net'], '--permission', true],
  [['--permission'], '--permission', false],
  [['--experimental-permission'], '--experimental-permission', false],
])('with the flags %j it uses %s', (known, flag, hasNet) => {
  const { settings, folder } = machine();
  const args = runnerArguments(settings, { folder, holdsTypeScript: false }, new Set(known));
  expect(args).toContain(flag);
  expect(args.includes('--allow-net')).toBe(hasNet);
});

test('without a permission model it only limits memory', () => {
  const { settings, folder } = machine();
  const args = runnerArguments(settings, { folder, holdsTypeScript: false }, new Set());
  expect(args).toEqual(['--max-old-space-size=64']);
});

test('passes on what Node needs of the environment, and no secret', () => {
  const environment = {
    PATH: '/bin',
    TZ: 'UTC',
    SQUALL_AGENT_TOKEN: 'x',
    AWS_SECRET: 'y',
    NODE_OPTIONS: 'z',
  };
  expect(runnerEnvironment({ ...settingsOf(''), environment })).toEqual({ PATH: '/bin', TZ: 'UTC' });
});

test('passes on how browsers are started where they are allowed', () => {
  const environment = { PATH: '/bin', K6_BROWSER_ARGS: 'no-sandbox', K6_CLOUD_TOKEN: 'x' };
  expect(runnerEnvironment({ ...settingsOf(''), environment, allowBrowser: true })).toEqual({
    PATH: '/bin',
    K6_BROWSER_ARGS: 'no-sandbox',
  });
});
