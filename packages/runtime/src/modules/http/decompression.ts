import zlib from 'node:zlib';
import { decompress as decompressZstd, ZstdErrorCode } from 'fzstd';
import type { TransportFailure } from '../../transport/transport.ts';
import { failureOf } from './transport-failure.ts';

/** A body as far as it could be decompressed, and what stopped that. */
export interface Decompressed {
  /** Null when not even the start made sense. */
  readonly body: Uint8Array | null;
  readonly failure: TransportFailure | undefined;
}

type Decoder = (bytes: Uint8Array) => Uint8Array;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes),
  deflate: (bytes) => zlib.inflateSync(bytes),
  br: (bytes) => (bytes.length === 0 ? bytes : zlib.brotliDecompressSync(bytes)),
  zstd: (bytes) => decompressZstd(bytes),
};

/** Undoes a `Content-Encoding`, last one first; names it does not know are passed over. */
export function decompressBody(body: Uint8Array, contentEncoding: string): Decompressed {
  let result: Decompressed = { body, failure: undefined };
  for (const part of contentEncoding.split(',').reverse()) {
    const name = part.trim();
    if (result.failure !== undefined) return { ...result, body: EMPTY };
    if (Object.hasOwn(DECODERS, name) && result.body !== null) result = decompressOne(result.body, name);
  }
  return result;
}

const EMPTY = new Uint8Array();

function decompressOne(bytes: Uint8Array, name: string): Decompressed {
  const headFlaw = HEAD_FLAWS[name]?.(bytes);
  if (headFlaw !== undefined) return { body: null, failure: badEncoding(headFlaw) };
  try {
    return { body: DECODERS[name]?.(bytes) ?? bytes, failure: undefined };
  } catch (error) {
    return RESCUERS[name]?.(bytes, error as CodecError) ?? { body: EMPTY, failure: UNEXPECTED_EOF };
  }
}

/** What Go finds wrong with the head of a stream, before it reads any content. */
const HEAD_FLAWS: Readonly<Record<string, (bytes: Uint8Array) => string | undefined>> = {
  gzip(bytes) {
    if (bytes.length === 0) return 'EOF';
    if (bytes.length < 10) return 'unexpected EOF';
    return bytes[0] === 0x1f && bytes[1] === 0x8b && bytes[2] === 8 ? undefined : 'gzip: invalid header';
  },
  deflate([first, second]) {
    if (first === undefined || second === undefined) return 'unexpected EOF';
    if ((first & 15) !== 8 || first >> 4 > 7 || (first * 256 + second) % 31 !== 0)
      return 'zlib: invalid header';
    return (second & 32) === 0 ? undefined : 'zlib: invalid dictionary';
  },
};

interface CodecError extends Error {
  readonly code?: string | number;
}

const UNEXPECTED_EOF = failureOf(1000, 'unexpected EOF');

/** What came out until the stream broke, with the error of Go's package for the same flaw. */
const RESCUERS: Readonly<Record<string, (bytes: Uint8Array, error: CodecError) => Decompressed>> = {
  gzip(bytes, error) {
    const sync = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
    if (isTruncation(error)) return { body: zlib.gunzipSync(bytes, sync), failure: UNEXPECTED_EOF };
    if (isChecksum(error)) return { body: rawGzip(bytes), failure: badEncoding('gzip: invalid checksum') };
    // Only a member after the first can have a header that nobody checked yet.
    if (/header/.test(error.message))
      return { body: rawGzip(bytes), failure: badEncoding('gzip: invalid header') };
    return { body: EMPTY, failure: corrupt(bytes) };
  },
  deflate(bytes, error) {
    const sync = { finishFlush: zlib.constants.Z_SYNC_FLUSH };
    if (isTruncation(error)) return { body: zlib.inflateSync(bytes, sync), failure: UNEXPECTED_EOF };
    if (!isChecksum(error)) return { body: EMPTY, failure: corrupt(bytes) };
    return { body: zlib.inflateRawSync(bytes.subarray(2)), failure: badEncoding('zlib: invalid checksum') };
  },
  br(bytes, error) {
    const flush = { finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH };
    if (isTruncation(error))
      return { body: zlib.brotliDecompressSync(bytes, flush), failure: UNEXPECTED_EOF };
    const reason = String(error.code).replace(/^ERR_+(?:ERROR_)?(?:FORMAT_)?/, '');
    return { body: EMPTY, failure: badEncoding(`brotli: ${reason}`) };
  },
  zstd(_, { code, message }) {
    if (code === ZstdErrorCode.UnexpectedEOF) return { body: EMPTY, failure: UNEXPECTED_EOF };
    const isHead = code === ZstdErrorCode.InvalidData;
    return {
      body: EMPTY,
      failure: badEncoding(`invalid input: ${isHead ? 'magic number mismatch' : message}`),
    };
  },
};

function isTruncation({ message }: CodecError): boolean {
  return /unexpected end of file/i.test(message);
}

function isChecksum({ message }: CodecError): boolean {
  return /incorrect (data|length) check/.test(message);
}

/** The content of the first member, whatever follows. Heads without optional fields only; the rest is rare. */
function rawGzip(bytes: Uint8Array): Uint8Array {
  return bytes[3] === 0 ? zlib.inflateRawSync(bytes.subarray(10)) : EMPTY;
}

function corrupt(bytes: Uint8Array): TransportFailure {
  return failureOf(1000, `flate: corrupt input before offset ${bytes.length}`);
}

function badEncoding(reason: string): TransportFailure {
  return failureOf(1701, `error decompressing response body (${reason})`);
}
