import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressBody } from './compression.ts';
import { decompressBody } from './decompression.ts';

const TEXT = 'hello world '.repeat(100);

function flipped(bytes: Buffer, fromEnd: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = copy.length - fromEnd;
  copy.writeUInt8((copy[index] ?? 0) ^ 255, index);
  return copy;
}

function shown(bytes: Uint8Array, encoding: string): string {
  const { body, failure } = decompressBody(bytes, encoding);
  const text = body === null ? null : Buffer.from(body).toString();
  const seen = text === TEXT ? 'all' : text !== null && text !== '' && TEXT.startsWith(text) ? 'some' : text;
  return `${failure?.code ?? 0} ${failure?.full ?? ''} ${seen}`;
}

test.each(['gzip', 'deflate', 'br', 'zstd', 'gzip, br', 'gzip,x-other'])(
  'a body encoded as %s is restored',
  (encoding) => {
    const names = encoding.split(/, ?/).filter((name) => name !== 'x-other');
    expect(shown(compressBody(Buffer.from(TEXT), names), encoding)).toBe('0  all');
  },
);

test('zstd frames of several blocks, and of none, are restored', () => {
  for (const length of [0, 1, 128 * 1024, 300_000]) {
    const bytes = Buffer.alloc(length, 'abc');
    const { body, failure } = decompressBody(compressBody(bytes, ['zstd']), 'zstd');
    expect(failure).toBeUndefined();
    expect(Buffer.compare(Buffer.from(body ?? []), bytes)).toBe(0);
  }
});

const gzip = gzipSync(TEXT);
const deflate = deflateSync(TEXT);
const brotli = brotliCompressSync(TEXT);

test.each([
  [
    'text as gzip',
    Buffer.from('no gzip at all'),
    'gzip',
    '1701 error decompressing response body (gzip: invalid header) null',
  ],
  ['nothing as gzip', Buffer.alloc(0), 'gzip', '1701 error decompressing response body (EOF) null'],
  [
    'a piece of a gzip head',
    gzip.subarray(0, 5),
    'gzip',
    '1701 error decompressing response body (unexpected EOF) null',
  ],
  ['gzip cut short', gzip.subarray(0, -10), 'gzip', '1000 unexpected EOF some'],
  [
    'gzip with a wrong checksum',
    flipped(gzip, 6),
    'gzip',
    '1701 error decompressing response body (gzip: invalid checksum) all',
  ],
  [
    'gzip followed by text',
    Buffer.concat([gzip, Buffer.from('xyzxyzxyzxyz')]),
    'gzip',
    '1701 error decompressing response body (gzip: invalid header) all',
  ],
  [
    'text as deflate',
    Buffer.from('abcdef'),
    'deflate',
    '1701 error decompressing response body (zlib: invalid header) null',
  ],
  [
    'deflate without its head',
    deflateRawSync(TEXT),
    'deflate',
    '1701 error decompressing response body (zlib: invalid header) null',
  ],
  ['deflate cut short', deflate.subarray(0, -6), 'deflate', '1000 unexpected EOF some'],
  [
    'deflate with a wrong checksum',
    flipped(deflate, 1),
    'deflate',
    '1701 error decompressing response body (zlib: invalid checksum) all',
  ],
  [
    'text as brotli',
    Buffer.from('abcdef'),
    'br',
    '1701 error decompressing response body (brotli: PADDING_1) ',
  ],
  ['brotli cut short', brotli.subarray(0, -4), 'br', '1000 unexpected EOF '],
  ['nothing as brotli', Buffer.alloc(0), 'br', '0  '],
  [
    'text as zstd',
    Buffer.from('abcdef'),
    'zstd',
    '1701 error decompressing response body (invalid input: magic number mismatch) ',
  ],
  ['an encoding nobody knows', Buffer.from(TEXT), 'x-other', '0  all'],
])('%s gives the error and as much of the body as k6', (_, bytes, encoding, result) => {
  expect(shown(bytes, encoding)).toBe(result);
});
