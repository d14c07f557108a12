import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { VirtualClock } from '@squall/testkit';
import { extract } from 'tar-stream';
import { expect, test } from 'vitest';
import { newRunOf } from '../aggregation/measured-run.fixture.ts';
import { addUser, memoryStores } from '../database/memory-stores.fixture.ts';
import { ArchiveShelf } from './archive-shelf.ts';
import type { ReceiveLimits } from './receive-archive.ts';
import { archiveOf, streamOf, tarOf } from './tar.fixture.ts';

function newShelf(limits: Partial<ReceiveLimits> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'squall-archives-'));
  const stores = memoryStores();
  const clock = new VirtualClock();
  const shelf = new ArchiveShelf({ folder, store: stores.archives, clock, limits });
  return {
    shelf,
    stores,
    clock,
    files: () =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.length > 40),
    [Symbol.dispose]() {
      stores[Symbol.dispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

async function entriesOf(bytes: Buffer): Promise<Record<string, string>> {
  const tar = extract();
  tar.end(bytes);
  const entries: Record<string, string> = {};
  for await (const entry of tar) {
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    entries[entry.header.name] =
      entry.header.type === 'link' ? `-> ${entry.header.linkname}` : Buffer.concat(chunks).toString();
  }
  return entries;
}

test('an archive that nobody has any more is removed a while later, and not while somebody brings it again', async () => {
  using resource = newShelf();
  const { shelf, stores, clock, files } = resource;
  const { id, defaultProjectId } = await addUser(stores, 'ada@example.test');
  const receive = async (script: string) => shelf.receive(streamOf(await archiveOf({}, {}, script)));
  const [kept, ofRun, unused, again] = [
    await receive('1'),
    await receive('2'),
    await receive('3'),
    await receive('4'),
  ];
  const owner = { projectId: defaultProjectId ?? 0, startedBy: id };
  const wish = { projectId: owner.projectId, name: 'a', archiveSha256: kept.sha256 };
  expect(await stores.tests.create(wish, 1)).toBeDefined();
  await newRunOf(stores, owner, { archiveSha256: ofRun.sha256 });
  clock.advance(1000);
  await receive('4');
  await shelf.removeUnused(clock.wallMs() - 500);
  expect(await shelf.bySha256(unused.sha256)).toBeUndefined();
  for (const { sha256 } of [kept, ofRun, again]) expect(await shelf.bySha256(sha256)).toBeDefined();
  expect(files()).toHaveLength(3);
});

test('an archive comes back with the same entries', async () => {
  using resource = newShelf();
  const { sha256 } = await resource.shelf.receive(streamOf(await archiveOf()));
  const entries = await entriesOf(await buffer(resource.shelf.read(sha256)));
  expect(Object.keys(entries)).toEqual([
    'metadata.json',
    'data',
    'file/home',
    'file/home/user/tests/script.js',
    'file/home/user/tests/data.csv',
  ]);
  expect(entries['file/home/user/tests/script.js']).toBe('-> data');
  expect(entries['file/home/user/tests/data.csv']).toBe('a,b\n1,2\n');
});

test('the token of whoever sent it does not reach the disk', async () => {
  using resource = newShelf();
  const secret = 'tok_of_the_user';
  const options = {
    cloud: { projectID: 7, token: secret },
    ext: { loadimpact: { name: 'old', token: secret }, other: 1 },
  };
  const env = { FOO: 'bar', K6_CLOUD_TOKEN: secret, SQUALL_API_TOKEN: secret, K6_OUT: 'cloud' };
  const { sha256, metadata } = await resource.shelf.receive(streamOf(await archiveOf(options, env)));
  const bytes = await buffer(resource.shelf.read(sha256));
  expect(bytes.includes(secret)).toBe(false);
  expect(JSON.parse(metadata)).toMatchObject({
    options: { cloud: { projectID: 7 }, ext: { loadimpact: { name: 'old' }, other: 1 } },
    env: { FOO: 'bar' },
    variablesLeftOut: ['K6_CLOUD_TOKEN', 'SQUALL_API_TOKEN', 'K6_OUT'],
  });
  expect(JSON.parse(metadata).env).toEqual({ FOO: 'bar' });
  expect(metadata).not.toContain(secret);
});

test('the same archive is stored once', async () => {
  using resource = newShelf();
  const first = await resource.shelf.receive(streamOf(await archiveOf()));
  const second = await resource.shelf.receive(streamOf(await archiveOf()));
  expect(second.sha256).toBe(first.sha256);
  expect(resource.files()).toHaveLength(1);
});

test('a file of several megabytes passes through whole', async () => {
  using resource = newShelf();
  const script = `// ${'x'.repeat(3_000_000)}\nexport default () => {};\n`;
  const { sha256, bytes } = await resource.shelf.receive(
    streamOf(await archiveOf({}, {}, script), 64 * 1024),
  );
  const stored = await buffer(resource.shelf.read(sha256));
  expect(stored.length).toBe(bytes);
  expect((await entriesOf(stored)).data).toBe(script);
});

const METADATA = { header: 'metadata.json', content: '{"type":"js","filename":"file:///a.js"}' };
const DATA = { header: 'data', content: 'export default () => {};' };

test.each([
  ['leaves through ..', { header: 'file/../../etc/passwd', content: 'x' }, /points out of the archive/],
  ['is absolute', { header: '/etc/passwd', content: 'x' }, /points out of the archive|does not belong/],
  ['leaves through a backslash', { header: 'file\\..\\x', content: 'x' }, /points out of the archive/],
  ['is a symbolic link', { header: { name: 'file/a', type: 'symlink', linkname: '/etc' } }, /neither a file/],
  [
    'is a link elsewhere',
    { header: { name: 'file/a', type: 'link', linkname: '../x' } },
    /link to something/,
  ],
  ['is a device', { header: { name: 'file/a', type: 'fifo' } }, /neither a file/],
  ['is in a folder of its own', { header: 'bin/sh', content: 'x' }, /does not belong in an archive/],
] as const)('an entry that %s is refused, and nothing is left behind', async (_title, entry, message) => {
  using resource = newShelf();
  const tar = await tarOf([METADATA, DATA, entry]);
  await expect(resource.shelf.receive(streamOf(tar))).rejects.toMatchObject({
    code: 'INVALID_ARCHIVE',
    message: expect.stringMatching(message),
  });
  expect(resource.files()).toEqual([]);
});

test.each([
  ['no metadata', [DATA], /no metadata.json/],
  ['no script', [METADATA], /no main script/],
  ['metadata that is no JSON', [{ header: 'metadata.json', content: '{' }, DATA], /makes no sense/],
  ['two scripts', [METADATA, DATA, DATA], /"data" is there twice/],
  ['another type of test', [{ header: 'metadata.json', content: '{"type":"py"}' }, DATA], /makes no sense/],
] as const)('an archive with %s is refused', async (_title, entries, message) => {
  using resource = newShelf();
  await expect(resource.shelf.receive(streamOf(await tarOf(entries)))).rejects.toThrow(message);
});

test('bytes that are no tar are refused', async () => {
  using resource = newShelf();
  const noise = Buffer.from('not a tar at all '.repeat(100));
  await expect(resource.shelf.receive(streamOf(noise))).rejects.toMatchObject({ code: 'INVALID_ARCHIVE' });
});

test('an archive that was cut off is refused', async () => {
  using resource = newShelf();
  const bytes = (await archiveOf()).subarray(0, 1800);
  await expect(resource.shelf.receive(streamOf(bytes))).rejects.toMatchObject({ code: 'INVALID_ARCHIVE' });
  expect(resource.files()).toEqual([]);
});

test('an archive that is too large is refused while it arrives', async () => {
  using resource = newShelf({ maxBytes: 2000 });
  await expect(resource.shelf.receive(streamOf(await archiveOf()))).rejects.toMatchObject({
    code: 'payload-too-large',
  });
  expect(resource.files()).toEqual([]);
});

test('an archive with too many entries is refused', async () => {
  using resource = newShelf({ maxEntries: 3 });
  await expect(resource.shelf.receive(streamOf(await archiveOf()))).rejects.toThrow('too many entries');
});

test('an archive that promises more than any disk has is refused for what comes of it', async () => {
  using resource = newShelf();
  const promise = (await tarOf([METADATA, { header: 'data', content: 'x'.repeat(600) }])).subarray(0, 2560);
  const header = promise.subarray(1024, 1536);
  header.write('77777777777\0', 124, 'latin1');
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  await expect(resource.shelf.receive(streamOf(promise))).rejects.toMatchObject({
    code: 'INVALID_ARCHIVE',
    message: expect.not.stringContaining('checksum'),
  });
  expect(resource.files()).toEqual([]);
});

test('what was arriving when the controller was killed is gone at its next start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'squall-archives-'));
  using stores = memoryStores();
  mkdirSync(join(folder, 'incoming'));
  writeFileSync(join(folder, 'incoming', 'half'), 'x');
  const shelf = new ArchiveShelf({ folder, store: stores.archives, clock: new VirtualClock() });
  expect(shelf.maxBytes).toBeGreaterThan(0);
  expect(existsSync(join(folder, 'incoming'))).toBe(false);
  rmSync(folder, { recursive: true });
});
