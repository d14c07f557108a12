import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { listen } from '../../transport/transport.fixture.ts';
import { LiveVU } from '../live-vu.fixture.ts';
import { fetchSecret, SecretFailure } from './fetch-secret.ts';
import { RequestBudget } from './request-budget.ts';
import type { SecretServer, SecretSource } from './secret-source.ts';
import { createSecretsModule } from './secrets-module.ts';

const FIRST: SecretSource = { kind: 'known', name: 'first', isDefault: true, values: { a: 'one', b: 'two' } };
const OTHER: SecretSource = { kind: 'known', name: 'other', isDefault: false, values: { a: 'three' } };

async function run(sources: readonly SecretSource[], calls: readonly string[]) {
  const read: string[] = [];
  const body = calls.map((call) => `await tell(() => ${call});`).join('\n');
  const vu = new LiveVU(
    `import secrets, { get } from 'k6/secrets';
    const tell = async (work) => {
      try { console.log(await work()); } catch (e) { console.log('refused', String(e), e.message); }
    };
    ${body}
    export default function () { console.log(get === null); }`,
    { modules: [createSecretsModule(sources, (value) => read.push(value))] },
  );
  return { lines: await vu.run(), read };
}

test('secrets come from the default source or from a named one, and are reported once', async () => {
  const { lines, read } = await run(
    [FIRST, OTHER],
    [`secrets.get('a')`, `secrets.source('other').get('a')`, `secrets.get('a')`],
  );
  expect(lines).toEqual(['one', 'three', 'one', 'true']);
  expect(read).toEqual(['one', 'three']);
});

test.each([
  { sources: [], call: `secrets.get('a')`, text: 'no secret sources are configured' },
  { sources: [FIRST], call: `secrets.get('zz')`, text: 'no value' },
  { sources: [FIRST], call: `secrets.get('toString')`, text: 'no value' },
  {
    sources: [FIRST],
    call: `secrets.source('zz').get('a')`,
    text: 'no secret source with name "zz" is configured',
  },
  { sources: [OTHER], call: `secrets.get('a')`, text: 'no secret source with name "default" is configured' },
])('$call is refused: $text', async ({ sources, call, text }) => {
  expect((await run(sources, [call])).lines[0]).toBe(`refused ${text} undefined`);
});

function serverAt(url: string, change: Partial<SecretServer> = {}): SecretServer {
  return {
    kind: 'url',
    name: 'url',
    isDefault: true,
    urlTemplate: `${url}/{key}`,
    method: 'GET',
    headers: { 'X-Token': 't' },
    responsePath: '',
    timeoutMs: 2000,
    maxRetries: 2,
    retryBackoffMs: 2000,
    requestsPerMinuteLimit: 300,
    requestsBurst: 10,
    ...change,
  };
}

async function startServer() {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${String(request.headers['x-token'])}`);
    const path = request.url ?? '';
    if (path === '/busy') response.writeHead(503).end();
    else if (path === '/recovers') response.writeHead(asked.length < 2 ? 500 : 200).end('fine');
    else if (path === '/missing') response.writeHead(404).end();
    else if (path === '/json') response.end('{"data":{"value":"deep","n":1}}');
    else if (path === '/large') response.end('x'.repeat(24 * 1024 + 1));
    else response.end(`secret of ${path}`);
  });
  return Object.assign(await listen(server), { asked });
}

test('a server is asked with its headers, and for a part of its answer', async () => {
  await using server = await startServer();
  expect(await fetchSecret(serverAt(server.url), 'a/b', async () => {})).toBe('secret of /a%2Fb');
  const json = serverAt(server.url, { responsePath: 'data.value', method: 'POST' });
  expect(await fetchSecret(json, 'json', async () => {})).toBe('deep');
  expect(server.asked).toEqual(['GET /a%2Fb t', 'POST /json t']);
});

test('what may work later is tried again, with growing pauses', async () => {
  await using server = await startServer();
  const pauses: number[] = [];
  const pause = async (ms: number) => void pauses.push(ms);
  expect(await fetchSecret(serverAt(server.url), 'recovers', pause)).toBe('fine');
  expect(server.asked).toHaveLength(2);
  await expect(fetchSecret(serverAt(server.url), 'busy', pause)).rejects.toThrow(
    new SecretFailure('status code 503: failed to get secret'),
  );
  expect(pauses.map((ms) => Math.floor(ms / 1000) > 1)).toEqual([true, true, true]);
  expect(pauses[2]).toBeGreaterThanOrEqual(4000);
  expect(server.asked).toHaveLength(5);
});

test.each([
  { key: 'missing', text: 'status code 404: failed to get secret' },
  { key: 'large', text: 'secret response exceeds maximum size of 24576 bytes' },
  { key: 'json', path: 'data.n', text: 'failed to extract secret: data.n is not a string in the response' },
  { key: 'json', path: 'nope', text: 'failed to extract secret: nope is not found in the response' },
])('$key gives up at once: $text', async ({ key, path = '', text }) => {
  await using server = await startServer();
  const asking = fetchSecret(serverAt(server.url, { responsePath: path }), key, async () => {});
  await expect(asking).rejects.toThrow(new SecretFailure(text));
  expect(server.asked).toHaveLength(1);
});

test('a server that cannot be reached is named', async () => {
  const closed = await startServer();
  await closed[Symbol.asyncDispose]();
  const asking = fetchSecret(serverAt(closed.url, { maxRetries: 0 }), 'a', async () => {});
  await expect(asking).rejects.toThrow(/^failed to get secret: .*ECONNREFUSED/);
});

test('a budget lets a burst through and then keeps to its rate', () => {
  const budget = new RequestBudget(60, 3);
  expect([0, 0, 0, 0, 0].map((nowMs) => budget.reserve(nowMs))).toEqual([0, 0, 0, 1000, 2000]);
  expect(budget.reserve(60_000)).toBe(0);
});
