import { createSecureServer } from 'node:http2';
import { expect, test } from 'vitest';
import { certificate, listen, rawServer, TestClient } from '../../transport/transport.fixture.ts';
import { LiveVU } from '../live-vu.fixture.ts';
import { DEFAULT_OPTIONS, HttpVU } from './http.fixture.ts';
import { httpModule } from './http-module.ts';

function dumps(httpDebug: 'headers' | 'full'): HttpVU['entries'] {
  const vu = new HttpVU(
    () => ({ statusText: '200 OK', headers: ['X-A', '1', 'Content-Length', '6'], body: 'answer' }),
    {
      httpDebug,
    },
  );
  vu.script(`http.post('http://h/p', 'question', { headers: { 'X-Q': 'q' }, tags: { t: 'v' } })`);
  return vu.entries;
}

test('requests and responses are logged as they go over the wire', () => {
  const [request, response] = dumps('headers');
  expect(request?.level).toBe('info');
  expect(request?.message).toBe(
    'Request:\nPOST /p HTTP/1.1\nHost: h\nUser-Agent: test/1\nContent-Length: 8\nX-Q: q\nAccept-Encoding: gzip\n\n\n',
  );
  expect(response?.message).toBe('Response:\nHTTP/1.1 200 OK\nContent-Length: 6\nX-A: 1\n\n\n');
  expect(request?.fields).toMatchObject({ source: 'http-debug', vu: 2, iter: 4, t: 'v', group: '' });
  expect(request?.fields?.request_id).toBe(response?.fields?.request_id);
});

test('the full form shows bodies', () => {
  const [request, response] = dumps('full');
  expect(request?.message.endsWith('gzip\n\nquestion\n')).toBe(true);
  expect(response?.message.endsWith('X-A: 1\n\nanswer\n')).toBe(true);
});

/** What is logged of one GET, without the request's first two lines, which have the port. */
async function logsOf(url: string, options: { http2?: boolean; httpDebug?: 'headers' | 'full' } = {}) {
  const { http2 = true, httpDebug = 'full' } = options;
  using client = new TestClient({ insecureSkipTLSVerify: true }, { http2 });
  const vu = new LiveVU(
    `import http from 'k6/http';
     export default function () { http.get(${JSON.stringify(url)}, { responseType: 'none' }); }`,
    {
      modules: [httpModule],
      http: { ...DEFAULT_OPTIONS, httpDebug },
      context: { http: client.transport, traffic: client.traffic },
    },
  );
  return vu.run();
}

test.each([
  { http2: true, dump: 'HTTP/2.0 200 OK\nConnection: close\nX-A: 1\nX-B: 2\n\nanswer' },
  {
    http2: false,
    dump: 'HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nConnection: keep-alive\nX-A: 1\nX-B: 2\n\n6\nanswer\n0\n\n',
  },
])('responses of a server are shown as Go writes them, http2: $http2', async ({ http2, dump }) => {
  const identity = { key: certificate('server.key'), cert: certificate('server.crt'), allowHTTP1: true };
  await using server = await listen(
    createSecureServer(identity, (_request, response) => {
      response.sendDate = false;
      response.setHeader('x-b', '2');
      response.setHeader('x-a', '1');
      response.write('answer');
      response.end();
    }) as never,
    'https',
  );
  const [request, response] = await logsOf(`${server.url}/p`, { http2 });
  expect(request).toBe(
    `Request:\nGET /p HTTP/1.1\nHost: 127.0.0.1:${server.port}\nUser-Agent: test/1\nAccept-Encoding: gzip\n\n\n`,
  );
  expect(response).toBe(`Response:\n${dump}\n`);
});

test.each([
  { head: 'HTTP/1.1 200 OK\r\nB: 1\r\nContent-Length: 0', dump: 'HTTP/1.1 200 OK\nB: 1\nContent-Length: 0' },
  { head: 'HTTP/1.1 204 No Content\r\nB: 1', dump: 'HTTP/1.1 204 No Content\nB: 1' },
  {
    head: 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nset-cookie: b=1\r\nSet-Cookie: a=2\r\nAge: 1',
    dump: 'HTTP/1.1 404 Not Found\nAge: 1\nSet-Cookie: b=1\nSet-Cookie: a=2\nContent-Length: 0',
  },
])('a response without a body is shown, $head', async ({ head, dump }) => {
  await using server = await rawServer((socket) => socket.end(`${head}\r\n\r\n`));
  const [, response] = await logsOf(server.url, { httpDebug: 'headers' });
  expect(response).toBe(`Response:\n${dump}\n\n\n`);
});
