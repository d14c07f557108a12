import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createRemoteFetcher, type RemoteFetcherOptions } from './remote-fetch.ts';

const certificate = (name: string) =>
  readFileSync(new URL(`../../../../tests/conformance/target/certs/${name}`, import.meta.url), 'utf8');

/**
 * An https server in a thread of its own: the fetching thread is blocked while it waits for the answer.
 * `routes` maps a path with query to a status and body; `seen` tells the paths asked for.
 */
async function startServer(
  routes: Record<string, { status: number; headers?: Record<string, string>; body?: string }>,
) {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const seen = [];
    const server = require('node:https').createServer(workerData.tls, (request, response) => {
      seen.push(request.url + ' ' + request.headers['user-agent']);
      const route = workerData.routes[request.url];
      if (!route) { response.writeHead(404).end(); return; }
      if (route.status === 0) return;
      response.writeHead(route.status, route.headers).end(Buffer.from(route.body || '', route.encoding || 'utf8'));
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
    parentPort.on('message', () => parentPort.postMessage(seen));`;
  const tls = { cert: certificate('server.crt'), key: certificate('server.key') };
  const worker = new Worker(code, { eval: true, workerData: { tls, routes } });
  const next = <T>() => new Promise<T>((resolve) => worker.once('message', resolve));
  const origin = `https://127.0.0.1:${await next<number>()}`;
  return {
    origin,
    async seen() {
      worker.postMessage('');
      return next<string[]>();
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

/** A proxy in a thread of its own whose tunnels all lead to `target`. */
async function startProxy(target: string) {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    const seen = [];
    const server = require('node:http').createServer();
    server.on('connect', (request, socket) => {
      seen.push(request.url + ' ' + request.headers['proxy-authorization']);
      const [host, port] = workerData.split(':');
      const upstream = require('node:net').connect(port, host, () => {
        socket.write('HTTP/1.1 200 OK\\r\\n\\r\\n');
        upstream.pipe(socket).pipe(upstream);
      });
      for (const end of [socket, upstream]) end.on('error', () => {});
    });
    server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
    parentPort.on('message', () => parentPort.postMessage(seen));`;
  const worker = new Worker(code, { eval: true, workerData: target });
  const next = <T>() => new Promise<T>((resolve) => worker.once('message', resolve));
  const host = `127.0.0.1:${await next<number>()}`;
  return {
    host,
    async seen() {
      worker.postMessage('');
      return next<string[]>();
    },
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}

function startFetcher(options: RemoteFetcherOptions = {}) {
  const fetcher = createRemoteFetcher({ extraCa: [certificate('ca.crt')], timeoutMs: 10_000, ...options });
  return {
    fetch: (url: string) => Buffer.from(fetcher.fetch(url)).toString(),
    [Symbol.dispose]: () => fetcher.close(),
  };
}

test('a module is asked for with a mark in the query', async () => {
  await using server = await startServer({
    '/a.js?_k6=1': { status: 200, body: 'one' },
    '/b.js?v=2&_k6=1': { status: 200, body: 'two é' },
  });
  using fetcher = startFetcher();
  expect(fetcher.fetch(`${server.origin}/a.js`)).toBe('one');
  expect(fetcher.fetch(`${server.origin}/b.js?v=2`)).toBe('two é');
  expect(await server.seen()).toEqual(['/a.js?_k6=1 Squall', '/b.js?v=2&_k6=1 Squall']);
});

test('a server that refuses the mark is asked again without it', async () => {
  await using server = await startServer({
    '/a.js?_k6=1': { status: 400 },
    '/a.js': { status: 200, body: 'plain' },
  });
  using fetcher = startFetcher();
  expect(fetcher.fetch(`${server.origin}/a.js`)).toBe('plain');
});

test('redirects are followed, and compressed answers unpacked', async () => {
  await using server = await startServer({
    '/old.js?_k6=1': { status: 302, headers: { location: '/new.js' } },
    '/new.js': {
      status: 200,
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync('packed').toString('latin1'),
      ...{ encoding: 'latin1' },
    },
    '/loop.js': { status: 301, headers: { location: '/loop.js' } },
  });
  using fetcher = startFetcher();
  expect(fetcher.fetch(`${server.origin}/old.js`)).toBe('packed');
  expect(() => fetcher.fetch(`${server.origin}/loop.js`)).toThrow('stopped after 10 redirects');
});

test('a status other than 200 is told as k6 tells it', async () => {
  await using server = await startServer({ '/broken.js': { status: 500 } });
  using fetcher = startFetcher();
  expect(() => fetcher.fetch(`${server.origin}/none.js`)).toThrow(`not found: ${server.origin}/none.js`);
  expect(() => fetcher.fetch(`${server.origin}/broken.js`)).toThrow(
    `wrong status code (500) for: ${server.origin}/broken.js`,
  );
});

test('a server that never answers is given up after the time limit', async () => {
  await using server = await startServer({ '/slow.js?_k6=1': { status: 0 }, '/slow.js': { status: 0 } });
  using fetcher = startFetcher({ timeoutMs: 200 });
  expect(() => fetcher.fetch(`${server.origin}/slow.js`)).toThrow('context deadline exceeded');
});

test('a file over the size limit is refused', async () => {
  await using server = await startServer({ '/big.js': { status: 200, body: 'x'.repeat(2000) } });
  using fetcher = startFetcher({ maxBytes: 1000 });
  expect(() => fetcher.fetch(`${server.origin}/big.js`)).toThrow('larger than 1000 bytes');
});

test('a proxy named by the environment is tunnelled through, with its credentials', async () => {
  await using server = await startServer({});
  await using proxy = await startProxy(new URL(server.origin).host);
  const environment = { HTTPS_PROXY: `http://user:p%40ss@${proxy.host}` };
  using fetcher = startFetcher({ environment });
  const credentials = Buffer.from('user:p@ss').toString('base64');
  // The server behind the tunnel has no certificate for this name, which tells that both were reached.
  expect(() => fetcher.fetch('https://kit.example/a.js')).toThrow(
    "Host: kit.example. is not in the cert's altnames",
  );
  expect(await proxy.seen()).toEqual(Array(2).fill(`kit.example:443 Basic ${credentials}`));
});

test('certificates are verified', async () => {
  await using server = await startServer({ '/a.js': { status: 200 } });
  using fetcher = startFetcher({ extraCa: [] });
  expect(() => fetcher.fetch(`${server.origin}/a.js`)).toThrow('certificate signed by unknown authority');
});

test('a port where nobody listens is told by its address', async () => {
  const origin = await closedOrigin();
  using fetcher = startFetcher();
  expect(() => fetcher.fetch(`${origin}/a.js`)).toThrow(
    `Get "${origin}/a.js": dial tcp ${origin.slice('https://'.length)}: connect: connection refused`,
  );
});

async function closedOrigin(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `https://127.0.0.1:${port}`;
}
