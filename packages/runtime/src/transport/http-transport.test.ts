import { createServer } from 'node:http';
import { createServer as createNetServer } from 'node:net';
import { expect, test } from 'vitest';
import { listen, rawServer, TestClient } from './transport.fixture.ts';

const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';

test('a response shows status, headers, body, peer and traffic', async () => {
  const reply = 'HTTP/1.1 200 Fine, thanks\r\nX-One: a\r\nx-one: b\r\nContent-Length: 5\r\n\r\nhéll';
  await using server = await rawServer((socket) => socket.write(reply));
  using client = new TestClient();
  const response = await client.fetch(`${server.url}/a?b=c`);
  expect(response).toMatchObject({
    status: 200,
    statusText: '200 Fine, thanks',
    proto: 'HTTP/1.1',
    rawHeaders: ['X-One', 'a', 'x-one', 'b', 'Content-Length', '5'],
    remoteIp: '127.0.0.1',
    remotePort: server.port,
    tls: undefined,
    failure: undefined,
  });
  expect(response.header('X-One')).toBe('a, b');
  expect(response.header('X-Two')).toBeUndefined();
  expect(response.text()).toBe('héll');
  expect(response.body).toEqual(Buffer.from('héll'));
  const sent = `GET /a?b=c HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`;
  expect(client.traffic).toEqual({ sent: sent.length, received: Buffer.byteLength(reply) });
});

test('the request goes out in the order of Go: host, user agent, framing, the rest', async () => {
  const received: string[] = [];
  await using server = await rawServer((socket, text) => {
    received.push(text);
    socket.write(OK);
  });
  using client = new TestClient({ noConnectionReuse: true });
  await client.fetch(server.url, {
    method: 'POST',
    headers: [
      ['User-Agent', 'x'],
      ['A', '1'],
      ['B', 'ü'],
    ],
    host: 'other.test',
    body: Buffer.from('body'),
  });
  await client.fetch(server.url, { method: 'POST', sendZeroLength: true });
  await client.fetch(server.url, { method: 'PUT', body: Buffer.alloc(0) });
  expect(received.map((text) => Buffer.from(text, 'latin1').toString())).toEqual([
    'POST / HTTP/1.1\r\nHost: other.test\r\nUser-Agent: x\r\nContent-Length: 4\r\nA: 1\r\nB: ü\r\nConnection: close\r\n\r\nbody',
    `POST / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`,
    `PUT / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
  ]);
});

test('a connection is used again, and its dial is charged to the first request alone', async () => {
  await using server = await rawServer((socket) => socket.write(OK));
  using client = new TestClient();
  const first = await client.fetch(server.url);
  const second = await client.fetch(server.url);
  expect(server.sockets.length).toBe(1);
  expect(first.timings.connecting).toBeGreaterThan(0);
  expect(first.timings.blocked).toBeGreaterThanOrEqual(first.timings.connecting);
  expect(second.timings).toMatchObject({ connecting: 0, tlsHandshaking: 0 });
  expect(second.timings.waiting).toBeGreaterThan(0);
});

test.each([
  { name: 'Connection: close', head: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi' },
  { name: 'HTTP/1.0', head: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi' },
  { name: 'bytes after the response', head: `${OK}more` },
  {
    name: 'both framings',
    head: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n',
  },
])('a connection is not used again after $name', async ({ head }) => {
  await using server = await rawServer((socket) => socket.write(head));
  using client = new TestClient();
  for (let i = 0; i < 2; i++) expect((await client.fetch(server.url)).text()).toBe('hi');
  expect(server.sockets.length).toBe(2);
});

test('HTTP/1.0 with keep-alive is kept', async () => {
  await using server = await rawServer((socket) =>
    socket.write('HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi'),
  );
  using client = new TestClient();
  for (let i = 0; i < 2; i++) expect((await client.fetch(server.url)).proto).toBe('HTTP/1.0');
  expect(server.sockets.length).toBe(1);
});

test('closeIdle closes idle connections and leaves busy ones', async () => {
  await using server = await rawServer((socket, text) => {
    if (text.startsWith('GET /slow')) setTimeout(() => socket.write(OK), 50);
    else socket.write(OK);
  });
  using client = new TestClient();
  const slow = client.fetch(`${server.url}/slow`);
  await client.fetch(server.url);
  client.transport.closeIdle();
  expect((await slow).status).toBe(200);
  await client.fetch(server.url);
  expect(server.sockets.length).toBe(2);
});

test('at most batchPerHost connections to a host are kept, and batch in all', async () => {
  await using one = await rawServer((socket) => socket.write(OK));
  await using two = await rawServer((socket) => socket.write(OK));
  using client = new TestClient({ batchPerHost: 3, batch: 4 });
  const round = () => Promise.all([one, one, one, one, two, two].map(({ url }) => client.fetch(url)));
  await round();
  await new Promise((resolve) => setTimeout(resolve, 30));
  const alive = (server: typeof one) => server.sockets.filter((socket) => !socket.destroyed).length;
  expect(alive(one) + alive(two)).toBe(4);
  expect(alive(one)).toBeLessThanOrEqual(3);
});

test('a GET on a connection the server has closed meanwhile goes out again, a POST does not', async () => {
  const seen: string[] = [];
  await using server = await rawServer((socket, text, connection) => {
    seen.push(`${text.split(' ')[0]} on ${connection}`);
    // Every connection answers once and dies at the next request.
    if (seen.filter((line) => line.endsWith(` on ${connection}`)).length === 1) socket.write(OK);
    else socket.destroy();
  });
  using client = new TestClient();
  await client.fetch(server.url);
  expect((await client.fetch(server.url)).status).toBe(200);
  const post = await client.fetch(server.url, { method: 'POST', body: Buffer.from('x') });
  expect(post.failure).toMatchObject({ code: 1000, short: 'EOF', full: 'EOF' });
  expect(seen).toEqual(['GET on 1', 'GET on 1', 'GET on 2', 'POST on 2']);
});

test('bytes nobody asked for close an idle connection', async () => {
  await using server = await rawServer((socket) => {
    socket.write(OK);
    setTimeout(() => socket.write('HTTP/1.1 408 Request Timeout\r\n\r\n'), 20);
  });
  using client = new TestClient();
  await client.fetch(server.url);
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect((await client.fetch(server.url)).status).toBe(200);
  expect(server.sockets.length).toBe(2);
});

test.each([
  { bytes: '', code: 1000, short: 'EOF', full: 'EOF' },
  {
    bytes: 'this is not http\r\n\r\n',
    code: 1000,
    short: 'malformed HTTP status code "is"',
    full: 'net/http: HTTP/1.x transport connection broken: malformed HTTP status code "is"',
  },
  {
    bytes: 'nonsense\r\n',
    code: 1000,
    short: 'malformed HTTP response "nonsense"',
    full: 'net/http: HTTP/1.x transport connection broken: malformed HTTP response "nonsense"',
  },
  {
    bytes: 'HTTP/1.1 200 OK\r\nX: 1',
    code: 1000,
    short: 'unexpected EOF',
    full: 'net/http: HTTP/1.x transport connection broken: unexpected EOF',
  },
  {
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n',
    code: 1000,
    short: 'unexpected EOF',
    full: 'unexpected EOF',
  },
])('a server that sends $bytes and closes gives $short', async ({ bytes, ...failure }) => {
  await using server = await rawServer((socket) => socket.end(bytes));
  using client = new TestClient();
  const response = await client.fetch(server.url);
  expect(response).toMatchObject({ status: 0, proto: '', remoteIp: '', body: null, failure });
});

test('a body that breaks off is kept and the failure says that the response had begun', async () => {
  await using server = await rawServer((socket) =>
    socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'),
  );
  using client = new TestClient();
  const response = await client.fetch(server.url);
  expect(response.text()).toBe('only this');
  expect(response).toMatchObject({
    status: 0,
    rawHeaders: [],
    failure: { full: 'unexpected EOF', duringBody: true },
  });
});

test('a reset connection names both ends', async () => {
  await using server = await rawServer((socket) => socket.resetAndDestroy());
  using client = new TestClient();
  const { failure } = await client.fetch(server.url);
  expect(failure).toMatchObject({ code: 1220, short: 'read: connection reset by peer' });
  expect(failure?.full).toMatch(
    new RegExp(
      `^read tcp 127\\.0\\.0\\.1:\\d+->127\\.0\\.0\\.1:${server.port}: read: connection reset by peer$`,
    ),
  );
});

test('a refused connection has no timings', async () => {
  const server = await rawServer(() => {});
  await server[Symbol.asyncDispose]();
  using client = new TestClient();
  const response = await client.fetch(server.url);
  expect(response.failure).toEqual({
    code: 1212,
    short: 'dial: connection refused',
    full: `dial tcp 127.0.0.1:${server.port}: connect: connection refused`,
  });
  expect(Object.values(response.timings).every((ms) => ms === 0)).toBe(true);
});

test('a port beyond 65535 is refused without dialling', async () => {
  using client = new TestClient();
  const wire = client.request('http://127.0.0.1/');
  const response = await new Promise<{ failure: unknown }>((resolve) =>
    client.transport.send({ ...wire, target: { ...wire.target, port: 99_999 } }, resolve),
  );
  expect(response.failure).toMatchObject({ code: 1210, short: 'dial tcp: address 99999: invalid port' });
});

test('a deadline ends a silent request, and waiting lasts until then', async () => {
  await using server = await rawServer(() => {});
  using client = new TestClient();
  const response = await client.fetch(server.url, { timeoutMs: 800 });
  expect(response.failure).toEqual({ code: 1050, short: 'request timeout', full: 'request timeout' });
  expect(response.timings.waiting).toBeGreaterThan(300);
});

test('a deadline in the middle of a body keeps what came', async () => {
  await using server = await rawServer((socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n12345'),
  );
  using client = new TestClient();
  const response = await client.fetch(server.url, { timeoutMs: 600 });
  expect(response.text()).toBe('12345');
  expect(response.failure).toMatchObject({ code: 1050, duringBody: true });
});

test('a deadline that has passed fails at once, without a connection', () => {
  using client = new TestClient();
  let code = 0;
  client.transport.send(client.request('http://127.0.0.1:9/', { timeoutMs: 0 }), ({ failure }) => {
    code = failure?.code ?? 0;
  });
  expect(code).toBe(1050);
});

test('a cancelled request is dropped with its connection and never reported', async () => {
  await using server = await rawServer((socket, text) => {
    if (!text.includes('/silent')) socket.write(OK);
  });
  using client = new TestClient();
  let isReported = false;
  const exchange = client.transport.send(client.request(`${server.url}/silent`), () => {
    isReported = true;
  });
  const dialing = client.transport.send(client.request(server.url), () => {
    isReported = true;
  });
  dialing.cancel();
  await new Promise((resolve) => setTimeout(resolve, 20));
  exchange.cancel();
  exchange.cancel();
  expect((await client.fetch(server.url)).status).toBe(200);
  expect(isReported).toBe(false);
});

test('destroy drops what is under way', async () => {
  await using server = await rawServer(() => {});
  const client = new TestClient();
  let isReported = false;
  client.transport.send(client.request(server.url, { timeoutMs: 30 }), () => {
    isReported = true;
  });
  client[Symbol.dispose]();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(isReported).toBe(false);
});

test('informational responses are skipped, 101 ends the exchange', async () => {
  await using server = await rawServer((socket, text) => {
    if (text.includes('/switch')) socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n');
    else socket.write(`HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n${OK}`);
  });
  using client = new TestClient();
  const response = await client.fetch(server.url);
  expect(response.rawHeaders).toEqual(['Content-Length', '2']);
  expect(await client.fetch(`${server.url}/switch`)).toMatchObject({ status: 101, body: null });
});

test.each(['HEAD', 'GET'])(
  'a %s answered with 304 or without a body leaves the connection usable',
  async (method) => {
    const status = method === 'HEAD' ? '200 OK' : '304 Not Modified';
    await using server = await rawServer((socket) =>
      socket.write(`HTTP/1.1 ${status}\r\nContent-Length: 100\r\n\r\n`),
    );
    using client = new TestClient();
    for (let i = 0; i < 2; i++) {
      const response = await client.fetch(server.url, { method });
      expect(response.text()).toBe(method === 'HEAD' ? '' : null);
    }
    expect(server.sockets.length).toBe(1);
  },
);

test('big bodies come and go whole, and can be thrown away', async () => {
  const big = Buffer.alloc(3_000_000, 'abcdefghij');
  await using server = await listen(
    createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => response.end(Buffer.concat(chunks)));
    }),
  );
  using client = new TestClient();
  const echoed = await client.fetch(server.url, { method: 'POST', body: big });
  expect(echoed.body?.equals(big)).toBe(true);
  expect(echoed.timings.sending).toBeGreaterThan(0);
  const discarded = await client.fetch(server.url, { method: 'POST', body: big, discardBody: true });
  expect(discarded).toMatchObject({ status: 200, body: null });
  expect(client.traffic.received).toBeGreaterThan(2 * big.length);
  expect(server.sockets.length).toBe(1);
});

test('a request gets a connection that becomes free before its own is dialled', async () => {
  const answered: number[] = [];
  await using server = await rawServer((socket, _text, connection) => {
    answered.push(connection);
    socket.write(OK);
  });
  using client = new TestClient();
  await client.fetch(server.url);
  await Promise.all([client.fetch(server.url), client.fetch(server.url), client.fetch(server.url)]);
  expect(answered.length).toBe(4);
});

test('one failure leaves other requests of the VU alone', async () => {
  await using good = await rawServer((socket) => socket.write(OK));
  await using bad = await listen(createNetServer((socket) => socket.end('junk\r\n')));
  using client = new TestClient();
  const responses = await Promise.all([good, bad, good, bad].map(({ url }) => client.fetch(url)));
  expect(responses.map(({ status }) => status)).toEqual([200, 0, 200, 0]);
});

test('a request may be sent from the callback of another', async () => {
  await using server = await rawServer((socket) => socket.write(OK));
  using client = new TestClient();
  const done = new Promise<number>((resolve) => {
    client.transport.send(client.request(server.url), () => {
      client.transport.send(client.request(server.url), ({ status }) => resolve(status));
    });
  });
  expect(await done).toBe(200);
  expect(server.sockets.length).toBe(1);
});

test('a connection that is held goes to the next request, not to one that waits', async () => {
  let onFirst = (): void => {};
  await using server = await rawServer((socket, text, connection) => {
    const [, path = ''] = text.split(' ');
    if (path === '/first') onFirst();
    const body = `${path} on ${connection}`;
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  let lookups = 0;
  using client = new TestClient(
    { dns: { ttlMs: 0, select: 'first', policy: 'any' } },
    {
      // The request that waits never gets a connection of its own.
      lookup: (_name, callback) => {
        lookups++;
        if (lookups === 1) callback(null, ['127.0.0.1']);
      },
    },
  );
  const bodies: string[] = [];
  const send = (path: string, holdsConnection: boolean, onDone: () => void) => {
    const wire = client.request(`http://held.test:${server.port}${path}`, { holdsConnection });
    client.transport.send(wire, (response) => {
      bodies.push(response.text() ?? '');
      onDone();
    });
  };
  await new Promise<void>((resolve) => {
    onFirst = () => send('/waiting', false, resolve);
    send('/first', true, () => send('/second', false, () => {}));
  });
  expect(lookups).toBe(2);
  expect(bodies).toEqual(['/first on 1', '/second on 1', '/waiting on 1']);
});
