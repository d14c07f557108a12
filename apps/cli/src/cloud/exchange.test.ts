import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { VirtualClock } from '@squall/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { exchange, NoAnswer } from './exchange.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const status =
  (code: number): Answer =>
  (_request, response) =>
    response.writeHead(code, { 'content-type': 'application/json; charset=utf-8' }).end('{}');
const cut: Answer = (request) => request.socket.destroy();

/** Answers as told, one after another; the last answer is for all that follow. */
async function serve(...answers: Answer[]) {
  const seen: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    const answer = answers[Math.min(seen.length, answers.length - 1)];
    seen.push(request);
    answer?.(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return {
    seen,
    close: () => server.close(),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
  };
}

/** On a clock that passes the pauses as soon as they begin. */
async function ask(url: string, method = 'GET') {
  const clock = new VirtualClock();
  const pauses: number[] = [];
  const impatient = {
    now: () => clock.now(),
    wallMs: () => clock.wallMs(),
    at: (atMs: number, callback: () => void) => {
      pauses.push(atMs - clock.now());
      setImmediate(callback);
      return { cancel: () => undefined };
    },
  };
  const outcome = await exchange({ method, url, headers: { 'x-key': 'k' } }, impatient as never).catch(
    (error: Error) => error,
  );
  return { outcome, pauses };
}

test.each([200, 204, 400, 401, 403, 404, 409, 422])('status %i is an answer', async (code) => {
  const { url, seen } = await serve(status(code));
  expect((await ask(url)).outcome).toMatchObject({ status: code });
  expect(seen).toHaveLength(1);
});

test.each([429, 500, 503])(
  'status %i may be better next time: four attempts, half a second apart',
  async (code) => {
    const { url, seen } = await serve(status(code));
    const { outcome, pauses } = await ask(url);
    expect(outcome).toMatchObject({ status: code });
    expect(seen).toHaveLength(4);
    expect(pauses).toEqual([500, 500, 500]);
    expect(new Set(seen.map(({ headers }) => headers['x-key']))).toEqual(new Set(['k']));
  },
);

test('a connection that is cut is tried again', async () => {
  const { url, seen } = await serve(cut, status(503), status(200));
  expect((await ask(url, 'POST')).outcome).toMatchObject({ status: 200, isJSON: true, text: '{}' });
  expect(seen).toHaveLength(3);
});

test('whoever never answers is named with the reason', async () => {
  const { url, seen } = await serve(cut);
  const { outcome } = await ask(url);
  expect(outcome).toBeInstanceOf(NoAnswer);
  expect((outcome as Error).message).toBe('the connection was closed');
  expect(seen).toHaveLength(4);
});

test('a program that is not there, and a port that must not be used, are told apart', async () => {
  const { url, close } = await serve(status(200));
  close();
  expect((await ask(url)).outcome).toMatchObject({ message: 'connection refused' });
  expect((await ask('http://127.0.0.1:1/')).outcome).toMatchObject({
    message: expect.stringContaining('browsers refuse that port'),
  });
});

test('nobody is followed elsewhere with the token', async () => {
  const { url, seen } = await serve((_request, response) =>
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
  );
  expect((await ask(url)).outcome).toMatchObject({ status: 302, isJSON: false });
  expect(seen).toHaveLength(1);
});
