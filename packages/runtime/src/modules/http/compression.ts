import zlib from 'node:zlib';
import { PreparationError } from './preparation-error.ts';

type Codec = (bytes: Uint8Array) => Uint8Array;

// Newer versions of Node bring zstd; the oldest we run on has none.
const nodeZstdCompress: Codec | undefined = Reflect.get(zlib, 'zstdCompressSync');

const COMPRESSORS: Readonly<Record<string, Codec>> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes),
  zstd: nodeZstdCompress ?? storeZstd,
};

const LARGEST_ZSTD_BLOCK = 128 * 1024;

/** A zstd frame that stores the content as it is: what every reader understands, though nothing gets smaller. */
function storeZstd(bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(9);
  head.writeUInt32LE(0xfd2fb528);
  // A single segment, whose size follows in four bytes.
  head.writeUInt8(0xa0, 4);
  head.writeUInt32LE(bytes.length, 5);
  const parts: Uint8Array[] = [head];
  let start = 0;
  do {
    const block = bytes.subarray(start, start + LARGEST_ZSTD_BLOCK);
    start += LARGEST_ZSTD_BLOCK;
    const blockHead = Buffer.alloc(3);
    blockHead.writeUIntLE((block.length << 3) | Number(start >= bytes.length), 0, 3);
    parts.push(blockHead, block);
  } while (start < bytes.length);
  return Buffer.concat(parts);
}

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
