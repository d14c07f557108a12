import type { LogFields } from '@squall/core';
import { expect, test } from 'vitest';
import { FakeRun } from './controlled-run.fixture.ts';
import { openRest } from './open-rest.ts';
import { RestServer } from './rest-server.ts';

function noteLog() {
  const lines: [string, string, LogFields | undefined][] = [];
  const log = (level: string, message: string, fields?: LogFields) =>
    void lines.push([level, message, fields]);
  return { lines, log: { log } };
}

/** A run whose threads do not answer. */
class StuckRun extends FakeRun {
  #onAsked: () => void = () => {};
  readonly asked = new Promise<void>((resolve) => {
    this.#onAsked = resolve;
  });

  override refresh(): Promise<void> {
    this.#onAsked();
    return new Promise(() => {});
  }
}

const urlOf = ({ address }: RestServer) => `http://127.0.0.1:${address.port}`;

test('requests that come before the run is there are answered once it is', async () => {
  const { lines, log } = noteLog();
  await using rest = await RestServer.open('127.0.0.1:0', log);
  const early = fetch(`${urlOf(rest)}/v1/status?x=1`);
  rest.attach(new FakeRun());
  const response = await early;
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toMatchObject({ data: { attributes: { status: 7 } } });
  expect(lines).toEqual([
    ['debug', `Starting the REST API server on 127.0.0.1:${rest.address.port}`, undefined],
    ['debug', 'GET /v1/status?x=1', { status: '200' }],
  ]);
});

test('a body reaches the run', async () => {
  await using rest = await RestServer.open('127.0.0.1:0', noteLog().log);
  const run = new FakeRun();
  rest.attach(run);
  const response = await fetch(`${urlOf(rest)}/v1/setup`, { method: 'PUT', body: '{"name":"Zoë"}' });
  expect(response.status).toBe(200);
  expect(run.setupDataJson).toBe('{"name":"Zoë"}');
});

test('the server is gone with the run, even if somebody still waits for an answer', async () => {
  const rest = await RestServer.open('127.0.0.1:0', noteLog().log);
  const run = new StuckRun();
  rest.attach(run);
  const waiting = fetch(`${urlOf(rest)}/v1/metrics`).then(
    () => 'answered',
    () => 'cut off',
  );
  await run.asked;
  await rest[Symbol.asyncDispose]();
  expect(await waiting).toBe('cut off');
  await expect(fetch(urlOf(rest))).rejects.toThrow();
});

const requestFor = (address: string, isAddressRequired: boolean, { log }: ReturnType<typeof noteLog>) =>
  ({ global: { address, isAddressRequired }, log }) as unknown as Parameters<typeof openRest>[0];

test('an address that is taken ends the run if it was asked for, otherwise it only warns', async () => {
  const note = noteLog();
  await using rest = await RestServer.open('127.0.0.1:0', note.log);
  const taken = `127.0.0.1:${rest.address.port}`;
  const problem = `listen tcp ${taken}: bind: address already in use`;
  await expect(openRest(requestFor(taken, true, note))).rejects.toMatchObject({
    code: 'API_CANNOT_START',
    message: problem,
    exitCode: 106,
  });
  expect(await openRest(requestFor(taken, false, note))).toBeUndefined();
  expect(note.lines.at(-1)).toEqual(['warning', 'The REST API cannot be started', { error: problem }]);
});

test('without an address there is no server', async () => {
  expect(await openRest(requestFor('', false, noteLog()))).toBeUndefined();
});
