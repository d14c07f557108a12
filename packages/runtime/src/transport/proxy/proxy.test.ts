import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { expect, test } from 'vitest';
import {
  CA_FILE,
  certificate,
  listen,
  type RunningServer,
  rawServer,
  TestClient,
} from '../transport.fixture.ts';
import type { SocketOutcome, WireResponse } from '../transport.ts';
import { closedPort, httpProxy, socksProxy } from './proxy.fixture.ts';

/** Says what it was asked; over TLS it speaks HTTP/2 and HTTP/1.1. */
function target(scheme: 'http' | 'https'): Promise<RunningServer> {
  if (scheme === 'http') {
    return listen(createServer((request, response) => response.end(`${request.method} ${request.url}`)));
  }
  const identity = { key: certificate('server.key'), cert: certificate('server.crt'), allowHTTP1: true };
  return listen(
    createSecureServer(identity, (request, response) => {
      response.end(`${request.method} ${request.url}`);
    }) as never,
    'https',
  );
}

function clientFor(proxy: string, http2 = true): TestClient {
  return new TestClient(
    { insecureSkipTLSVerify: true },
    { http2, caFile: CA_FILE, proxyEnvironment: { HTTP_PROXY: proxy, https_proxy: proxy } },
  );
}

async function ask(client: TestClient, url: string): Promise<WireResponse & { failure: undefined }> {
  const response = await client.fetch(url);
  expect(response.failure).toBeUndefined();
  return response as WireResponse & { failure: undefined };
}

test('plain requests go to the proxy in absolute form, on one connection for all of an origin', async () => {
  await using server = await target('http');
  await using proxy = await httpProxy();
  using client = clientFor(proxy.url);
  const url = `http://target.test:${server.port}/a?b=1`;
  for (let i = 0; i < 2; i++) {
    const response = await ask(client, url);
    expect(response.text()).toBe('GET /a?b=1');
    expect(response.remotePort).toBe(proxy.port);
  }
  expect(proxy.asked).toEqual([`GET ${url}`, `GET ${url}`]);
  expect(proxy.sockets).toHaveLength(1);
});

test.each([
  { http2: true, proto: 'HTTP/2.0' },
  { http2: false, proto: 'HTTP/1.1' },
])('secure requests go through a tunnel, with $proto', async ({ http2, proto }) => {
  await using server = await target('https');
  await using proxy = await httpProxy();
  using client = clientFor(proxy.url, http2);
  for (const path of ['/1', '/2']) {
    const response = await ask(client, `https://target.test:${server.port}${path}`);
    expect(response.text()).toBe(`GET ${path}`);
    expect(response.proto).toBe(proto);
  }
  expect(proxy.asked).toEqual([`CONNECT target.test:${server.port}`]);
  expect(client.traffic.received).toBeGreaterThan(1000);
});

test.each(['http', 'https'] as const)('a secure proxy is reached over TLS, for %s', async (scheme) => {
  await using server = await target(scheme);
  await using proxy = await httpProxy({ secure: true });
  using client = clientFor(proxy.url);
  const response = await ask(client, `${scheme}://target.test:${server.port}/x`);
  expect(response.text()).toBe('GET /x');
  expect(proxy.asked).toHaveLength(1);
  expect(client.traffic.received).toBeGreaterThan(1000);
});

test.each(['http', 'https'] as const)('credentials of the proxy URL are sent, for %s', async (scheme) => {
  await using server = await target(scheme);
  await using proxy = await httpProxy({ credentials: 'me:p@ss' });
  using client = clientFor(`http://me:p%40ss@127.0.0.1:${proxy.port}`);
  expect((await ask(client, `${scheme}://target.test:${server.port}/x`)).text()).toBe('GET /x');
});

test('without credentials the proxy answers plain requests itself, and tunnels fail with its words', async () => {
  await using server = await target('https');
  await using proxy = await httpProxy({ credentials: 'me:secret' });
  using client = clientFor(proxy.url);
  expect((await ask(client, `http://target.test:${server.port}/`)).status).toBe(407);
  const { failure } = await client.fetch(`https://target.test:${server.port}/`);
  expect(failure).toEqual({
    code: 1000,
    short: 'Proxy Authentication Required',
    full: 'Proxy Authentication Required',
  });
});

test.each(['http', 'https'] as const)('SOCKS proxies get names as they are, for %s', async (scheme) => {
  await using server = await target(scheme);
  await using proxy = await socksProxy();
  for (const socks of ['socks5', 'socks5h']) {
    using client = clientFor(`${socks}://127.0.0.1:${proxy.port}`);
    expect((await ask(client, `${scheme}://target.test:${server.port}/x`)).text()).toBe('GET /x');
    expect((await ask(client, `${scheme}://target.test:${server.port}/y`)).text()).toBe('GET /y');
    expect((await ask(client, `${scheme}://10.9.8.7:${server.port}/z`)).text()).toBe('GET /z');
    expect(client.traffic.received).toBeGreaterThan(100);
  }
  const asked = [`target.test:${server.port}`, `10.9.8.7:${server.port}`];
  expect(proxy.asked).toEqual([...asked, ...asked]);
});

test('SOCKS proxies get user and password', async () => {
  await using server = await target('http');
  await using proxy = await socksProxy({ credentials: 'me:secret' });
  const url = `http://target.test:${server.port}/x`;
  using right = clientFor(`socks5://me:secret@127.0.0.1:${proxy.port}`);
  expect((await ask(right, url)).text()).toBe('GET /x');
  const errorWith = async (userinfo: string) => {
    using client = clientFor(`socks5://${userinfo}127.0.0.1:${proxy.port}`);
    return (await client.fetch(url)).failure;
  };
  const start = `socks connect tcp 127.0.0.1:${proxy.port}->target.test:${server.port}: `;
  expect(await errorWith('me:wrong@')).toMatchObject({
    code: 1200,
    full: `${start}username/password authentication failed`,
  });
  expect((await errorWith(''))?.full).toBe(`${start}no acceptable authentication methods`);
});

test('a SOCKS proxy that cannot connect says why', async () => {
  await using proxy = await socksProxy({ reply: 5 });
  using client = clientFor(proxy.url);
  const { failure } = await client.fetch('http://target.test/');
  const full = `socks connect tcp 127.0.0.1:${proxy.port}->target.test:80: unknown error connection refused`;
  expect(failure).toEqual({ code: 1200, short: full, full });
});

test('a proxy that is not there is told apart from a target that is not there', async () => {
  const port = await closedPort();
  using client = clientFor(`http://127.0.0.1:${port}`);
  const full = `proxyconnect tcp: dial tcp 127.0.0.1:${port}: connect: connection refused`;
  for (const scheme of ['http', 'https']) {
    const { failure } = await client.fetch(`${scheme}://target.test/`);
    expect(failure).toEqual({ code: 1200, short: full, full });
  }
});

test('a proxy that hangs up, or speaks no HTTP, ends the request', async () => {
  await using silent = await rawServer((socket) => socket.end());
  using lost = clientFor(silent.url);
  expect((await lost.fetch('https://target.test/')).failure).toMatchObject({
    code: 1000,
    full: 'unexpected EOF',
  });
  await using strange = await httpProxy({ refusal: 'what?\r\n\r\n' });
  using puzzled = clientFor(strange.url);
  expect((await puzzled.fetch('https://target.test/')).failure?.full).toBe('malformed HTTP response "what?"');
});

test('a proxy that never answers is left when the time is up', async () => {
  await using proxy = await rawServer(() => {});
  using client = clientFor(proxy.url);
  const { failure } = await client.fetch('https://target.test/', { timeoutMs: 300 });
  expect(failure?.code).toBe(1050);
});

test('a Host header does not lead the proxy elsewhere', async () => {
  await using server = await target('http');
  await using proxy = await httpProxy();
  using client = clientFor(proxy.url);
  const url = `http://target.test:${server.port}/`;
  expect((await client.fetch(url, { host: 'other.test' })).status).toBe(200);
  expect(proxy.asked).toEqual([`GET ${url}`]);
});

test('what the environment calls a proxy must be one', async () => {
  using client = clientFor('gopher://proxy.test');
  expect((await client.fetch('http://target.test/')).failure?.full).toBe('proxy: unknown scheme: gopher');
});

test('loopback and what NO_PROXY lists are reached directly', async () => {
  await using server = await target('http');
  await using proxy = await httpProxy();
  using client = new TestClient(
    { hosts: { 'direct.test': '127.0.0.1' } },
    { proxyEnvironment: { HTTP_PROXY: proxy.url, NO_PROXY: 'direct.test' } },
  );
  await ask(client, `http://127.0.0.1:${server.port}/`);
  await ask(client, `http://direct.test:${server.port}/`);
  expect(proxy.asked).toEqual([]);
});

test('the options hosts and blockHostnames are about the proxy, denied targets about what is behind it', async () => {
  await using server = await target('http');
  await using proxy = await httpProxy();
  using client = new TestClient(
    {
      hosts: { 'proxy.test': '127.0.0.1' },
      blockHostnames: ['target.test'],
      deniedTargets: ['denied.test', '10.0.0.0/8'],
    },
    {
      lookup: (name, done) => done(null, [name === 'sly.test' ? '10.1.1.1' : '192.0.2.1']),
      proxyEnvironment: { HTTP_PROXY: `proxy.test:${proxy.port}` },
    },
  );
  expect((await ask(client, `http://target.test:${server.port}/`)).status).toBe(200);
  for (const url of ['http://denied.test/', 'http://10.1.1.1/', 'http://sly.test/']) {
    expect((await client.fetch(url)).failure?.short).toBe('target is denied by the controller');
  }
  expect(proxy.asked).toHaveLength(1);
});

test.each([
  { kind: 'HTTP', startProxy: httpProxy },
  { kind: 'SOCKS', startProxy: socksProxy },
])('sockets that ask for it go through a tunnel ($kind)', async ({ startProxy }) => {
  await using server = await rawServer((socket, text) => socket.write(text.toUpperCase()));
  await using proxy = await startProxy();
  using client = clientFor(proxy.url);
  const open = (throughProxy: boolean) =>
    new Promise<SocketOutcome>((resolve) => {
      const protocol = { alpn: [], throughProxy };
      client.transport.openSocket(
        { secure: false, hostname: 'target.test', port: server.port, protocol },
        resolve,
      );
    });
  const outcome = await open(true);
  if (outcome.failure !== undefined) throw new Error(outcome.failure.full);
  const { socket, countTraffic } = outcome.opened;
  socket.write('hello');
  const answer = await new Promise((resolve) => socket.once('data', resolve));
  expect(String(answer)).toBe('HELLO');
  countTraffic();
  expect(client.traffic.received).toBeGreaterThan(5);
  expect(proxy.asked).toHaveLength(1);
  expect((await open(false)).failure?.code).toBe(1101);
});
