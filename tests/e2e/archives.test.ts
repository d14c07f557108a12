import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, test } from 'vitest';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { scriptFolder } from './script-folder.ts';

test('an archive runs elsewhere as the script did', async () => {
  await using home = await scriptFolder({
    'test.ts': `import { greet } from './lib.js'; const text: string = open('./data.txt');
      export const options = { iterations: 2 }; export default () => console.log(greet(text), __ENV.WHO);`,
    'lib.js': 'export const greet = (text) => "hello " + text;',
    'data.txt': 'from the file',
  });
  const packed = await runCli(['archive', '-O', 'test.tar', '-e', 'WHO=me', 'test.ts'], { cwd: home.path });
  expect(packed, packed.stderr).toMatchObject({ exitCode: 0 });
  await using elsewhere = await scriptFolder({ 'test.tar': await readFile(home.file('test.tar')) });
  const run = await runCli(['run', '--quiet', 'test.tar'], { cwd: elsewhere.path });
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
  expect(run.stderr.match(/hello from the file me/g)).toHaveLength(2);
  const piped = await runCli(['run', '--quiet', '-'], {
    cwd: '/',
    stdin: await readFile(home.file('test.tar')),
  });
  expect(piped, piped.stderr).toMatchObject({ exitCode: 0 });
});

test('an archive that climbs out of its folder is refused', async () => {
  const tar = pack();
  tar.entry(
    { name: 'metadata.json' },
    JSON.stringify({ type: 'js', filename: 'file:///a/b.js', pwd: 'file:///a', options: {}, env: {} }),
  );
  tar.entry({ name: 'data' }, 'export default () => {}');
  tar.entry({ name: 'file/a/../../../etc/passwd' }, 'root');
  tar.finalize();
  await using folder = await scriptFolder({
    'evil.tar': await buffer(tar as unknown as AsyncIterable<Uint8Array>),
  });
  const run = await runCli(['run', 'evil.tar'], { cwd: folder.path });
  expect(run.exitCode).toBe(255);
  expect(run.stderr).toMatch(/climb|outside|\.\./);
});
