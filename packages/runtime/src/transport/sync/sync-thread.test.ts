import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { buildSync } from 'esbuild';
import { afterAll, expect, test } from 'vitest';
import { CA_FILE, TestClient } from '../transport.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'sync-thread-'));
const syncThreadEntry = pathToFileURL(join(folder, 'entry.mjs'));

buildSync({
  entryPoints: [fileURLToPath(new URL('../sync-thread-entry.ts', import.meta.url))],
  outfile: fileURLToPath(syncThreadEntry),
  bundle: true,
  platform: 'node',
  format: 'esm',
  conditions: ['source'],
});

afterAll(() => rmSync(folder, { recursive: true }));

/** A server in a thread of its own: this one stands still while it waits. */
async function threadServer() {
  const worker = new Worker(
    `const { createServer } = require('node:http');
     const { parentPort } = require('node:worker_threads');
     let connections = 0;
     const server = createServer((request, response) => {
       if (request.url === '/silent') return;
       const chunks = [];
       request.on('data', (chunk) => chunks.push(chunk));
       request.on('end', () => {
         response.setHeader('x-connections', connections);
         response.setHeader('x-seen', request.method + ' ' + request.headers['x-a']);
         response.end(Buffer.concat(chunks));
       });
     });
     server.on('connection', () => connections++);
     server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));`,
    { eval: true },
  );
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  return {
    url: `http://127.0.0.1:${port}/`,
    async [Symbol.asyncDispose]() {
      await worker.terminate();
    },
  };
}

test('a request is performed while this thread waits, on connections of its own', async () => {
  await using server = await threadServer();
  using client = new TestClient({}, { syncThreadEntry });
  const wire = client.request(server.url, {
    method: 'POST',
    headers: [['X-A', 'é']],
    body: Buffer.from('body'),
  });
  const first = client.transport.sendSync(wire);
  expect(first).toMatchObject({
    status: 200,
    statusText: '200 OK',
    proto: 'HTTP/1.1',
    remoteIp: '127.0.0.1',
  });
  expect(first.text()).toBe('body');
  expect(first.header('X-Seen')).toBe('POST é');
  expect(Math.abs(first.endMs - Date.now())).toBeLessThan(5000);
  expect(client.traffic.sent).toBeGreaterThan(50);
  const second = client.transport.sendSync(client.request(server.url));
  expect(second.header('X-Connections')).toBe('1');
  client.transport.closeIdle();
  expect(client.transport.sendSync(client.request(server.url)).header('X-Connections')).toBe('2');
});

test('a synchronous request times out, and the thread goes on to serve', async () => {
  await using server = await threadServer();
  using client = new TestClient({}, { syncThreadEntry });
  const startMs = performance.now();
  const response = client.transport.sendSync(client.request(`${server.url}silent`, { timeoutMs: 1500 }));
  expect(response.failure).toMatchObject({ code: 1050, short: 'request timeout' });
  expect(performance.now() - startMs).toBeLessThan(5000);
  expect(client.transport.sendSync(client.request(server.url)).status).toBe(200);
});

test('the helper thread goes through the proxy too', async () => {
  await using server = await threadServer();
  using client = new TestClient({}, { syncThreadEntry, proxyEnvironment: { HTTP_PROXY: server.url } });
  expect(client.transport.sendSync(client.request('http://target.test/')).status).toBe(200);
});

test('failures come back like those of ordinary requests', async () => {
  using client = new TestClient({ blockHostnames: ['no.test'] }, { syncThreadEntry, caFile: CA_FILE });
  expect(client.transport.sendSync(client.request('http://no.test/')).failure).toMatchObject({ code: 1111 });
  expect(
    client.transport.sendSync(client.request('http://no.test/', { timeoutMs: 0 })).failure,
  ).toMatchObject({
    code: 1050,
  });
});

test('without the module of the helper thread sendSync is an error', () => {
  using client = new TestClient();
  expect(() => client.transport.sendSync(client.request('http://127.0.0.1/'))).toThrow('syncThreadEntry');
});
