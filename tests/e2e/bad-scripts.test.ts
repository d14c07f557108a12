import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

const run = async (code: string, ...args: string[]) => {
  await using folder = await scriptFolder({ 'test.js': code });
  return await runCli(['run', ...args, 'test.js'], { cwd: folder.path });
};

test('a missing script is named, with exit code 255', async () => {
  const { exitCode, stderr } = await runCli(['run', 'nowhere.js'], { cwd: '/' });
  expect(exitCode).toBe(255);
  expect(stderr).toContain('The moduleSpecifier \\"nowhere.js\\" couldn\'t be found on local disk');
});

test('a syntax error names file, line and column, with exit code 107', async () => {
  const { exitCode, stderr } = await run('export default function () {\n  const = 5;\n}\n');
  expect(exitCode).toBe(107);
  expect(stderr).toMatch(
    /could not initialize 'test\.js': could not load JS test 'file:\/\/.*test\.js: Line 2:\d+ /,
  );
});

test("an exception in init code shows its stack in the user's file, with exit code 107", async () => {
  const { exitCode, stderr } = await run(
    'function broken() {\n  throw new Error("too early");\n}\nbroken();\nexport default () => {};',
  );
  expect(exitCode).toBe(107);
  expect(stderr).toMatch(/Error: too early\\n\\tat broken \(file:\/\/\S*test\.js:2:\d+\(\d+\)\)/);
});

test('a module that does not exist is named, also when nothing of it is used', async () => {
  const { exitCode, stderr } = await run("import 'k6/nonsense'; export default () => {};");
  expect(exitCode).toBe(107);
  expect(stderr).toContain('unknown modules [\\"k6/nonsense\\"] were tried to be loaded');
});

test('an unknown flag is refused with exit code 255', async () => {
  expect(await run('export default () => {}', '--blah')).toMatchObject({
    exitCode: 255,
    stderr: expect.stringContaining('unknown flag: --blah'),
  });
});

test('a script that never yields is stopped with a clear error, and what was measured stays', async () => {
  const { exitCode, stdout, stderr } = await run(
    `import { sleep } from 'k6';
     import { Counter } from 'k6/metrics';
     const before = new Counter('before_the_loop');
     export const options = { scenarios: { main: { executor: 'constant-vus', vus: 1, duration: '3s', gracefulStop: '0s' } } };
     export default function () { before.add(1); sleep(0.1); if (__ITER > 15) while (true) {} }`,
  );
  expect(exitCode).toBe(107);
  expect(stderr).toContain('the script kept its thread busy');
  expect(stdout).toMatch(/before_the_loop\.+: \d+/);
});

test('endless recursion fails its iteration only', async () => {
  const { exitCode, stderr } = await run(
    `export const options = { iterations: 3 };
     function again(n) { return again(n + 1) + 1; }
     export default function () { if (__ITER === 1) again(0); }`,
  );
  expect(exitCode).toBe(0);
  expect(stderr).toContain('Maximum call stack size exceeded');
});

test('a script that uses up the memory ends the run with a clear error', async () => {
  await using folder = await scriptFolder({
    'test.js':
      'const kept = []; export default function () { for (;;) kept.push(new Array(1000).fill(__ITER)); }',
  });
  const { exitCode, stderr } = await runCli(['run', 'test.js'], {
    cwd: folder.path,
    env: { SQUALL_THREAD_MEMORY_MB: '64' },
  });
  expect(exitCode).toBe(107);
  expect(stderr).toContain('used up the 64 MB of memory of its thread');
});
