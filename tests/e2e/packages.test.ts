import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

const installed = (name: string) => fileURLToPath(new URL(`../../node_modules/${name}`, import.meta.url));

test('a script uses npm packages beside it, and its archive holds them', { timeout: 60_000 }, async () => {
  await using folder = await scriptFolder({
    'test.js': `import { parse } from 'yaml'; import fc from 'fast-check';
      export default function () {
        fc.assert(fc.property(fc.integer(), (n) => n + 0 === n));
        console.log(JSON.stringify(parse('a: [1, {b: c}]')));
      }`,
  });
  mkdirSync(join(folder.path, 'node_modules'));
  for (const name of ['yaml', 'fast-check'])
    symlinkSync(installed(name), join(folder.path, 'node_modules', name));
  const run = async (file: string) => {
    const args = ['run', '--quiet', '--summary-mode', 'disabled', '--log-format', 'raw', file];
    return (await runCli(args, { cwd: folder.path })).stderr.trim();
  };
  expect(await run('test.js')).toBe('{"a":[1,{"b":"c"}]}');
  expect(await runCli(['archive', 'test.js'], { cwd: folder.path })).toMatchObject({ exitCode: 0 });
  rmSync(join(folder.path, 'node_modules'), { recursive: true });
  expect(await run('archive.tar')).toBe('{"a":[1,{"b":"c"}]}');
});
