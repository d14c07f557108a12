import { once } from 'node:events';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { expect, test } from 'vitest';
import { GrpcSender } from './grpc-sender.ts';

/** A server of HTTP/2 that answers as told, and a sender that has its address. */
async function startPair(answer: (stream: ServerHttp2Stream) => void, timeoutMs = 10_000) {
  const server = createServer();
  server.on('session', (session) => session.on('error', () => undefined));
  server.on('stream', (stream) => {
    stream.on('error', () => undefined);
    answer(stream);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const sender = new GrpcSender({
    url: new URL(`http://127.0.0.1:${port}`),
    tls: {},
    timeoutMs,
    headers: {},
  });
  return {
    call: (signal = new AbortController().signal) =>
      sender.call('/service/Method', Buffer.from('hello'), signal),
    async [Symbol.asyncDispose]() {
      sender.close();
      server.close();
      await once(server, 'close');
    },
  };
}

test.each([
  [
    'a stream that is closed without an answer',
    (stream: ServerHttp2Stream) => stream.close(),
    'the connection was closed without an answer',
  ],
  [
    'a connection that breaks',
    (stream: ServerHttp2Stream) => stream.session?.destroy(),
    /closed|ECONNRESET|cancel|aborted/i,
  ],
  [
    'a server of something else',
    (stream: ServerHttp2Stream) => {
      stream.respond({ ':status': 404 });
      stream.end('not found');
    },
    'the endpoint does not speak gRPC (HTTP status 404)',
  ],
  [
    'a status with the headers',
    (stream: ServerHttp2Stream) =>
      stream.respond({ ':status': 200, 'grpc-status': '8', 'grpc-message': 'a%20b' }, { endStream: true }),
    'resource exhausted: a b',
  ],
])('%s fails the call', async (_what, answer, message) => {
  await using pair = await startPair(answer);
  await expect(pair.call()).rejects.toThrow(message);
});

test('a server that never answers fails the call in time', async () => {
  await using pair = await startPair(() => undefined, 50);
  await expect(pair.call()).rejects.toThrow('no answer within 0.05 s');
});

test('a call ends with its signal', async () => {
  await using pair = await startPair(() => undefined);
  const controller = new AbortController();
  const call = pair.call(controller.signal);
  controller.abort();
  await expect(call).rejects.toThrow('no answer until the end of the run');
});

test('the next call renews a broken connection', async () => {
  let calls = 0;
  await using pair = await startPair((stream) => {
    if (++calls === 1) {
      stream.session?.destroy();
      return;
    }
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(Buffer.from([0, 0, 0, 0, 2, 1, 2]));
  });
  await expect(pair.call()).rejects.toThrow();
  expect(await pair.call()).toEqual(Buffer.from([1, 2]));
  expect(await pair.call()).toEqual(Buffer.from([1, 2]));
});
