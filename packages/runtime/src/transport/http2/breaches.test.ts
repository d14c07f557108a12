import { expect, test } from 'vitest';
import {
  CONTINUATION,
  DATA,
  FLAG_ACK,
  FLAG_END_HEADERS,
  FLAG_END_STREAM,
  FLAG_PADDED,
  GOAWAY,
  HEADERS,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  WINDOW_UPDATE,
} from './frame-types.ts';
import {
  answering,
  block,
  frame,
  okHead,
  rawHttp2Server,
  settings,
  trustingClient,
  uint32,
  WHOLE,
} from './raw-http2.fixture.ts';

const AFTER_SETTINGS: [flaw: string, code: number, frames: (streamId: number) => Buffer[]][] = [
  [
    'a pushed stream',
    1652,
    (streamId) => [frame(PUSH_PROMISE, { flags: FLAG_END_HEADERS, streamId }, uint32(2))],
  ],
  ['DATA without a stream', 1652, () => [frame(DATA, {}, 'x')]],
  ['HEADERS without a stream', 1652, () => [frame(HEADERS, { flags: WHOLE }, block([':status', '200']))]],
  ['HEADERS of a stream nobody opened', 1652, () => [okHead(99)]],
  ['DATA of a stream nobody opened', 1652, () => [frame(DATA, { streamId: 2 }, 'x')]],
  ['more padding than payload', 1652, (streamId) => [frame(DATA, { flags: FLAG_PADDED, streamId }, '\x05a')]],
  [
    'more padding than head',
    1652,
    (streamId) => [frame(HEADERS, { flags: WHOLE | FLAG_PADDED, streamId }, '\x05a')],
  ],
  [
    'a block interrupted by DATA',
    1652,
    (streamId) => [frame(HEADERS, { streamId }, block([':status', '200'])), frame(DATA, { streamId })],
  ],
  [
    'a CONTINUATION of nothing',
    1652,
    (streamId) => [frame(CONTINUATION, { streamId }, block([':status', '200']))],
  ],
  [
    'a CONTINUATION of another stream',
    1652,
    (streamId) => [
      frame(HEADERS, { streamId }, block([':status', '200'])),
      frame(CONTINUATION, { streamId: 5 }),
    ],
  ],
  [
    'empty CONTINUATIONs without end',
    1662,
    (streamId) => [
      frame(HEADERS, { streamId }, block([':status', '200'])),
      frame(CONTINUATION, { streamId }),
    ],
  ],
  [
    'a block that cannot be decoded',
    1660,
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, '\xff\x7f')],
  ],
  ['a window update of 0', 1652, () => [frame(WINDOW_UPDATE, {}, uint32(0))]],
  ['a window too large', 1654, () => [frame(WINDOW_UPDATE, {}, uint32(0x7fff_ffff))]],
  ['a cut window update', 1657, () => [frame(WINDOW_UPDATE, {}, 'abc')]],
  ['a cut reset', 1657, (streamId) => [frame(RST_STREAM, { streamId }, 'a')]],
  ['a cut priority', 1657, (streamId) => [frame(PRIORITY, { streamId }, 'a')]],
  ['a cut ping', 1657, () => [frame(PING, {}, 'a')]],
  ['a ping on a stream', 1652, (streamId) => [frame(PING, { streamId }, 'a ping!!')]],
  ['a cut GOAWAY', 1657, () => [frame(GOAWAY, {}, 'a')]],
  ['cut settings', 1657, () => [frame(SETTINGS, {}, 'abc')]],
  ['settings on a stream', 1652, (streamId) => [frame(SETTINGS, { streamId })]],
  ['an acknowledgement with settings', 1657, () => [frame(SETTINGS, { flags: FLAG_ACK }, settings([3, 1]))]],
  [
    'a second acknowledgement',
    1652,
    () => [frame(SETTINGS, { flags: FLAG_ACK }), frame(SETTINGS, { flags: FLAG_ACK })],
  ],
  ['a window setting too large', 1654, () => [frame(SETTINGS, {}, settings([4, 0x8000_0000]))]],
  ['a frame size setting too small', 1652, () => [frame(SETTINGS, {}, settings([5, 1000]))]],
  ['a push setting', 1652, () => [frame(SETTINGS, {}, settings([2, 1]))]],
  [
    'trailers that are not the end',
    1652,
    (streamId) => [okHead(streamId, FLAG_END_HEADERS), okHead(streamId, FLAG_END_HEADERS)],
  ],
  ['trailers with a status', 1652, (streamId) => [okHead(streamId, FLAG_END_HEADERS), okHead(streamId)]],
];

test.each(AFTER_SETTINGS)('%s breaks the connection', async (_, code, frames) => {
  await using server = await answering((streamId, connection) =>
    connection === 1 ? frames(streamId) : [okHead(streamId)],
  );
  using client = trustingClient();
  const { failure } = await client.fetch(server.url);
  expect(failure).toMatchObject({ code });
  expect(failure?.short).toMatch(/^http2: connection error with http2 ErrCode [A-Z_]+$/);
  expect(failure?.full).toMatch(/^connection error: [A-Z_]+$/);
  const goaway = await server.frameWhere(({ type }) => type === GOAWAY);
  expect(goaway.payload.readUInt32BE(4)).toBe(code - 1651);
  expect((await client.fetch(server.url)).status).toBe(200);
});

test('a server that does not begin with SETTINGS is refused', async () => {
  await using server = await rawHttp2Server(({ type }, socket) => {
    if (type === HEADERS) socket.write(frame(PING, {}, 'a ping!!'));
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({ code: 1652 });
});

test('a frame larger than allowed has an error of its own', async () => {
  await using server = await rawHttp2Server((_, socket) => {
    if (socket.bytesWritten === 0) socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toEqual({
    code: 1000,
    short: 'http2: frame too large',
    full: 'http2: frame too large',
  });
});

const ON_THE_STREAM: [flaw: string, cause: string, frames: (streamId: number) => Buffer[]][] = [
  [
    'no status',
    '; malformed response from server: missing status pseudo header',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block(['a', 'b']))],
  ],
  [
    'an odd status',
    '; malformed response from server: malformed non-numeric status pseudo header',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':status', 'ok']))],
  ],
  [
    'a name in upper case',
    '; invalid header field name "A"',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':status', '200'], ['A', 'b']))],
  ],
  [
    'a value with a line feed',
    '; invalid header field value for "a"',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':status', '200'], ['a', 'b\nc']))],
  ],
  [
    'an unknown pseudo-header',
    '; invalid pseudo-header ":what"',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':what', '1']))],
  ],
  [
    'two states',
    '; duplicate pseudo-header ":status"',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':status', '200'], [':status', '200']))],
  ],
  [
    'the path of a request',
    '; mix of request and response pseudo headers',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':status', '200'], [':path', '/']))],
  ],
  [
    'a status after the fields',
    '; pseudo header field after regular',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block(['a', 'b'], [':status', '200']))],
  ],
  [
    'an informational end',
    '; 1xx informational response with END_STREAM flag',
    (streamId) => [frame(HEADERS, { flags: WHOLE, streamId }, block([':status', '100']))],
  ],
  [
    'informational responses without end',
    '; too many 1xx informational responses',
    (streamId) =>
      new Array<Buffer>(6).fill(
        frame(HEADERS, { flags: FLAG_END_HEADERS, streamId }, block([':status', '100'])),
      ),
  ],
  ['DATA before the head', '', (streamId) => [frame(DATA, { streamId }, 'x')]],
  ['a window update of 0 on a stream', '', (streamId) => [frame(WINDOW_UPDATE, { streamId }, uint32(0))]],
];

test.each(ON_THE_STREAM)('%s breaks the stream alone', async (_, cause, frames) => {
  await using server = await answering((streamId) =>
    streamId === 1 ? frames(streamId) : [okHead(streamId)],
  );
  using client = trustingClient();
  expect((await client.fetch(server.url)).failure).toMatchObject({
    code: 1632,
    short: 'http2: stream error with http2 ErrCode PROTOCOL_ERROR',
    full: `stream error: stream ID 1; PROTOCOL_ERROR${cause}`,
  });
  const reset = await server.frameWhere(({ type }) => type === RST_STREAM);
  expect(reset).toMatchObject({ streamId: 1, payload: uint32(1) });
  expect((await client.fetch(server.url)).status).toBe(200);
  expect(server.sockets).toHaveLength(1);
});

test('a body on the answer to HEAD breaks the stream', async () => {
  await using server = await answering((streamId) => [
    okHead(streamId, FLAG_END_HEADERS),
    frame(DATA, { flags: FLAG_END_STREAM, streamId }, 'x'),
  ]);
  using client = trustingClient();
  expect((await client.fetch(server.url, { method: 'HEAD' })).failure).toMatchObject({ code: 1632 });
});
