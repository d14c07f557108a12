import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FetchArchive } from '@squall/protocol';
import { VirtualClock } from '@squall/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { AgentFolder } from './agent-folder.ts';
import { Archives } from './archives.ts';

const CHUNK_BYTES = 1024 * 1024;

function archiveOf(bytes: Uint8Array) {
  return { bytes, ref: { hash: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length } };
}

function open({ cacheBytes = 1e9, maxArchiveBytes = 1e9 } = {}) {
  const root = mkdtempSync(join(tmpdir(), 'squall-archives-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const clock = new VirtualClock();
  const folder = AgentFolder.open(root, 'agent');
  const asked: FetchArchive[] = [];
  const send = (message: FetchArchive) => void asked.push(message);
  const archives = new Archives({ clock, folder, maxArchiveBytes, cacheBytes, send });
  /** Answers what was asked last. */
  const answer = (bytes: Uint8Array) => {
    const { hash, offset, length } = asked.at(-1) as FetchArchive;
    archives.receive({ type: 'archive-chunk', hash, offset, bytes: bytes.slice(offset, offset + length) });
  };
  const kept = () => readdirSync(join(root, 'archives'));
  return { root, clock, archives, asked, answer, kept, target: join(folder.createTenureFolder(), 'a.tar') };
}

test('fetches an archive in chunks and puts it where it is wanted', async () => {
  const { archives, asked, answer, target } = open();
  const { bytes, ref } = archiveOf(new Uint8Array(CHUNK_BYTES * 2 + 5).fill(7));
  const put = archives.putInto(target, ref);
  for (let i = 0; i < 3; i++) answer(bytes);
  await put;
  expect(asked.map(({ offset }) => offset)).toEqual([0, CHUNK_BYTES, CHUNK_BYTES * 2]);
  expect(readFileSync(target).equals(bytes)).toBe(true);
});

test('does not fetch again what it has', async () => {
  const { archives, asked, answer, target } = open();
  const { bytes, ref } = archiveOf(Buffer.from('a test'));
  const first = archives.provide(ref);
  answer(bytes);
  await first;
  await archives.putInto(target, ref);
  expect(asked).toHaveLength(1);
});

test('fetches once for everybody who waits', async () => {
  const { archives, asked, answer } = open();
  const { bytes, ref } = archiveOf(Buffer.from('a test'));
  const both = [archives.provide(ref), archives.provide(ref)];
  answer(bytes);
  await Promise.all(both);
  expect(asked).toHaveLength(1);
});

test('fetches again what has been changed on disk', async () => {
  const { root, archives, asked, answer, target } = open();
  const { bytes, ref } = archiveOf(Buffer.from('a test'));
  const first = archives.provide(ref);
  answer(bytes);
  await first;
  writeFileSync(join(root, 'archives', `${ref.hash}.tar`), 'b test');
  const put = archives.putInto(target, ref);
  await expect.poll(() => asked.length).toBe(2);
  answer(bytes);
  await put;
  expect(readFileSync(target, 'utf8')).toBe('a test');
});

test('refuses what is not what its name says', async () => {
  const { archives, answer, kept } = open();
  const { ref } = archiveOf(Buffer.from('a test'));
  const put = archives.provide(ref);
  answer(Buffer.from('b test'));
  await expect(put).rejects.toThrow('the archive arrived damaged');
  expect(kept()).toEqual([]);
});

test('refuses an archive that is too large, and names that lead elsewhere', async () => {
  const { archives, asked } = open({ maxArchiveBytes: 10 });
  const { ref } = archiveOf(new Uint8Array(11));
  await expect(archives.provide(ref)).rejects.toThrow(
    'the archive has 11 bytes, this agent takes 10 at most',
  );
  await expect(archives.provide({ hash: '../../etc/passwd', bytes: 1 })).rejects.toThrow('is no SHA-256');
  expect(asked).toEqual([]);
});

test('asks again after a reconnect and when nothing comes, from where it is', async () => {
  const { clock, archives, asked, answer } = open();
  const { bytes, ref } = archiveOf(new Uint8Array(CHUNK_BYTES + 1));
  const provided = archives.provide(ref);
  answer(bytes);
  archives.reconnected();
  clock.advance(5_000);
  expect(asked.map(({ offset }) => offset)).toEqual([0, CHUNK_BYTES, CHUNK_BYTES, CHUNK_BYTES]);
  answer(bytes);
  await provided;
});

test('gives up when nothing ever comes', async () => {
  const { clock, archives } = open();
  const provided = archives.provide(archiveOf(Buffer.from('a test')).ref);
  const outcome = expect(provided).rejects.toThrow('the coordinator does not send the archive');
  clock.advance(60_000);
  await outcome;
});

test('removes what has not been used for longest when there is too much', async () => {
  const { root, archives, answer, kept } = open({ cacheBytes: 12 });
  const [first, second, third] = ['test 1', 'test 2', 'test 3'].map((text) => archiveOf(Buffer.from(text)));
  for (const [i, archive] of [first!, second!, third!].entries()) {
    const provided = archives.provide(archive.ref);
    answer(archive.bytes);
    await provided;
    utimesSync(join(root, 'archives', `${archive.ref.hash}.tar`), i + 1, i + 1);
  }
  expect(kept().sort()).toEqual([`${second!.ref.hash}.tar`, `${third!.ref.hash}.tar`].sort());
});

test('removes at its start what agents left behind that were killed', () => {
  const { root } = open();
  const work = join(root, 'work');
  const own = readdirSync(work);
  const [gone, elsewhere] = [`${hostname()}-999999999-gone`, 'another-machine-999999999-there'];
  for (const name of [gone, elsewhere]) writeFileSync(join(work, name), '');
  AgentFolder.open(root, 'another');
  expect(readdirSync(work)).toHaveLength(own.length + 2);
  expect(readdirSync(work)).toContain(elsewhere);
  expect(readdirSync(work)).not.toContain(gone);
});
