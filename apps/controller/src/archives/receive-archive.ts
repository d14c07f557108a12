import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UserError } from '@squall/core';
import { type Extract, extract, type Header, type Pack, pack } from 'tar-stream';
import { ApiError } from '../errors/api-error.ts';
import { parseMetadata, withoutSecrets } from './metadata.ts';

export interface ReceiveLimits {
  readonly maxBytes: number;
  readonly maxEntries: number;
  readonly maxMetadataBytes: number;
}

export interface ReceivedArchive {
  readonly sha256: string;
  readonly bytes: number;
  /** JSON of `metadata.json`, without secrets. */
  readonly metadata: string;
}

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

const FOLDERS = new Set(['file', 'https', 'files', 'scripts']);

/**
 * Copies an archive from wherever it comes to a file, entry by entry: what does not belong in an archive is
 * refused, and the secrets of whoever sent it do not reach the disk. Memory does not grow with its size.
 * @throws UserError INVALID_ARCHIVE, ApiError payload-too-large
 */
export async function receiveArchive(
  source: Readable,
  file: string,
  limits: ReceiveLimits,
): Promise<ReceivedArchive> {
  const hash = createHash('sha256');
  let bytes = 0;
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  const input = extract();
  const output = pack();
  const written = pipeline(output, tap, createWriteStream(file, { mode: 0o600 }));
  const read = pipeline(source, limitBytes(limits.maxBytes), input);
  try {
    const [metadata] = await Promise.all([copyEntries(input, output, limits), read, written]);
    return { sha256: hash.digest('hex'), bytes, metadata };
  } catch (error) {
    input.destroy();
    output.destroy();
    await Promise.allSettled([read, written]);
    throw explained(error);
  }
}

async function copyEntries(
  input: AsyncIterable<Entry>,
  output: Pack,
  limits: ReceiveLimits,
): Promise<string> {
  const seen = { entries: 0, script: false };
  const names = new Set<string>();
  let metadata: string | undefined;
  for await (const entry of input) {
    const { header } = entry;
    if (++seen.entries > limits.maxEntries) throw invalid('it has too many entries');
    checkEntry(header);
    // Which one counts would depend on who reads it.
    if (names.has(header.name)) throw invalid(`the entry ${JSON.stringify(header.name)} is there twice`);
    names.add(header.name);
    if (header.name === 'metadata.json') {
      metadata = await readMetadata(entry, limits);
      output.entry({ ...plainHeader(header), type: 'file' }, metadata);
    } else {
      seen.script ||= header.name === 'data';
      await copyEntry(entry, output);
    }
  }
  if (metadata === undefined) throw invalid('it has no metadata.json');
  if (!seen.script) throw invalid('it has no main script');
  output.finalize();
  return metadata;
}

async function readMetadata(entry: Entry, { maxMetadataBytes }: ReceiveLimits): Promise<string> {
  if (entry.header.size > maxMetadataBytes) throw invalid('its metadata.json is too large');
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) chunks.push(chunk as Uint8Array);
  const metadata = parseMetadata(Buffer.concat(chunks).toString('utf8'));
  return JSON.stringify(withoutSecrets(metadata), null, 2);
}

async function copyEntry(entry: Entry, output: Pack): Promise<void> {
  const { type, linkname, size } = entry.header;
  const sink = output.entry({ ...plainHeader(entry.header), type, linkname, size });
  if (type === 'directory' || type === 'link') {
    entry.resume();
    return;
  }
  for await (const chunk of entry) {
    if (!sink.write(chunk)) await new Promise((resolve) => sink.once('drain', () => resolve(undefined)));
  }
  sink.end(null);
}

/** Who owned the files is nobody's business here. */
function plainHeader({ name, mode, mtime }: Header): Pick<Header, 'name' | 'mode' | 'mtime' | 'uid' | 'gid'> {
  return { name, mode, mtime, uid: 0, gid: 0 };
}

function checkEntry({ name, type, linkname }: Header): void {
  const quoted = JSON.stringify(name);
  const parts = name.split('/');
  if (name.includes('\0') || name.includes('\\') || name.startsWith('/') || parts.includes('..')) {
    throw invalid(`the entry ${quoted} points out of the archive`);
  }
  if (type === 'link') {
    if (linkname !== 'data') throw invalid(`the entry ${quoted} is a link to something else than the script`);
  } else if (type !== 'file' && type !== 'contiguous-file' && type !== 'directory') {
    throw invalid(`the entry ${quoted} is neither a file nor a folder`);
  }
  if (name === 'metadata.json' || name === 'data') return;
  if (!FOLDERS.has(parts[0] ?? '')) throw invalid(`the entry ${quoted} does not belong in an archive`);
}

function limitBytes(maxBytes: number): Transform {
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (bytes <= maxBytes) done(null, chunk);
      else done(new ApiError('payload-too-large', `the archive is larger than ${maxBytes} bytes`));
    },
  });
}

function explained(error: unknown): unknown {
  if (error instanceof UserError || error instanceof ApiError) return error;
  // Of the tar reader, which has no codes; whatever the system reports has one.
  if (error instanceof Error && !('code' in error)) return invalid(error.message, error);
  return error;
}

function invalid(reason: string, cause?: unknown): UserError {
  return new UserError('INVALID_ARCHIVE', `the archive cannot be read: ${reason}`, { cause });
}
