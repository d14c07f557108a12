import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startHttpReceiver } from '../receivers/http-receiver.fixture.ts';
import { startInfluxdb } from '../receivers/influxdb.fixture.ts';
import { isInstalled } from '../receivers/real-program.fixture.ts';
import {
  makeContext,
  NOTHING_KNOWN,
  recordSamples,
  runOutput,
  type TestSample,
} from '../recorded-samples.fixture.ts';
import { createInfluxdbOutput } from './influxdb-output.ts';

const TIME_MS = Date.UTC(2026, 10, 22, 18, 39, 48) + 360.25;
const request: TestSample = {
  metric: 'http_reqs',
  value: 1,
  timeMs: TIME_MS,
  tags: { method: 'GET', 'k y': 'v,1', name: 'http://h/a b?x=1', url: 'http://h/a b?x=1', empty: '' },
};

test('writes a line for each sample, with the url as a field', async () => {
  await using receiver = await startHttpReceiver();
  const { context } = makeContext();
  const output = createInfluxdbOutput(`http://me:secret@127.0.0.1:${receiver.port}/mydb`, context);
  expect(output.description).toBe(`InfluxDBv1 (${receiver.url})`);
  await runOutput(output, recordSamples([request]));
  const [create, write] = receiver.requests;
  expect(create).toMatchObject({
    method: 'POST',
    url: '/query?db=&params=%7B%7D&q=CREATE+DATABASE+mydb',
    headers: { 'user-agent': 'k6', authorization: `Basic ${Buffer.from('me:secret').toString('base64')}` },
  });
  expect(write?.url).toBe('/write?consistency=&db=mydb&precision=ns&rp=');
  expect(write?.body.toString()).toMatch(
    /^http_reqs,k\\ y=v\\,1,method=GET,name=http:\/\/h\/a\\ b\?x\\=1 url="http:\/\/h\/a b\?x=1",value=1 1795372788360250\d{3}\n$/,
  );
});

describe.skipIf(!isInstalled('influxd'))('against a real InfluxDB', () => {
  test('every sample arrives, with its tags, fields and time', async () => {
    await using influxdb = await startInfluxdb();
    const { context, logged } = makeContext({
      env: { K6_INFLUXDB_ADDR: influxdb.url, K6_INFLUXDB_DB: 'my-db' },
    });
    const nasty = {
      back: 'ends with \\',
      lines: 'a\nb',
      quotes: '"x"',
      'k=,': 'v',
      url: 'say "hi" \\ there',
    };
    await runOutput(
      createInfluxdbOutput('', context),
      recordSamples([
        request,
        { metric: 'my_t', type: 'trend', value: 1e-7, timeMs: TIME_MS, tags: nasty, metadata: { iter: '7' } },
        { metric: 'my_t', type: 'trend', value: 1e21, timeMs: TIME_MS + 1000 },
        { metric: 'my_g', type: 'gauge', value: -0.5, timeMs: TIME_MS },
      ]),
    );
    expect(await influxdb.query('my-db', 'SELECT * FROM http_reqs')).toEqual([
      expect.objectContaining({
        'k y': 'v,1',
        method: 'GET',
        name: 'http://h/a b?x=1',
        url: 'http://h/a b?x=1',
        value: 1,
      }),
    ]);
    expect(await influxdb.query('my-db', 'SELECT * FROM my_t')).toEqual([
      expect.objectContaining({
        back: 'ends with ',
        lines: 'a b',
        quotes: '"x"',
        'k=,': 'v',
        url: nasty.url,
        iter: '7',
        value: 1e-7,
      }),
      expect.objectContaining({ value: 1e21, back: null }),
    ]);
    expect(await influxdb.query('my-db', 'SELECT value FROM my_g')).toEqual([
      expect.objectContaining({ value: -0.5 }),
    ]);
    expect(logged).toEqual([]);
  });

  test('samples of one series at the same time stay apart', async () => {
    await using influxdb = await startInfluxdb();
    const { context } = makeContext();
    const same = Array.from({ length: 200 }, () => request);
    await runOutput(createInfluxdbOutput(`${influxdb.url}/k6`, context), recordSamples(same));
    expect(await influxdb.query('k6', 'SELECT count(value) FROM http_reqs')).toMatchObject([{ count: 200 }]);
  });

  test('what a database that is away misses arrives when it is back', async () => {
    await using influxdb = await startInfluxdb();
    const { context, logged } = makeContext({ env: { K6_INFLUXDB_PUSH_INTERVAL: '20ms' } });
    const output = createInfluxdbOutput(`${influxdb.url}/k6`, context);
    await output.start(NOTHING_KNOWN);
    output.receive(recordSamples([request]));
    await delay(200);
    await influxdb.stop();
    output.receive(recordSamples([{ ...request, timeMs: TIME_MS + 1 }]));
    await delay(200);
    await influxdb.resume();
    await output.stop();
    expect(await influxdb.query('k6', 'SELECT count(value) FROM http_reqs')).toMatchObject([{ count: 2 }]);
    expect(logged.map(([level, text]) => `${level}: ${text}`)).toContain("error: Couldn't write stats");
    expect(logged.map(([, text]) => text)).not.toContainEqual(expect.stringContaining(' lost '));
  });

  test('a database that comes up during the run is created then', async () => {
    await using influxdb = await startInfluxdb();
    await influxdb.stop();
    const { context } = makeContext({ env: { K6_INFLUXDB_PUSH_INTERVAL: '20ms' } });
    const output = createInfluxdbOutput(`${influxdb.url}/late`, context);
    await output.start(NOTHING_KNOWN);
    output.receive(recordSamples([request]));
    await delay(100);
    await influxdb.resume();
    await output.stop();
    expect(await influxdb.query('late', 'SELECT count(value) FROM http_reqs')).toMatchObject([{ count: 1 }]);
  });

  test('packets arrive, times rounded as asked', async () => {
    await using influxdb = await startInfluxdb();
    const { context } = makeContext();
    const output = createInfluxdbOutput(`udp://127.0.0.1:${influxdb.udpPort}?payload_size=200`, context);
    expect(output.description).toBe(`InfluxDBv1 (udp://127.0.0.1:${influxdb.udpPort})`);
    const samples = Array.from({ length: 20 }, (_, i) => ({ ...request, timeMs: TIME_MS + i }));
    await runOutput(output, recordSamples(samples));
    await expect
      .poll(() => influxdb.query('packets', 'SELECT count(value) FROM http_reqs'), { timeout: 5_000 })
      .toMatchObject([{ count: 20 }]);
  });

  test('points it refuses are counted, the others stay', async () => {
    await using influxdb = await startInfluxdb();
    const typed = (run: string) => ({ ...request, tags: { run }, timeMs: TIME_MS + run.length });
    const first = makeContext();
    await runOutput(
      createInfluxdbOutput(`${influxdb.url}/k6?tagsAsFields=run:int`, first.context),
      recordSamples([typed('1')]),
    );
    const { context, logged } = makeContext();
    await runOutput(
      createInfluxdbOutput(`${influxdb.url}/k6?tagsAsFields=run:string`, context),
      recordSamples([{ ...request, tags: { also: 'x' } }, typed('22'), typed('333')]),
    );
    expect(logged.at(-1)).toEqual([
      'warning',
      'The influxdb output lost 2 of 3 samples',
      { output: 'influxdb', lost: 2, error: expect.stringContaining('partial write: field type conflict') },
    ]);
    expect(await influxdb.query('k6', 'SELECT count(value) FROM http_reqs')).toMatchObject([{ count: 2 }]);
  });
});

test('a dead database is given up after the run, and what it missed is counted once', async () => {
  const { context, logged } = makeContext();
  const { url } = await closedReceiver();
  const output = createInfluxdbOutput(url, context);
  await output.start(NOTHING_KNOWN);
  output.receive(recordSamples([request, request, request]));
  const before = performance.now();
  await output.stop();
  expect(performance.now() - before).toBeLessThan(8_000);
  expect(logged.filter(([level]) => level === 'warning')).toEqual([
    [
      'warning',
      'The influxdb output lost 3 of 3 samples',
      { output: 'influxdb', lost: 3, error: expect.stringContaining('ECONNREFUSED') },
    ],
  ]);
});

test('samples with infinite values are left out and counted', async () => {
  await using receiver = await startHttpReceiver();
  const { context, logged } = makeContext();
  await runOutput(
    createInfluxdbOutput(receiver.url, context),
    recordSamples([request, { ...request, value: Number.POSITIVE_INFINITY }]),
  );
  expect(receiver.requests.at(-1)?.body.toString().split('\n')).toHaveLength(2);
  expect(logged).toEqual([
    [
      'warning',
      'InfluxDB has no infinite numbers: samples with such values were left out',
      { output: 'influxdb', samples: 1 },
    ],
  ]);
});

test('keeps the path of the address', async () => {
  await using receiver = await startHttpReceiver();
  const { context } = makeContext({ env: { K6_INFLUXDB_ADDR: `${receiver.url}/influx/` } });
  await runOutput(createInfluxdbOutput('', context), recordSamples([request]));
  expect(receiver.requests.map(({ url }) => url.replace(/\?.*/, ''))).toEqual([
    '/influx/query',
    '/influx/write',
  ]);
});

test('a database that never answers is given up, and does not hold up the end for long', async () => {
  await using receiver = await startHttpReceiver(() => ({ status: 204, afterMs: 60_000 }));
  const { context, logged } = makeContext();
  const before = performance.now();
  await runOutput(createInfluxdbOutput(receiver.url, context), recordSamples([request, request]));
  expect(performance.now() - before).toBeLessThan(8_000);
  expect(logged).toEqual([
    ['warning', 'The influxdb output lost 2 of 2 samples', expect.objectContaining({ lost: 2 })],
  ]);
});

test('goes through a proxy', async () => {
  await using proxy = await startHttpReceiver();
  const { context } = makeContext({ env: { K6_INFLUXDB_PROXY: proxy.url } });
  await runOutput(createInfluxdbOutput('http://influxdb.invalid:8086/k6', context), recordSamples([request]));
  expect(proxy.requests.at(-1)?.url).toMatch(/^http:\/\/influxdb\.invalid:8086\/write\?/);
});

test('does not retry what is refused for good', async () => {
  await using receiver = await startHttpReceiver(({ url }) => ({
    status: url.startsWith('/write') ? 401 : 204,
    body: '{"error":"authorization failed"}',
  }));
  const { context, logged } = makeContext();
  await runOutput(createInfluxdbOutput(receiver.url, context), recordSamples([request]));
  expect(receiver.requests).toHaveLength(2);
  expect(logged).toEqual([
    [
      'error',
      "Couldn't write stats",
      { component: 'output', output: 'InfluxDBv1', error: '401: authorization failed' },
    ],
    [
      'warning',
      'The influxdb output lost 1 of 1 samples',
      { output: 'influxdb', lost: 1, error: '401: authorization failed' },
    ],
  ]);
});

test('a slow database never holds up the samples', async () => {
  await using receiver = await startHttpReceiver(() => ({ status: 204, afterMs: 150 }));
  const { context, logged } = makeContext({
    env: { K6_INFLUXDB_PUSH_INTERVAL: '10ms', K6_INFLUXDB_CONCURRENT_WRITES: '1' },
  });
  const output = createInfluxdbOutput(receiver.url, context);
  await output.start(NOTHING_KNOWN);
  for (let i = 0; i < 10; i++) {
    expect(output.receive(recordSamples([{ ...request, timeMs: TIME_MS + i }]))).toBeUndefined();
    await delay(15);
  }
  await output.stop();
  const lines = receiver.requests
    .flatMap(({ body }) => body.toString().split('\n'))
    .filter((line) => line !== '');
  expect(lines).toHaveLength(10);
  expect(logged).toEqual([
    ['warning', expect.stringContaining('takes longer than the push interval of 0.01s'), expect.anything()],
  ]);
});

async function closedReceiver() {
  await using receiver = await startHttpReceiver();
  return { url: receiver.url };
}
