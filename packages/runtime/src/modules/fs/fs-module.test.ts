import { expect, test } from 'vitest';
import type { FoundFile } from '../../loader/contract.ts';
import { LiveVU } from '../live-vu.fixture.ts';
import { createFsModule } from './fs-module.ts';

const FOUND: Readonly<Record<string, FoundFile['read']>> = {
  'data.txt': { kind: 'file', bytes: Buffer.from('hello world') },
  folder: { kind: 'directory' },
  locked: { kind: 'failed', reason: 'permission denied' },
  late: { kind: 'unread' },
};

function createVU(body: string, inVU = ''): LiveVU {
  const fsModule = createFsModule({
    entryUrl: 'file:///tests/main.js',
    find: (path, fromUrl) => ({
      absolutePath: `${new URL('.', fromUrl).pathname}${path}`,
      read: FOUND[path] ?? { kind: 'missing' },
    }),
  });
  const script = `import { open, SeekMode } from 'k6/experimental/fs';
    const tell = async (work) => {
      try { console.log(JSON.stringify(await work())); } catch (e) { console.log(String(e), e.name); }
    };
    ${body}
    export default async function () { ${inVU} }`;
  return new LiveVU(script, { modules: [fsModule] });
}

test('a file is read piece by piece, in VU code too', async () => {
  const lines = await createVU(
    `const file = await open('data.txt');`,
    `const buffer = new Uint8Array(8);
    const text = () => new TextDecoder().decode(buffer);
    console.log(file.path, JSON.stringify(await file.stat()));
    console.log(await file.read(buffer), text());
    console.log(await file.read(buffer), text());
    console.log(await file.read(buffer));`,
  ).run();
  expect(lines).toEqual([
    '/tests/data.txt {"name":"data.txt","size":11}',
    '8 hello wo',
    // What was in the buffer behind the bytes read stays.
    '3 rldlo wo',
    'null',
  ]);
});

test('each open file has a position of its own', async () => {
  const lines = await createVU(`
    const [a, b] = [await open('data.txt'), await open('data.txt')];
    const buffer = new Uint8Array(5);
    await a.seek(6, SeekMode.Start);
    await a.read(buffer); console.log(new TextDecoder().decode(buffer));
    await b.read(buffer); console.log(new TextDecoder().decode(buffer));`).run();
  expect(lines).toEqual(['world', 'hello']);
});

test.each([
  ['file.seek(6, SeekMode.Start)', '6'],
  ['file.seek(2, SeekMode.Current)', '2'],
  ['file.seek(0, SeekMode.End)', '10'],
  ['file.seek(-3, SeekMode.End)', '7'],
  [
    'file.seek(-1, SeekMode.Start)',
    'TypeError: offset cannot be negative when using SeekModeStart TypeError',
  ],
  ['file.seek(1, SeekMode.End)', 'TypeError: offset cannot be positive when using SeekModeEnd TypeError'],
  ['file.seek(-1, SeekMode.Current)', 'TypeError: seeking before start of file TypeError'],
  ['file.seek(99, SeekMode.Start)', 'TypeError: seeking beyond end of file TypeError'],
  [`file.seek('1', 0)`, 'TypeError: seek() failed; reason: the offset argument must be a number TypeError'],
  [
    'file.seek()',
    'TypeError: seek() failed; reason: the offset argument cannot be null or undefined TypeError',
  ],
  ['file.seek(1, 3)', 'TypeError: seek() failed; reason: the whence argument must be a SeekMode TypeError'],
  ['file.read()', 'TypeError: read() failed; reason: into argument cannot be null or undefined TypeError'],
  ['file.read([])', 'TypeError: read() failed; reason: into argument must be a Uint8Array TypeError'],
  [`open('nope')`, 'NotFoundError: no such file or directory "/tests/nope" NotFoundError'],
  [
    `open('folder')`,
    'InvalidResourceError: cannot open "/tests/folder": opening a directory is not supported InvalidResourceError',
  ],
  [
    `open('locked')`,
    'InvalidResourceError: cannot open "/tests/locked": permission denied InvalidResourceError',
  ],
  [
    `open('late')`,
    'ForbiddenError: open() failed; reason: "/tests/late" was not opened by the first run of the init code ForbiddenError',
  ],
  [`open('')`, 'TypeError: open() failed; reason: path cannot be empty TypeError'],
  ['open()', 'TypeError: open() failed; reason: path cannot be null or undefined TypeError'],
])('%s gives %s', async (call, answer) => {
  const vu = createVU(`const file = await open('data.txt'); await tell(() => ${call});`);
  expect(await vu.run()).toEqual([answer]);
});

test('files are opened in init code', async () => {
  expect(await createVU('', `await tell(() => open('data.txt'));`).run()).toEqual([
    'ForbiddenError: open() failed; reason: opening a file is allowed only in the Init context ForbiddenError',
  ]);
});
