import { createServer, type TLSSocket } from 'node:tls';
import { CA_FILE, certificate, listen, type RunningServer, TestClient } from '../transport.fixture.ts';
import { FLAG_END_HEADERS, FLAG_END_STREAM, HEADERS, SETTINGS } from './frame-types.ts';
import { HpackEncoder } from './hpack/hpack-encoder.ts';

const MAGIC_BYTES = 24;

/** A frame as it goes over the wire. */
export function frame(
  type: number,
  { flags = 0, streamId = 0 }: { flags?: number; streamId?: number },
  payload: Uint8Array | string = '',
): Buffer {
  const bytes = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
  const head = Buffer.alloc(9);
  head.writeUIntBE(bytes.length, 0, 3);
  head[3] = type;
  head[4] = flags;
  head.writeUInt32BE(streamId, 5);
  return Buffer.concat([head, bytes]);
}

export function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, i) => {
    bytes.writeUInt32BE(value, 4 * i);
  });
  return bytes;
}

/** The payload of a SETTINGS frame. */
export function settings(...pairs: (readonly [id: number, value: number])[]): Buffer {
  return Buffer.concat(
    pairs.map(([id, value]) => {
      const bytes = Buffer.alloc(6);
      bytes.writeUInt16BE(id);
      bytes.writeUInt32BE(value, 2);
      return bytes;
    }),
  );
}

/** A header block that needs no table. */
export function block(...fields: (readonly [name: string, value: string])[]): Buffer {
  return Buffer.from(new HpackEncoder(0).encode(fields), 'latin1');
}

export interface SeenFrame {
  readonly type: number;
  readonly flags: number;
  readonly streamId: number;
  readonly payload: Buffer;
}

/** A server whose every frame the test writes itself. */
export interface RawHttp2Server extends RunningServer {
  /** What clients sent, of all connections. */
  readonly seen: SeenFrame[];
  /** Resolves with the first frame that fits, seen or still to come. */
  frameWhere(fits: (frame: SeenFrame) => boolean): Promise<SeenFrame>;
}

export type OnFrame = (frame: SeenFrame, socket: TLSSocket, connection: number) => void;

export async function rawHttp2Server(onFrame: OnFrame): Promise<RawHttp2Server> {
  const seen: SeenFrame[] = [];
  const waiting: { fits: (frame: SeenFrame) => boolean; found: (frame: SeenFrame) => void }[] = [];
  let connections = 0;
  const server = createServer(
    { key: certificate('server.key'), cert: certificate('server.crt'), ALPNProtocols: ['h2'] },
    (socket) => {
      const connection = ++connections;
      socket.on('error', () => {});
      forEachFrame(socket, (next) => {
        seen.push(next);
        for (const { fits, found } of waiting) if (fits(next)) found(next);
        onFrame(next, socket, connection);
      });
    },
  );
  return {
    ...(await listen(server, 'https')),
    seen,
    frameWhere: (fits) =>
      new Promise((found) => {
        const known = seen.find(fits);
        if (known === undefined) waiting.push({ fits, found });
        else found(known);
      }),
  };
}

function forEachFrame(socket: TLSSocket, take: (frame: SeenFrame) => void): void {
  let bytes = Buffer.alloc(0);
  let isPreface = true;
  socket.on('data', (data) => {
    bytes = Buffer.concat([bytes, data]);
    if (isPreface && bytes.length >= MAGIC_BYTES) {
      bytes = bytes.subarray(MAGIC_BYTES);
      isPreface = false;
    }
    while (!isPreface && bytes.length >= 9 && bytes.length >= 9 + bytes.readUIntBE(0, 3)) {
      const end = 9 + bytes.readUIntBE(0, 3);
      const streamId = bytes.readUInt32BE(5);
      take({ type: bytes[3] ?? 0, flags: bytes[4] ?? 0, streamId, payload: bytes.subarray(9, end) });
      bytes = bytes.subarray(end);
    }
  });
}

export const WHOLE: number = FLAG_END_HEADERS | FLAG_END_STREAM;
export const SETTINGS_FRAME: Buffer = frame(SETTINGS, {});

/** Answers each request with these frames, after SETTINGS on each connection. */
export function answering(
  reply: (streamId: number, connection: number, request: number) => Buffer[],
): Promise<RawHttp2Server> {
  let requests = 0;
  return rawHttp2Server(({ type, streamId }, socket, connection) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(SETTINGS_FRAME);
    if (type !== HEADERS) return;
    requests++;
    socket.write(Buffer.concat(reply(streamId, connection, requests)));
  });
}

/** A response without anything but its status. */
export function okHead(streamId: number, flags: number = WHOLE): Buffer {
  return frame(HEADERS, { flags, streamId }, block([':status', '200']));
}

export function trustingClient(): TestClient {
  return new TestClient({}, { caFile: CA_FILE });
}
