import zlib from 'node:zlib';
import { decompress as decompressZstd } from 'fzstd';
import { PreparationError } from './preparation-error.ts';

type Codec = (bytes: Uint8Array) => Uint8Array;

// Newer versions of Node bring zstd; the oldest we run on has none.
const nodeZstdCompress: Codec | undefined = Reflect.get(zlib, 'zstdCompressSync');

const COMPRESSORS: Readonly<Record<string, Codec>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes),
  zstd: (bytes) => {
    if (nodeZstdCompress === undefined) {
      throw new PreparationError(
        `compression algorithm zstd is not supported for request bodies on Node ${process.versions.node}; it needs Node 22.15 or later`,
      );
    }
    return nodeZstdCompress(bytes);
  },
};

const DECOMPRESSORS: Readonly<Record<string, Codec>> = {
  gzip: (bytes) => zlib.gunzipSync(bytes),
  deflate: (bytes) => zlib.inflateSync(bytes),
  br: (bytes) => zlib.brotliDecompressSync(bytes),
  zstd: (bytes) => decompressZstd(bytes),
};

/** The names of a comma list, checked. @throws PreparationError */
export function parseCompression(list: string): readonly string[] {
  return list.split(',').map((part) => {
    const name = part.trim();
    if (Object.hasOwn(COMPRESSORS, name)) return name;
    throw new PreparationError(
      `unknown compression algorithm ${name}, supported algorithms are [gzip deflate zstd br]`,
    );
  });
}

/** Applies the algorithms in the order given. */
export function compressBody(body: Uint8Array, algorithms: readonly string[]): Uint8Array {
  return algorithms.reduce((bytes, name) => COMPRESSORS[name]?.(bytes) ?? bytes, body);
}

/**
 * Undoes a `Content-Encoding`, last one first; the body is returned untouched when one of the list is unknown.
 * @throws Error whose message is the reason
 */
export function decompressBody(body: Uint8Array, contentEncoding: string): Uint8Array {
  const names = contentEncoding.split(',').map((part) => part.trim());
  if (names.some((name) => !Object.hasOwn(DECOMPRESSORS, name))) return body;
  return names.reduceRight((bytes, name) => decompressOne(bytes, name), body);
}

function decompressOne(bytes: Uint8Array, name: string): Uint8Array {
  try {
    return DECOMPRESSORS[name]?.(bytes) ?? bytes;
  } catch (error) {
    throw new Error(decompressionReason(name, error), { cause: error });
  }
}

const GO_PACKAGES: Readonly<Record<string, string>> = {
  gzip: 'gzip',
  deflate: 'zlib',
  br: 'brotli',
  zstd: 'zstd',
};

/** Node's reasons in the words of Go's packages. */
function decompressionReason(name: string, error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  if (/unexpected end of file/i.test(reason)) return 'unexpected EOF';
  if (/incorrect header check|unknown compression method/.test(reason))
    return `${GO_PACKAGES[name]}: invalid header`;
  if (/incorrect data check|incorrect length check/.test(reason))
    return `${GO_PACKAGES[name]}: invalid checksum`;
  return `${GO_PACKAGES[name]}: ${reason}`;
}
