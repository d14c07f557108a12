import { setTimeout as delay } from 'node:timers/promises';
import { createMetricRegistry, RunMetrics } from '@squall/core';
import { describe, expect, test } from 'vitest';
import { startHttpReceiver } from '../receivers/http-receiver.fixture.ts';
import { startPrometheus } from '../receivers/prometheus.fixture.ts';
import { isInstalled } from '../receivers/real-program.fixture.ts';
import {
  makeContext,
  NOTHING_KNOWN,
  recordSamples,
  runOutput,
  type TestSample,
} from '../recorded-samples.fixture.ts';
import { createPrometheusOutput } from './prometheus-output.ts';

const variables = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`K6_PROMETHEUS_RW_${name}`, value]));

const request = (timeMs: number, value = 1): TestSample => ({
  metric: 'http_reqs',
  value,
  timeMs,
  tags: { status: '200', empty: '' },
});

describe.skipIf(!isInstalled('prometheus'))('against a real Prometheus', () => {
  test('each type of metric arrives under its name, times in seconds', async () => {
    await using prometheus = await startPrometheus();
    const { context, logged } = makeContext({
      env: variables({ SERVER_URL: prometheus.writeUrl, TREND_STATS: 'p(99.9),avg,sum,count,min,max,med' }),
    });
    const output = createPrometheusOutput('', context);
    expect(output.description).toBe(`Prometheus remote write (${prometheus.writeUrl})`);
    const timeMs = Date.now();
    const duration = (value: number): TestSample => ({
      metric: 'http_req_duration',
      type: 'trend',
      contains: 'time',
      value,
      timeMs,
    });
    await runOutput(
      output,
      recordSamples([
        request(timeMs, 1),
        request(timeMs + 0.5, 2),
        { metric: 'vus', type: 'gauge', value: 3, timeMs: timeMs - 1 },
        { metric: 'vus', type: 'gauge', value: 5, timeMs },
        ...[1, 0, 1, 1].map((value): TestSample => ({ metric: 'checks', type: 'rate', value, timeMs })),
        ...[100, 300, 200].map(duration),
        { metric: 'my_t', type: 'trend', contains: 'data', value: 7, timeMs },
      ]),
    );
    const all = await prometheus.query('{__name__=~"k6_.*"}');
    const values = Object.fromEntries(all.map(({ metric, value }) => [metric.__name__, Number(value?.[1])]));
    expect(values).toEqual({
      k6_http_reqs_total: 3,
      k6_vus: 5,
      k6_checks_rate: 0.75,
      k6_http_req_duration_p999: expect.closeTo(0.2998, 5),
      k6_http_req_duration_avg: 0.2,
      k6_http_req_duration_sum: expect.closeTo(0.6),
      k6_http_req_duration_count: 3,
      k6_http_req_duration_min: 0.1,
      k6_http_req_duration_max: expect.closeTo(0.3),
      k6_http_req_duration_med: 0.2,
      ...Object.fromEntries(
        ['p999', 'avg', 'sum', 'min', 'max', 'med'].map((stat) => [`k6_my_t_${stat}`, 7]),
      ),
      k6_my_t_count: 1,
    });
    expect(all.find(({ metric }) => metric.__name__ === 'k6_http_reqs_total')?.metric).toEqual({
      __name__: 'k6_http_reqs_total',
      status: '200',
    });
    expect(logged).toEqual([]);
  });

  test('trends arrive as native histograms', async () => {
    await using prometheus = await startPrometheus();
    const { context, logged } = makeContext({
      env: variables({ SERVER_URL: prometheus.writeUrl, TREND_AS_NATIVE_HISTOGRAM: 'true' }),
    });
    const timeMs = Date.now();
    const values = Array.from({ length: 1000 }, (_, i) => i + 1);
    await runOutput(
      createPrometheusOutput('', context),
      recordSamples([
        ...values.map(
          (value): TestSample => ({ metric: 'lat', type: 'trend', contains: 'time', value, timeMs }),
        ),
        ...[0, -4, 64].map(
          (value): TestSample => ({ metric: 'size', type: 'trend', contains: 'data', value, timeMs }),
        ),
      ]),
    );
    const [latency] = await prometheus.query('k6_lat_seconds');
    expect(latency?.histogram?.[1]).toMatchObject({
      count: '1000',
      sum: expect.stringMatching(/^500\.(5|49999)/),
    });
    const [median] = await prometheus.query('histogram_quantile(0.5, k6_lat_seconds)');
    expect(Math.abs(Number(median?.value?.[1]) - 0.5)).toBeLessThan(0.03);
    expect(await prometheus.query('histogram_count(k6_size_bytes)')).toMatchObject([
      { value: [expect.anything(), '3'] },
    ]);
    expect(logged).toEqual([]);
  });

  test('totals go on growing from push to push, also with samples of the same millisecond', async () => {
    await using prometheus = await startPrometheus();
    const { context, logged } = makeContext({
      env: variables({ SERVER_URL: prometheus.writeUrl, PUSH_INTERVAL: '20ms' }),
    });
    const output = createPrometheusOutput('', context);
    const run = new RunMetrics({ registry: createMetricRegistry() });
    const timeMs = Date.now();
    await output.start(NOTHING_KNOWN);
    for (let i = 0; i < 5; i++) {
      output.receive(recordSamples([request(timeMs)], run));
      await delay(50);
    }
    await output.stop();
    expect(await prometheus.query('k6_http_reqs_total')).toMatchObject([{ value: [expect.anything(), '5'] }]);
    expect(logged.filter(([level]) => level === 'error')).toEqual([]);
  });

  test('stale markers end the series', async () => {
    await using prometheus = await startPrometheus();
    const { context } = makeContext({
      env: variables({
        SERVER_URL: prometheus.writeUrl,
        STALE_MARKERS: 'true',
        TREND_AS_NATIVE_HISTOGRAM: 'true',
      }),
    });
    const timeMs = Date.now();
    await runOutput(
      createPrometheusOutput('', context),
      recordSamples([request(timeMs), { metric: 'lat', type: 'trend', value: 1, timeMs }]),
    );
    expect(await prometheus.query('{__name__=~"k6_.*"}', timeMs)).toHaveLength(2);
    expect(await prometheus.query('{__name__=~"k6_.*"}', Date.now() + 1000)).toEqual([]);
  });

  test('what a receiver that is away misses is in the next total', async () => {
    await using prometheus = await startPrometheus();
    const { context, logged } = makeContext({
      env: variables({ SERVER_URL: prometheus.writeUrl, PUSH_INTERVAL: '50ms' }),
    });
    const output = createPrometheusOutput('', context);
    const run = new RunMetrics({ registry: createMetricRegistry() });
    await output.start(NOTHING_KNOWN);
    await prometheus.stop();
    output.receive(recordSamples([request(Date.now(), 20)], run));
    await delay(200);
    await prometheus.resume();
    output.receive(recordSamples([request(Date.now(), 3)], run));
    await output.stop();
    expect(await prometheus.query('k6_http_reqs_total')).toMatchObject([
      { value: [expect.anything(), '23'] },
    ]);
    expect(logged.map(([level]) => level)).toContain('error');
    expect(logged.map(([, text]) => text)).not.toContainEqual(expect.stringContaining(' lost '));
  });
});

test('sends what the protocol demands', async () => {
  await using receiver = await startHttpReceiver();
  const { context } = makeContext({
    env: variables({
      SERVER_URL: `${receiver.url}/w?a=b`,
      BEARER_TOKEN: 'token',
      HTTP_HEADERS: 'X-Scope:me',
    }),
  });
  await runOutput(createPrometheusOutput('', context), recordSamples([request(Date.now())]));
  expect(receiver.requests).toMatchObject([
    {
      method: 'POST',
      url: '/w?a=b',
      headers: {
        'content-encoding': 'snappy',
        'content-type': 'application/x-protobuf',
        'x-prometheus-remote-write-version': '0.1.0',
        'user-agent': 'k6-prometheus-rw-output',
        authorization: 'Bearer token',
        'x-scope': 'me',
      },
    },
  ]);
});

test('a stale marker that is refused loses no value', async () => {
  let requests = 0;
  await using receiver = await startHttpReceiver(() => ({ status: requests++ === 0 ? 204 : 400 }));
  const { context, logged } = makeContext({
    env: variables({ SERVER_URL: receiver.url, STALE_MARKERS: 'true' }),
  });
  await runOutput(createPrometheusOutput('', context), recordSamples([request(Date.now())]));
  expect(receiver.requests).toHaveLength(2);
  expect(logged.map(([level]) => level)).toEqual(['error']);
});

test('signs its requests for Amazon', async () => {
  await using receiver = await startHttpReceiver();
  const env = variables({
    SERVER_URL: receiver.url,
    SIGV4_REGION: 'eu-west-1',
    SIGV4_ACCESS_KEY: 'AK',
    SIGV4_SECRET_KEY: 'SK',
  });
  await runOutput(
    createPrometheusOutput('', makeContext({ env }).context),
    recordSamples([request(Date.now())]),
  );
  expect(receiver.requests[0]?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AK\/\d{8}\/eu-west-1\/aps\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
  );
});

test('sends only series that changed', async () => {
  await using receiver = await startHttpReceiver();
  const { context } = makeContext({ env: variables({ SERVER_URL: receiver.url, PUSH_INTERVAL: '20ms' }) });
  const output = createPrometheusOutput('', context);
  await output.start(NOTHING_KNOWN);
  output.receive(recordSamples([request(Date.now())]));
  await delay(150);
  await output.stop();
  expect(receiver.requests).toHaveLength(1);
});

test('a receiver that refuses everything is reported with what it said, and what was lost at the end', async () => {
  await using receiver = await startHttpReceiver(() => ({ status: 400, body: 'too old\n' }));
  const { context, logged } = makeContext({ env: variables({ SERVER_URL: receiver.url }) });
  await runOutput(createPrometheusOutput('', context), recordSamples([request(Date.now())]));
  const error = 'got status code: 400 instead expected a 2xx successful status code: too old';
  expect(logged).toEqual([
    [
      'error',
      'Failed to send the time series data to the endpoint',
      { output: `Prometheus remote write (${receiver.url}/)`, error },
    ],
    [
      'warning',
      'The experimental-prometheus-rw output lost the latest values of 1 of 1 time series',
      { output: 'experimental-prometheus-rw', lost: 1, error },
    ],
  ]);
});

test('a request that is refused does not keep the others back', async () => {
  let requests = 0;
  await using receiver = await startHttpReceiver(() => ({ status: ++requests === 2 ? 400 : 204 }));
  const { context, logged } = makeContext({ env: variables({ SERVER_URL: receiver.url }) });
  const samples = Array.from({ length: 7_000 }, (_, i) => ({
    ...request(Date.now()),
    tags: { i: String(i) },
  }));
  await runOutput(createPrometheusOutput('', context), recordSamples(samples));
  expect(receiver.requests).toHaveLength(4);
  expect(logged.at(-1)?.[1]).toBe(
    'The experimental-prometheus-rw output lost the latest values of 2000 of 7000 time series',
  );
});

test('a slow receiver makes pushes fewer, not later', async () => {
  await using receiver = await startHttpReceiver(() => ({ status: 204, afterMs: 120 }));
  const { context, logged } = makeContext({
    env: variables({ SERVER_URL: receiver.url, PUSH_INTERVAL: '10ms' }),
  });
  const output = createPrometheusOutput('', context);
  const run = new RunMetrics({ registry: createMetricRegistry() });
  await output.start(NOTHING_KNOWN);
  for (let i = 0; i < 20; i++) {
    expect(output.receive(recordSamples([request(Date.now())], run))).toBeUndefined();
    await delay(15);
  }
  await output.stop();
  expect(receiver.requests.length).toBeLessThan(8);
  expect(logged).toEqual([
    ['warning', expect.stringContaining('takes longer than the push interval of 0.01s'), expect.anything()],
  ]);
});
