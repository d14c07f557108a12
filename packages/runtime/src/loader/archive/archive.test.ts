import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { extract, type Header, pack } from 'tar-stream';
import { expect, test } from 'vitest';
import type { SourcesSnapshot } from '../contract.ts';
import { openScript, sourcesOfArchive } from '../open-script.ts';
import { archivePath } from './archive-path.ts';
import { looksLikeArchive, readArchive } from './read-archive.ts';
import { writeArchive } from './write-archive.ts';

const log = { log: () => {} };
const module = (url: string, originalText: string) => ({
  url,
  code: originalText,
  map: undefined,
  originalText,
});

const SNAPSHOT: SourcesSnapshot = {
  entryUrl: 'file:///home/ann/p/main.js',
  workingDirectoryUrl: 'file:///home/ann/p/',
  modules: [
    module('file:///home/ann/p/main.js', 'import "./lib/a.js"; // é'),
    module('file:///home/ann/p/lib/a.js', 'import "https://host.example/x/y.js?v=1"'),
    module('https://host.example/x/y.js?v=1', 'remote'),
  ],
  files: [['/home/ann/p/da ta.bin', new Uint8Array([0, 255, 10])]],
  unreadable: [],
  packages: [],
};

const INPUT = {
  snapshot: SNAPSHOT,
  options: { vus: 3, thresholds: { http_reqs: ['count>1'] }, tags: null, ext: {} },
  env: { B: '<&>\u2028', A: '1' },
  compatibilityMode: 'extended',
  k6version: '2.2.0',
  goos: 'linux',
  dependencies: { k6: '*' },
  nowMs: 1_700_000_000_000,
};

async function entriesOf(tar: Uint8Array): Promise<{ header: Header; text: string }[]> {
  const entries: { header: Header; text: string }[] = [];
  const reader = extract();
  reader.on('entry', async (header, stream, next) => {
    entries.push({ header, text: (await buffer(stream as unknown as NodeJS.ReadableStream)).toString() });
    next();
  });
  const finished = new Promise((resolve, reject) =>
    reader.on('finish', () => resolve(undefined)).on('error', reject),
  );
  reader.end(Buffer.from(tar));
  await finished;
  return entries;
}

test('an archive lists its entries in the order and with the modes of k6', async () => {
  const entries = await entriesOf(await writeArchive(INPUT));
  expect(
    entries.map(
      ({ header: { name, type, mode, linkname } }) =>
        `${type} ${mode?.toString(8)} ${name} ${linkname ?? ''}`,
    ),
  ).toEqual([
    'file 644 metadata.json ',
    'file 644 data ',
    'directory 755 file ',
    'directory 755 file/home ',
    'directory 755 file/home/nobody ',
    'directory 755 file/home/nobody/p ',
    'directory 755 file/home/nobody/p/lib ',
    'file 644 file/home/nobody/p/da ta.bin ',
    'file 644 file/home/nobody/p/lib/a.js ',
    'link 0 file/home/nobody/p/main.js data',
    'directory 755 https ',
    'directory 755 https/host.example ',
    'directory 755 https/host.example/x ',
    'file 644 https/host.example/x/y.js?v=1 ',
  ]);
  expect(entries.every(({ header }) => header.uid === 0 && header.gid === 0)).toBe(true);
});

test('metadata.json is written as the JSON encoder of Go writes it', async () => {
  const [metadata] = await entriesOf(await writeArchive(INPUT));
  expect(metadata?.text).toBe(`{
  "type": "js",
  "options": {
    "vus": 3,
    "thresholds": {
      "http_reqs": [
        "count>1"
      ]
    },
    "tags": null,
    "ext": {}
  },
  "filename": "file:///home/nobody/p/main.js",
  "pwd": "file:///home/nobody/p",
  "env": {
    "A": "1",
    "B": "<&>\\u2028"
  },
  "compatibilityMode": "extended",
  "k6version": "2.2.0",
  "goos": "linux",
  "dependencies": {
    "k6": "*"
  }
}
`);
});

test('an excluded environment is null and no dependencies are left out', async () => {
  const [metadata] = await entriesOf(await writeArchive({ ...INPUT, env: null, dependencies: {} }));
  const parsed = JSON.parse(metadata?.text ?? '');
  expect(parsed.env).toBeNull();
  expect(parsed).not.toHaveProperty('dependencies');
});

test('a script reads from its archive what it read when it was archived, and nothing else', async () => {
  const tar = await writeArchive(INPUT);
  expect(looksLikeArchive(tar)).toBe(true);
  const archive = await readArchive(tar, 'a.tar');
  expect(archive.metadata).toMatchObject({ options: INPUT.options, env: INPUT.env, k6version: '2.2.0' });
  const sources = sourcesOfArchive(archive, log);
  expect(sources.entryUrl).toBe('file:///home/nobody/p/main.js');
  const load = (specifier: string, from: string) =>
    sources.load((sources.resolve(specifier, from) as { url: string }).url);
  expect(load('./main.js', sources.entryUrl).code).toBe('import "./lib/a.js"; // é');
  expect(load('./lib/a.js', sources.entryUrl).code).toContain('host.example');
  expect(load('/home/ann/p/lib/a.js', sources.entryUrl).code).toContain('host.example');
  expect(load('https://host.example/x/y.js?v=1', sources.entryUrl).code).toBe('remote');
  expect([...sources.open('./da ta.bin', sources.entryUrl)]).toEqual([0, 255, 10]);
  expect(sources.open('./main.js', sources.entryUrl).byteLength).toBeGreaterThan(0);
  expect(() => load('./other.js', sources.entryUrl)).toThrow("couldn't be found on local disk");
  expect(() => load('https://host.example/z.js', sources.entryUrl)).toThrow(
    'not found: https://host.example/z.js',
  );
  expect(() => sources.open('/etc/hostname', sources.entryUrl)).toThrow(
    'stat /etc/hostname: no such file or directory',
  );
  expect(() => sources.open('./lib', sources.entryUrl)).toThrow("open() can't be used with directories");
});

test.each([
  { path: '/home/ann/a.js', name: '/home/nobody/a.js' },
  { path: '/Users/Ann/a.js', name: '/Users/nobody/a.js' },
  { path: 'C:\\Users\\Ann\\a b.js', name: '/C/Users/nobody/a b.js' },
  { path: '/c:/Documents and Settings/ann/x', name: '/c/Documents and Settings/nobody/x' },
  { path: '\\\\server\\share\\x.js', name: '/nobody/share/x.js' },
  { path: '/srv/../srv/./home/ann//x', name: '/srv/home/ann/x' },
  { path: '/host.example/x.js', name: '/host.example/x.js' },
])('$path is archived as $name', ({ path, name }) => {
  expect(archivePath(path)).toBe(name);
  expect(archivePath(name)).toBe(name);
});

interface Entry extends Partial<Header> {
  name: string;
  content?: string;
}

async function tarOf(entries: Entry[]): Promise<Uint8Array> {
  const tar = pack();
  for (const { content = '', ...header } of entries) tar.entry(header, content);
  tar.finalize();
  return buffer(tar);
}

const metadata = (fields: object = {}) => ({
  name: 'metadata.json',
  content: JSON.stringify({
    type: 'js',
    filename: 'file:///main.js',
    pwd: 'file:///',
    options: {},
    ...fields,
  }),
});
const DATA = { name: 'data', content: 'script' };

test('archives of old versions are read', async () => {
  const old = metadata({ filename: '/home/ann/main.js', pwd: '/home/ann', env: undefined });
  const archive = await readArchive(
    await tarOf([
      old,
      DATA,
      { name: 'scripts/_/home/ann/lib.js', content: 'local' },
      { name: 'files/_/home/ann/data.txt', content: 'text' },
      { name: 'scripts/host.example/lib.js', content: 'remote' },
      { name: 'stray' },
    ]),
    'old.tar',
  );
  const sources = sourcesOfArchive(archive, log);
  expect(sources.entryUrl).toBe('file:///home/nobody/main.js');
  expect(sources.load('file:///home/nobody/lib.js').code).toBe('local');
  expect(Buffer.from(sources.open('data.txt', sources.entryUrl)).toString()).toBe('text');
  expect(sources.load('https://host.example/lib.js').code).toBe('remote');
});

test.each([
  {
    what: 'climbs out',
    entries: [metadata(), DATA, { name: 'file/home/../../etc/passwd' }],
    message: 'points out of',
  },
  {
    what: 'climbs out on Windows',
    entries: [metadata(), DATA, { name: 'file/a\\..\\..\\x' }],
    message: 'points out of',
  },
  {
    what: 'has an unknown prefix',
    entries: [metadata(), DATA, { name: 'x/y' }],
    message: 'unknown file prefix `x` for file `x/y`',
  },
  {
    what: 'begins at the root',
    entries: [metadata(), DATA, { name: '/file/y' }],
    message: 'unknown file prefix `` for file `/file/y`',
  },
])('an entry that $what is refused', async ({ entries, message }) => {
  const reading = readArchive(await tarOf(entries), 'a.tar');
  await expect(reading).rejects.toThrow(message);
  await expect(reading).rejects.toMatchObject({ code: 'INVALID_ARCHIVE' });
});

test.each([
  { what: 'no metadata', entries: [DATA], message: 'it has no metadata.json' },
  { what: 'no script', entries: [metadata()], message: 'it has no main script' },
  {
    what: 'metadata that is no JSON',
    entries: [{ name: 'metadata.json', content: '{' }, DATA],
    message: 'cannot be read',
  },
  {
    what: 'another test type',
    entries: [metadata({ type: 'x' }), DATA],
    message: "archive 'a.tar' has an unsupported test type 'x'",
  },
  {
    what: 'a script with no usable name',
    entries: [metadata({ filename: 'github.com/a' }), DATA],
    message: "'github.com/a'",
  },
])('an archive with $what is refused', async ({ entries, message }) => {
  await expect(readArchive(await tarOf(entries), 'a.tar')).rejects.toThrow(message);
});

test('an archive that was cut off at any place is refused or complete', async () => {
  const tar = await writeArchive(INPUT);
  for (let length = 0; length < tar.byteLength; length += 100) {
    const outcome = await readArchive(tar.subarray(0, length), 'a.tar').catch((error) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'INVALID_ARCHIVE' });
    else expect(outcome.scriptText).toBe('import "./lib/a.js"; // é');
  }
});

test('a damaged archive never does worse than being refused, and soon', async () => {
  const tar = await writeArchive(INPUT);
  const random = seededRandom(42);
  const startedMs = performance.now();
  for (let round = 0; round < 400; round++) {
    const damaged = Uint8Array.from(tar);
    for (let i = 0; i < 1 + random(20); i++)
      damaged[random(round % 2 === 0 ? 2048 : tar.byteLength)] = random(256);
    const outcome = await readArchive(damaged, 'a.tar').catch((error) => error);
    if (outcome instanceof Error) expect(outcome).toMatchObject({ code: 'INVALID_ARCHIVE' });
  }
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test('a header that claims an absurd size is refused without reserving it', async () => {
  const tar = Buffer.from(await tarOf([metadata(), DATA]));
  tar.write('77777777777\0', 124, 'latin1');
  tar.write('        ', 148, 'latin1');
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  await expect(readArchive(tar, 'a.tar')).rejects.toThrow('claims to hold 8589934591 bytes');
});

function seededRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function folderWith(files: Record<string, string | Uint8Array>) {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return {
    open: (argument: string, more: { stdin?: Uint8Array; type?: string } = {}) =>
      openScript(argument, { workingDirectory: folder, fetchRemote: refuseToFetch, log, ...more }),
    folder,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

const refuseToFetch = (url: string): Uint8Array => {
  throw new Error(`not found: ${url}`);
};

test('scripts and archives are told apart by their content', async () => {
  using dir = folderWith({ 'main.js': 'export default 1', 'named.js': await writeArchive(INPUT) });
  expect(await dir.open('main.js')).toMatchObject({ kind: 'script' });
  expect(await dir.open('named.js')).toMatchObject({ kind: 'archive' });
  expect(await dir.open('-', { stdin: await writeArchive(INPUT) })).toMatchObject({ kind: 'archive' });
  expect(await dir.open('named.js', { type: 'js' })).toMatchObject({ kind: 'script' });
  await expect(dir.open('main.js', { type: 'archive' })).rejects.toMatchObject({ code: 'INVALID_ARCHIVE' });
  await expect(dir.open('main.js', { type: 'foo' })).rejects.toThrow(
    "unknown or unspecified test type 'foo' for 'file:///",
  );
});

test.each([
  { argument: 'nope.js', message: 'The moduleSpecifier "nope.js" couldn\'t be found on local disk' },
  { argument: './nope.js', message: 'The moduleSpecifier "./nope.js" couldn\'t be found on local disk' },
  { argument: '.', message: ': is a directory' },
  {
    argument: 'http://127.0.0.1:1/x.js',
    message: 'only supported schemes for imports are file and https, http://127.0.0.1:1/x.js has `http`',
  },
  {
    argument: 'https://127.0.0.1:1/x.js',
    message: 'couldn\'t be retrieved from the resolved url "https://127.0.0.1:1/x.js"',
  },
])(
  'the script argument $argument that leads nowhere ends the command with 255',
  async ({ argument, message }) => {
    using dir = folderWith({});
    const opening = dir.open(argument);
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.toMatchObject({ exitCode: 255 });
  },
);
