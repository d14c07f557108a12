import { constants, createSecureServer, type Http2SecureServer, type ServerHttp2Stream } from 'node:http2';
import { expect, test } from 'vitest';
import { CA_FILE, certificate, listen, TestClient } from '../transport.fixture.ts';

type OnStream = (stream: ServerHttp2Stream, headers: Record<string, unknown>) => void;

function http2Server(onStream: OnStream, prepare: (server: Http2SecureServer) => void = () => {}) {
  const server = createSecureServer({
    key: certificate('server.key'),
    cert: certificate('server.crt'),
    allowHTTP1: true,
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {});
    onStream(stream, headers);
  });
  server.on('sessionError', () => {});
  prepare(server);
  return listen(server, 'https');
}

function connections(server: { sockets: unknown[] }): number {
  return server.sockets.length;
}

const trusting = (options = {}, settings = {}) => new TestClient(options, { caFile: CA_FILE, ...settings });

test('a server that offers HTTP/2 is talked to over one connection', async () => {
  await using server = await http2Server((stream, headers) => {
    stream.respond({ ':status': 200, 'x-path': String(headers[':path']), 'set-cookie': ['a=1', 'b=2'] });
    stream.end(`${headers['x-mixed']} ${headers[':authority']}`);
  });
  using client = trusting();
  const first = await client.fetch(`${server.url}/a?b=1`, { headers: [['X-Mixed', 'v']] });
  expect(first).toMatchObject({
    status: 200,
    statusText: '200 OK',
    proto: 'HTTP/2.0',
    remoteIp: '127.0.0.1',
  });
  expect(first.header('X-Path')).toBe('/a?b=1');
  expect(first.header('Set-Cookie')).toBe('a=1, b=2');
  expect(first.text()).toBe(`v 127.0.0.1:${server.port}`);
  expect(first.timings.tlsHandshaking).toBeGreaterThan(0);
  const rest = await Promise.all([1, 2, 3].map((n) => client.fetch(`${server.url}/${n}`)));
  expect(rest.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(rest[0]?.timings).toMatchObject({ connecting: 0, tlsHandshaking: 0 });
  expect(connections(server)).toBe(1);
  expect(client.traffic.received).toBeGreaterThan(1000);
});

test('requests that start together end up on one session', async () => {
  const sessions = new Set<unknown>();
  await using server = await http2Server((stream) => {
    sessions.add(stream.session);
    stream.respond({ ':status': 204 });
    stream.end();
  });
  using client = trusting();
  const responses = await Promise.all([1, 2, 3, 4].map((n) => client.fetch(`${server.url}/${n}`)));
  expect(responses.map(({ status, body }) => [status, body])).toEqual(Array(4).fill([204, null]));
  expect(sessions.size).toBe(1);
});

test('bodies go both ways, HEAD has none', async () => {
  const big = Buffer.alloc(600_000, 'x');
  await using server = await http2Server((stream, headers) => {
    stream.respond({ ':status': 200, 'x-length': String(headers['content-length']) });
    if (headers[':method'] === 'HEAD') stream.end();
    else stream.pipe(stream);
  });
  using client = trusting();
  const echoed = await client.fetch(server.url, { method: 'POST', body: big });
  expect(echoed.body?.equals(big)).toBe(true);
  expect(echoed.header('X-Length')).toBe('600000');
  expect((await client.fetch(server.url, { method: 'HEAD' })).text()).toBe('');
  expect(await client.fetch(server.url, { method: 'POST', body: big, discardBody: true })).toMatchObject({
    status: 200,
    body: null,
  });
});

test('HTTP/2 can be switched off', async () => {
  await using server = await http2Server(
    () => {},
    (secure) => secure.on('request', (request, response) => response.end(request.httpVersion)),
  );
  using client = trusting({}, { http2: false });
  expect(await client.fetch(server.url)).toMatchObject({ proto: 'HTTP/1.1', status: 200 });
});

test('a reset stream gives the code of its reason and leaves the session alone', async () => {
  await using server = await http2Server((stream, headers) => {
    if (headers[':path'] === '/reset') stream.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
    else stream.respond({ ':status': 200 }, { endStream: true });
  });
  using client = trusting();
  const reset = await client.fetch(`${server.url}/reset`);
  expect(reset.failure).toMatchObject({
    code: 1642,
    short: 'http2: stream error with http2 ErrCode ENHANCE_YOUR_CALM',
    full: 'stream error: stream ID 1; ENHANCE_YOUR_CALM; received from peer',
  });
  expect((await client.fetch(server.url)).status).toBe(200);
  expect(connections(server)).toBe(1);
});

test('a graceful GOAWAY lets responses end', async () => {
  await using server = await http2Server((stream) => {
    stream.session?.close();
    stream.respond({ ':status': 200 });
    setTimeout(() => stream.end('late'), 20);
  });
  using client = trusting();
  expect((await client.fetch(server.url)).text()).toBe('late');
  expect((await client.fetch(server.url)).text()).toBe('late');
  expect(connections(server)).toBe(2);
});

test('a lost connection fails its requests', async () => {
  await using server = await http2Server(() => server.sockets[0]?.resetAndDestroy());
  using client = trusting();
  expect((await client.fetch(server.url)).failure).toMatchObject({
    code: 1220,
    short: 'read: connection reset by peer',
  });
});

test('deadlines and cancelling end a stream, not the session', async () => {
  await using server = await http2Server((stream, headers) => {
    if (headers[':path'] === '/silent') return;
    stream.respond({ ':status': 200 });
    if (headers[':path'] === '/slow') stream.write('begun');
    else stream.end('done');
  });
  using client = trusting();
  expect((await client.fetch(server.url)).text()).toBe('done');
  const silent = await client.fetch(`${server.url}/silent`, { timeoutMs: 500 });
  expect(silent.failure).toMatchObject({ code: 1050 });
  const slow = await client.fetch(`${server.url}/slow`, { timeoutMs: 500 });
  expect(slow.failure).toMatchObject({ code: 1050, duringBody: true });
  expect(slow.text()).toBe('begun');
  client.transport.send(client.request(`${server.url}/silent`), () => expect.unreachable()).cancel();
  expect((await client.fetch(server.url)).text()).toBe('done');
  expect(connections(server)).toBe(1);
});

test('noConnectionReuse takes a connection for each request', async () => {
  await using server = await http2Server((stream) => stream.respond({ ':status': 200 }, { endStream: true }));
  using client = trusting({ noConnectionReuse: true });
  await client.fetch(server.url);
  await client.fetch(server.url);
  expect(connections(server)).toBe(2);
});

test('closeIdle ends an idle session', async () => {
  await using server = await http2Server((stream) => stream.respond({ ':status': 200 }, { endStream: true }));
  using client = trusting();
  await client.fetch(server.url);
  client.transport.closeIdle();
  await client.fetch(server.url);
  expect(connections(server)).toBe(2);
});
