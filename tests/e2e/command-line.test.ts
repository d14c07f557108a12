import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

test.each([
  ['with a byte order mark', '\ufeffexport default () => console.log("it ran");'],
  ['with a shebang', '#!/usr/bin/env squall run\nexport default () => console.log("it ran");'],
  ['with Windows line ends', 'export default function () {\r\n  console.log("it ran");\r\n}\r\n'],
])('a script %s runs', async (_title, code) => {
  await using folder = await scriptFolder({ 'test.js': code });
  const { exitCode, stderr } = await runCli(['run', 'test.js'], { cwd: folder.path });
  expect(stderr).toContain('msg="it ran"');
  expect(exitCode).toBe(0);
});

test('a folder and an empty file are no scripts', async () => {
  await using folder = await scriptFolder({ 'empty.js': '' });
  await mkdir(folder.file('sub'));
  const [directory, empty] = await Promise.all([
    runCli(['run', 'sub'], { cwd: folder.path }),
    runCli(['run', 'empty.js'], { cwd: folder.path }),
  ]);
  expect(directory).toMatchObject({ exitCode: 255, stderr: expect.stringContaining('sub: is a directory') });
  expect(empty).toMatchObject({
    exitCode: 255,
    stderr: expect.stringContaining('no exported functions in script'),
  });
});

test('a script from standard input has no folder to import from', async () => {
  await using folder = await scriptFolder({ 'lib.js': 'export const a = 1;' });
  const alone = await runCli(['run', '-'], { stdin: 'export default () => console.log("piped");' });
  expect(alone).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('piped') });
  const importing = await runCli(['run', '-'], {
    cwd: folder.path,
    stdin: 'import { a } from "./lib.js"; export default () => a;',
  });
  expect(importing.exitCode).toBe(107);
  expect(importing.stderr).toContain("could not initialize '-': could not load JS test 'file:///-'");
});

test('flags go over variables, those over the script, and that over the configuration file', async () => {
  await using folder = await scriptFolder({
    'config.json': JSON.stringify({ userAgent: 'config', batch: 1, rps: 1, maxRedirects: 1 }),
    'test.js': `import exec from 'k6/execution';
      export const options = { userAgent: 'script', batch: 2, rps: 2 };
      export default () => { const o = exec.test.options; console.log(o.userAgent, o.batch, o.rps, o.maxRedirects); };`,
  });
  const { stderr } = await runCli(['run', '-c', 'config.json', '--user-agent', 'flag', 'test.js'], {
    cwd: folder.path,
    env: { K6_BATCH: '3', K6_USER_AGENT: 'variable' },
  });
  expect(stderr).toContain('msg="flag 3 2 1"');
});

const TALKATIVE = `
console.log('from init');
export function setup() { console.warn('from setup'); }
export default function () { console.debug('detail'); console.log('a "quoted"', { b: [1, null] }); }`;

test('the log has the format that is asked for', async () => {
  await using folder = await scriptFolder({ 'test.js': TALKATIVE });
  const logOf = async (...args: string[]) => {
    const { stderr } = await runCli(['run', '-q', '--summary-mode', 'disabled', ...args, 'test.js'], {
      cwd: folder.path,
    });
    return stderr
      .replace(/"?time"?[=:]"[^"]*"/g, 'TIME')
      .trim()
      .split('\n');
  };
  expect(await logOf()).toEqual([
    ...Array(3).fill('TIME level=info msg="from init" source=console'),
    'TIME level=warning msg="from setup" source=console',
    String.raw`TIME level=info msg="a \"quoted\" { b: [ 1, null ] }" source=console`,
  ]);
  expect(await logOf('--log-format', 'raw')).toEqual([
    ...Array(3).fill('from init'),
    'from setup',
    'a "quoted" { b: [ 1, null ] }',
  ]);
  expect((await logOf('--log-format', 'json')).at(-1)).toBe(
    String.raw`{"level":"info","msg":"a \"quoted\" { b: [ 1, null ] }","source":"console",TIME}`,
  );
  expect(await logOf('-v')).toContain('TIME level=debug msg=detail source=console');
});

test('the log and what the script prints can go to files of their own', async () => {
  await using folder = await scriptFolder({ 'test.js': TALKATIVE });
  const args = [
    'run',
    '--log-output',
    'file=all.log,level=warn',
    '--console-output',
    'console.log',
    'test.js',
  ];
  const { stderr } = await runCli(args, { cwd: folder.path });
  expect(stderr).toBe('');
  const [all, console] = await Promise.all(
    ['all.log', 'console.log'].map((name) => readFile(folder.file(name), 'utf8')),
  );
  expect(all).toBe('');
  expect(console?.replace(/time="[^"]*" /g, '')).toBe(
    `level=warning msg="from setup"\nlevel=info msg=${JSON.stringify('a "quoted" { b: [ 1, null ] }')}\n`,
  );
});

test('--quiet leaves the summary only, and --summary-mode disabled not even that', async () => {
  await using folder = await scriptFolder({
    'test.js': 'export default function () {} export function handleSummary() { return { stdout: "made" }; }',
  });
  const loud = await runCli(['run', 'test.js'], { cwd: folder.path });
  expect(loud.stdout).toMatch(
    /execution: local[\s\S]*1 iterations for each of 1 VUs[\s\S]*made[\s\S]*running \(00m00\.\ds\)/,
  );
  expect((await runCli(['run', '-q', 'test.js'], { cwd: folder.path })).stdout).toBe('made');
  const disabled = ['run', '-q', '--summary-mode', 'disabled', '--summary-export', 'out.json', 'test.js'];
  expect((await runCli(disabled, { cwd: folder.path })).stdout).toBe('');
  await expect(readFile(folder.file('out.json'))).rejects.toThrow('ENOENT');
});

test('no features make __ENV frozen but freeze-env', async () => {
  await using folder = await scriptFolder({
    'test.js': 'export default () => console.log(Object.isFrozen(__ENV), __ENV.K6_FEATURES);',
  });
  const frozen = await runCli(['run', '--features', 'freeze-env', 'test.js'], { cwd: folder.path });
  expect(frozen.stderr).toContain('msg="true freeze-env"');
  expect((await runCli(['run', 'test.js'], { cwd: folder.path })).stderr).toContain('msg="false undefined"');
});

test('VUs take turns in sending from the local addresses', async () => {
  const server = createServer((request, response) => response.end(request.socket.remoteAddress));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await using folder = await scriptFolder({
    'test.js': `import http from 'k6/http';
      export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: 3 } } };
      export const setup = () => console.log('VU 0 has', http.get('http://127.0.0.1:${port}/').body);
      export default () => console.log('VU', __VU, 'has', http.get('http://127.0.0.1:${port}/').body);`,
  });
  const { stderr } = await runCli(['run', '--local-ips', '127.0.0.2-127.0.0.3', 'test.js'], {
    cwd: folder.path,
  });
  server.close();
  expect([...stderr.matchAll(/VU \d has [\d.]+/g)].map(([line]) => line).sort()).toEqual([
    'VU 0 has 127.0.0.2',
    'VU 1 has 127.0.0.2',
    'VU 2 has 127.0.0.3',
    'VU 3 has 127.0.0.2',
  ]);
});

test('--traces-output is refused, since it would have no effect', async () => {
  const { exitCode, stderr } = await runCli(['run', '--traces-output', 'otel', '-'], {
    stdin: 'export default () => {}',
  });
  expect(stderr).toContain('is not supported by this version of Squall');
  expect(exitCode).toBe(255);
});

test('a variable that asks for profiles only warns', async () => {
  const { exitCode, stderr } = await runCli(['run', '-'], {
    stdin: 'export default () => {}',
    env: { K6_PROFILING_ENABLED: '1' },
  });
  expect(stderr).toContain('profiling (`--profiling-enabled`) is not supported');
  expect(exitCode).toBe(0);
});

test('an archive that cannot be written is an error of the user', async () => {
  const { exitCode, stderr } = await runCli(['archive', '-O', '/nowhere/a.tar', '-'], {
    stdin: 'export default () => {}',
  });
  expect(stderr).toContain('msg="open /nowhere/a.tar: no such file or directory"');
  expect(exitCode).toBe(255);
});

test('a run goes on when nobody reads its output any more', async () => {
  await using folder = await scriptFolder({
    'test.js': `export default function () {} export function teardown() { console.error('torn down'); }`,
  });
  const program = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
  const pipeline = `"$0" "$1" run test.js | true; echo "exit \${PIPESTATUS[0]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', pipeline, process.execPath, program], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  expect(stdout).toBe('exit 0\n');
  expect(stderr).toContain('torn down');
});
