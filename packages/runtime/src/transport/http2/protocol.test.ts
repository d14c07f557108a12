import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import {
  CONTINUATION,
  DATA,
  FLAG_ACK,
  FLAG_END_HEADERS,
  FLAG_END_STREAM,
  FLAG_PADDED,
  FLAG_PRIORITY,
  GOAWAY,
  HEADERS,
  PING,
  PRIORITY,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from './frame-types.ts';
import { HpackEncoder } from './hpack/hpack-encoder.ts';
import {
  answering,
  block,
  frame,
  okHead,
  rawHttp2Server,
  SETTINGS_FRAME,
  type SeenFrame,
  settings,
  trustingClient,
  uint32,
  WHOLE,
} from './raw-http2.fixture.ts';

test('a response comes in whatever frames the protocol has', async () => {
  const pieces = block([':status', '203'], ['x-a', 'one'], ['x-b', 'two']);
  await using server = await answering((streamId) => [
    frame(0x77, { streamId: 0 }, 'a frame of an extension'),
    frame(PRIORITY, { streamId }, '\0\0\0\0\x10'),
    frame(HEADERS, { flags: FLAG_END_HEADERS, streamId }, block([':status', '103'], ['link', '</a>'])),
    frame(
      HEADERS,
      { flags: FLAG_PADDED | FLAG_PRIORITY, streamId },
      `\x03\0\0\0\0\x10${pieces.toString('latin1', 0, 2)}\0\0\0`,
    ),
    frame(CONTINUATION, { streamId }, pieces.subarray(2, 5)),
    frame(CONTINUATION, { flags: FLAG_END_HEADERS, streamId }, pieces.subarray(5)),
    frame(DATA, { flags: FLAG_PADDED, streamId }, '\x02first\0\0'),
    frame(DATA, { streamId }),
    frame(DATA, { streamId }, ' second'),
    frame(HEADERS, { flags: WHOLE, streamId }, block(['x-trailer', 'late'])),
  ]);
  using client = trustingClient();
  const response = await client.fetch(server.url);
  expect(response).toMatchObject({ status: 203, failure: undefined });
  expect(response.rawHeaders).toEqual(['x-a', 'one', 'x-b', 'two']);
  expect(response.text()).toBe('first second');
});

test('settings and pings are acknowledged', async () => {
  await using server = await answering((streamId) => [
    frame(PING, {}, 'a ping!!'),
    frame(SETTINGS, {}, settings([0x99, 1])),
    okHead(streamId),
  ]);
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  const ping = await server.frameWhere(({ type }) => type === PING);
  expect(ping).toMatchObject({ flags: FLAG_ACK, payload: Buffer.from('a ping!!') });
  const isAck = ({ type, flags }: SeenFrame) => type === SETTINGS && flags === FLAG_ACK;
  await server.frameWhere(isAck);
  expect(server.seen[0]).toMatchObject({ type: SETTINGS, flags: 0 });
  expect(server.seen[1]).toMatchObject({ type: WINDOW_UPDATE, streamId: 0 });
});

const length = (bytes: number) => block([':status', '200'], ['content-length', String(bytes)]);

test('a body shorter or longer than announced is a failure with what came of it', async () => {
  await using server = await answering((streamId, _, request) => [
    frame(HEADERS, { flags: FLAG_END_HEADERS, streamId }, length(request === 1 ? 10 : 2)),
    frame(DATA, { flags: FLAG_END_STREAM, streamId }, 'four'),
  ]);
  using client = trustingClient();
  const short = await client.fetch(server.url);
  expect(short.failure).toMatchObject({ code: 1000, short: 'unexpected EOF', duringBody: true });
  expect(short.text()).toBe('four');
  const long = await client.fetch(server.url);
  expect(long.failure?.short).toBe(
    'net/http: server replied with more than declared Content-Length; truncated',
  );
  expect(long.text()).toBe('fo');
});

test('a server that leaves in the middle of a body gives what came of it', async () => {
  await using server = await rawHttp2Server(({ type, streamId }, socket) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(SETTINGS_FRAME);
    if (type !== HEADERS) return;
    socket.end(Buffer.concat([okHead(streamId, FLAG_END_HEADERS), frame(DATA, { streamId }, 'half')]));
  });
  using client = trustingClient();
  const response = await client.fetch(server.url);
  expect(response.failure).toMatchObject({ code: 1000, short: 'unexpected EOF', duringBody: true });
  expect(response.text()).toBe('half');
});

function goaway(lastStreamId: number, errorCode: number, debug = ''): Buffer {
  return frame(GOAWAY, {}, Buffer.concat([uint32(lastStreamId, errorCode), Buffer.from(debug)]));
}

test('GOAWAY before the end fails what was begun, with its code', async () => {
  await using server = await rawHttp2Server(({ type, streamId }, socket, connection) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(SETTINGS_FRAME);
    if (type === HEADERS && connection === 1) socket.end(goaway(streamId, 2, 'too "hot"'));
    else if (type === HEADERS) socket.write(okHead(streamId));
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({
    code: 1613,
    short: 'http2: received GoAway with http2 ErrCode INTERNAL_ERROR',
    full:
      'http2: server sent GOAWAY and closed the connection; LastStreamID=1, ErrCode=INTERNAL_ERROR, ' +
      'debug="too \\"hot\\""',
  });
  expect((await client.fetch(server.url)).status).toBe(200);
  expect(server.sockets).toHaveLength(2);
});

test('GOAWAY sends streams that were not begun to another connection, with their bodies', async () => {
  const bodies: string[] = [];
  await using server = await rawHttp2Server(({ type, streamId, payload }, socket, connection) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(SETTINGS_FRAME);
    if (type === DATA && connection === 2) bodies.push(payload.toString());
    if (type === HEADERS && connection === 2) socket.write(okHead(streamId));
    if (type === HEADERS && connection === 1 && streamId === 5) {
      socket.write(Buffer.concat([goaway(1, 0), okHead(1)]));
    }
  });
  using client = trustingClient();
  const post = (body: string) => client.fetch(server.url, { method: 'POST', body: Buffer.from(body) });
  const all = await Promise.all([client.fetch(server.url), post('a'), post('b')]);
  expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(bodies).toEqual(['a', 'b']);
});

test('GOAWAY with an error for the very first stream is final', async () => {
  await using server = await answering(() => [goaway(0, 11)]);
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({
    code: 1000,
    short: 'http2: Transport received GOAWAY from server ErrCode:ENHANCE_YOUR_CALM',
  });
});

test('a refused stream goes out again', async () => {
  await using server = await answering((streamId, _, request) =>
    request === 1 ? [frame(RST_STREAM, { streamId }, uint32(7))] : [okHead(streamId)],
  );
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  expect(server.sockets).toHaveLength(1);
});

test('a stream refused again and again is retried ever more slowly until the time is up', async () => {
  let refused = 0;
  await using server = await answering((streamId) => {
    if (streamId === 1) return [okHead(streamId)];
    refused++;
    return [frame(RST_STREAM, { streamId }, uint32(7))];
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  expect((await client.fetch(server.url, { timeoutMs: 900 })).failure).toMatchObject({ code: 1050 });
  expect(refused).toBe(2);
});

test('an unknown code of a reset has a number for all of them', async () => {
  await using server = await answering((streamId) => [frame(RST_STREAM, { streamId }, uint32(0x99))]);
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({
    code: 1630,
    full: 'stream error: stream ID 1; unknown error code 0x99; received from peer',
  });
});

test('requests beyond the streams the server allows wait for one to end', async () => {
  let open = 0;
  let most = 0;
  const answers: (() => void)[] = [];
  await using server = await rawHttp2Server(({ type, streamId }, socket) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(frame(SETTINGS, {}, settings([3, 2])));
    if (type !== HEADERS) return;
    open++;
    most = Math.max(most, open);
    answers.push(() => {
      open--;
      socket.write(okHead(streamId));
    });
    setImmediate(() => answers.shift()?.());
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  const rest = await Promise.all([1, 2, 3, 4, 5, 6].map((n) => client.fetch(`${server.url}/${n}`)));
  expect(rest.map(({ status }) => status)).toEqual(Array(6).fill(200));
  expect(most).toBeLessThanOrEqual(2);
  expect(server.sockets).toHaveLength(1);
});

/** A server that opens its windows by so much for each DATA frame that comes, and answers when the body has ended. */
function slowReader(first: Buffer, refill: (socket: TLSSocket, frame: SeenFrame) => void) {
  return rawHttp2Server((seen, socket) => {
    const { type, flags, streamId } = seen;
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(first);
    if (type !== DATA && type !== HEADERS) return;
    if ((flags & FLAG_END_STREAM) !== 0) socket.write(okHead(streamId));
    else if (type === DATA) refill(socket, seen);
  });
}

test('a body never outgrows the windows of the server', async () => {
  const body = Buffer.alloc(300_000, 'b');
  await using server = await slowReader(
    frame(SETTINGS, {}, settings([4, 1000])),
    (socket, { streamId, payload }) => {
      const opened = uint32(payload.length);
      socket.write(
        Buffer.concat([frame(WINDOW_UPDATE, {}, opened), frame(WINDOW_UPDATE, { streamId }, opened)]),
      );
    },
  );
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  const response = await client.fetch(server.url, { method: 'POST', body });
  expect(response.status).toBe(200);
  const data = server.seen.filter(({ type }) => type === DATA);
  expect(Buffer.concat(data.map(({ payload }) => payload)).equals(body)).toBe(true);
  expect(Math.max(...data.map(({ payload }) => payload.length))).toBeLessThanOrEqual(1000);
});

test('a request with more headers than the server takes is not sent, and leaves the connection as it was', async () => {
  await using server = await rawHttp2Server(({ type, streamId }, socket) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(frame(SETTINGS, {}, settings([6, 400])));
    if (type === HEADERS) socket.write(okHead(streamId));
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  const large = await client.fetch(server.url, { headers: [['X-Large', 'x'.repeat(400)]] });
  expect(large.failure).toMatchObject({
    code: 1000,
    short: "http2: request header list larger than peer's advertised limit",
  });
  expect((await client.fetch(server.url, { headers: [['X-Small', 'x']] })).status).toBe(200);
  expect(server.seen.filter(({ type }) => type === HEADERS).map(({ streamId }) => streamId)).toEqual([1, 3]);
});

test('a head that unfolds to megabytes is refused, and the next response is read', async () => {
  const entry = Buffer.from(new HpackEncoder(4096).encode([['x', 'y'.repeat(3900)]]), 'latin1');
  await using server = await answering((streamId, _, request) =>
    request > 1
      ? [okHead(streamId)]
      : [
          frame(
            HEADERS,
            { flags: WHOLE, streamId },
            Buffer.concat([Buffer.from([0x88]), entry, Buffer.alloc(3000, 0xbe)]),
          ),
        ],
  );
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({
    code: 1632,
    full: 'stream error: stream ID 1; PROTOCOL_ERROR; http2: response header list larger than advertised limit',
  });
  expect((await client.fetch(server.url)).status).toBe(200);
});

test('a long head goes out in several frames', async () => {
  const blocks: number[] = [];
  await using server = await rawHttp2Server(({ type, flags, streamId, payload }, socket) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(SETTINGS_FRAME);
    if (type !== HEADERS && type !== CONTINUATION) return;
    blocks.push(payload.length);
    if ((flags & FLAG_END_HEADERS) !== 0) socket.write(okHead(streamId));
  });
  using client = trustingClient();
  const headers = Array.from({ length: 10 }, (_, i) => [`X-${i}`, '\u00ff'.repeat(2500)] as const);
  for (let i = 0; i < 2; i++) expect((await client.fetch(server.url, { headers })).status).toBe(200);
  expect(Math.max(...blocks)).toBe(16_384);
  expect(blocks.length).toBeGreaterThan(4);
});

test('a server that asks for answers and never reads them is left', async () => {
  const pings = Buffer.concat(new Array<Buffer>(4000).fill(frame(PING, {}, 'a ping!!')));
  await using server = await rawHttp2Server(({ type }, socket) => {
    if (type !== HEADERS) return;
    socket.pause();
    socket.write(SETTINGS_FRAME);
    const flood = (): void => {
      while (socket.writable && socket.write(pings));
    };
    socket.on('drain', flood);
    flood();
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({ code: 1662 });
});

test('an empty body is ended by a frame without bytes, even when the windows are shut', async () => {
  await using server = await rawHttp2Server(({ type, flags, streamId }, socket) => {
    if (type === SETTINGS && socket.bytesWritten === 0) socket.write(frame(SETTINGS, {}, settings([4, 0])));
    if ((flags & FLAG_END_STREAM) !== 0 && (type === HEADERS || type === DATA))
      socket.write(okHead(streamId));
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).status).toBe(200);
  const empty = await client.fetch(server.url, { method: 'POST', body: Buffer.alloc(0) });
  expect(empty.status).toBe(200);
  expect(server.seen.at(-1)).toMatchObject({ type: DATA, streamId: 3, payload: Buffer.alloc(0) });
});
