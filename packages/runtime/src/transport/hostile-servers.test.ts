import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import { rawServer, TestClient } from './transport.fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

/** Writes the text byte by byte, one in each turn of the event loop. */
function trickle(socket: Socket, text: string): void {
  let at = 0;
  const next = (): void => {
    if (at === text.length || socket.destroyed) return;
    socket.write(text.slice(at, at + 1), 'latin1');
    at++;
    setImmediate(next);
  };
  next();
}

function pour(socket: Socket, start: string, piece: string): void {
  socket.write(start);
  const more = (): void => {
    if (!socket.destroyed) socket.write(piece, more);
  };
  more();
}

test('a response that trickles in byte by byte is read', async () => {
  const text =
    'HTTP/1.1 200 OK\r\nX-Fold: a\r\n b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nT: u\r\n\r\n';
  await using server = await rawServer((socket) => trickle(socket, text));
  using client = new TestClient();
  for (let i = 0; i < 2; i++) {
    const response = await client.fetch(server.url);
    expect(response.text()).toBe('abcde');
    expect(response.header('X-Fold')).toBe('a b');
  }
  expect(server.sockets.length).toBe(1);
});

test('endless headers end with the limit', async () => {
  await using server = await rawServer((socket) =>
    pour(socket, 'HTTP/1.1 200 OK\r\n', `X: ${'y'.repeat(60_000)}\r\n`),
  );
  using client = new TestClient();
  const { failure } = await client.fetch(server.url);
  expect(failure).toMatchObject({
    code: 1000,
    short: 'net/http: server response headers exceeded 10485760 bytes; aborted',
  });
});

test.each([
  { name: 'head', start: 'HTTP/1.1 200 OK\r\n', piece: 'X: y\r\n' },
  { name: 'body', start: 'HTTP/1.1 200 OK\r\n\r\n', piece: 'data' },
  { name: 'chunk', start: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', piece: '1\r\nx\r\n' },
])('an endless, slow $name ends with the deadline', async ({ start, piece }) => {
  await using server = await rawServer((socket) => {
    socket.write(start);
    const timer = setInterval(() => socket.write(piece), 5);
    socket.on('close', () => clearInterval(timer));
  });
  using client = new TestClient();
  const { failure } = await client.fetch(server.url, { timeoutMs: 800 });
  expect(failure).toMatchObject({ code: 1050, short: 'request timeout' });
});

test('every way to misbehave fails its own request alone', async () => {
  const misbehaviours: ((socket: Socket) => void)[] = [
    (socket) => socket.destroy(),
    (socket) => socket.resetAndDestroy(),
    (socket) => socket.end('\x00\x01\x02'),
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 12345678901234\r\n\r\nx'),
    (socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n'),
    (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx'),
    (socket) => socket.end(`${'HTTP/1.1 100 Continue\r\n\r\n'.repeat(100)}`),
    (socket) => socket.end(Buffer.alloc(200_000, 0xff)),
  ];
  await using server = await rawServer((socket, text) => {
    const which = /^GET \/(\d+)/.exec(text);
    if (which === null) socket.write(OK);
    else misbehaviours[Number(which[1])]?.(socket);
  });
  using client = new TestClient();
  const outcomes = await Promise.all(
    misbehaviours.flatMap((_, i) => [client.fetch(`${server.url}/${i}`), client.fetch(`${server.url}/ok`)]),
  );
  outcomes.forEach(({ status, failure }, i) => {
    expect([i, status, failure?.code]).toEqual(i % 2 === 0 ? [i, 0, failure?.code] : [i, 200, undefined]);
  });
  expect((await client.fetch(`${server.url}/ok`)).text()).toBe('hi');
});

test('a failed look-up, a refused dial and a blocked name do not touch open connections', async () => {
  await using server = await rawServer((socket) => socket.write(OK));
  using client = new TestClient(
    { blockHostnames: ['blocked.test'] },
    { lookup: (_name, callback) => callback(Object.assign(new Error('x'), { code: 'ENOTFOUND' }), []) },
  );
  await client.fetch(server.url);
  const codes: unknown[] = [];
  for (const url of ['http://nowhere.test/', 'http://127.0.0.1:1/', 'http://blocked.test/', server.url]) {
    codes.push((await client.fetch(url)).failure?.code);
  }
  expect(codes).toEqual([1101, 1212, 1111, undefined]);
  expect(server.sockets.length).toBe(1);
});

test('sockets are bound to the local address of the VU', async () => {
  await using server = await rawServer((socket) => socket.write(OK));
  // An address of the documentation range: no machine has it.
  using client = new TestClient({}, {}, '203.0.113.7');
  const { failure } = await client.fetch(server.url);
  expect(failure).toMatchObject({
    code: 1213,
    short: expect.stringContaining('with msg `cannot assign requested address`'),
    full: `dial tcp 203.0.113.7:0->127.0.0.1:${server.port}: bind: cannot assign requested address`,
  });
});
