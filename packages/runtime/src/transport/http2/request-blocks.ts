import type { RequestTarget, WireRequest } from '../transport.ts';
import { type HeadFrames, headFrames } from './frame-text.ts';
import type { HpackEncoder } from './hpack/hpack-encoder.ts';

/** Headers that speak of the connection have no place in HTTP/2. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'host',
]);
const FIELD_OVERHEAD = 32;
const MOST_BLOCKS = 64;

interface CachedBlock {
  readonly method: string;
  readonly headers: WireRequest['headers'];
  readonly host: string | undefined;
  /** See `bodyLength`. */
  readonly length: number;
  readonly version: number;
  /** As SETTINGS_MAX_HEADER_LIST_SIZE counts. */
  readonly listBytes: number;
  readonly frames: HeadFrames;
}

/** The header blocks of one connection: encoded once, then sent again as long as nothing they stand on changes. */
export class RequestBlocks {
  readonly #encoder: HpackEncoder;
  readonly #byTarget = new Map<RequestTarget, CachedBlock>();

  constructor(encoder: HpackEncoder) {
    this.#encoder = encoder;
  }

  /** Hot path: ready but for the number of the stream. undefined for a longer list than allowed. */
  headOf(wire: WireRequest, maxListBytes: number): HeadFrames | undefined {
    const { method, target, headers, host } = wire;
    const length = bodyLength(wire);
    const cached = this.#byTarget.get(target);
    if (
      cached !== undefined &&
      cached.version === this.#encoder.version &&
      cached.headers === headers &&
      cached.length === length &&
      cached.method === method &&
      cached.host === host &&
      cached.listBytes <= maxListBytes
    ) {
      return cached.frames;
    }
    return this.#prepare(wire, length, maxListBytes);
  }

  #prepare(wire: WireRequest, length: number, maxListBytes: number): HeadFrames | undefined {
    const encoder = this.#encoder;
    const { version, hasNewCapacity } = encoder;
    const fields = requestFields(wire, length);
    const listBytes = listBytesOf(fields);
    // What is encoded has to be sent: the other end must see every change of the table.
    if (listBytes > maxListBytes) return undefined;
    const frames = headFrames(encoder.encode(fields), wire.body === null);
    // A block that changes the table is good only once.
    if (encoder.version === version && !hasNewCapacity) {
      if (this.#byTarget.size >= MOST_BLOCKS) this.#byTarget.clear();
      const { method, headers, host, target } = wire;
      this.#byTarget.set(target, { method, headers, host, length, version, listBytes, frames });
    }
    return frames;
  }
}

const NO_BODY = -1;
const UNTOLD = -2;

/** What Content-Length says, or that there is none; an empty body has an unknown length, as in k6. */
function bodyLength({ body, sendZeroLength }: WireRequest): number {
  if (body === null) return sendZeroLength ? 0 : NO_BODY;
  return body.length === 0 ? UNTOLD : body.length;
}

function requestFields(wire: WireRequest, length: number): (readonly [name: string, value: string])[] {
  const { method, target, headers, host } = wire;
  const fields: (readonly [string, string])[] = [
    [':authority', host ?? target.authority],
    [':method', method],
    [':path', target.path],
    [':scheme', 'https'],
  ];
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower === 'cookie') fields.push(...cookieFields(value));
    else if (!CONNECTION_HEADERS.has(lower)) fields.push([lower, value]);
  }
  if (length >= 0) fields.push(['content-length', String(length)]);
  return fields;
}

/** One field for each cookie, so that those that stay the same are remembered (RFC 9113 §8.2.3). */
function cookieFields(value: string): (readonly [name: string, value: string])[] {
  return value.split(/; */).map((cookie) => ['cookie', cookie]);
}

function listBytesOf(fields: readonly (readonly [name: string, value: string])[]): number {
  let bytes = 0;
  for (const [name, value] of fields) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + FIELD_OVERHEAD;
  }
  return bytes;
}
