import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startHttpReceiver } from '../receivers/http-receiver.fixture.ts';
import {
  decodeRequest,
  encodeResponse,
  grpcStatus,
  startOtlpGrpcReceiver,
} from '../receivers/otlp-receiver.fixture.ts';
import {
  makeContext,
  NOTHING_KNOWN,
  recordSamples,
  runOutput,
  type TestSample,
} from '../recorded-samples.fixture.ts';
import { createExperimentalOtelOutput, createOtelOutput } from './otel-output.ts';

const TIME_MS = Date.now();

const variables = (settings: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(settings).map(([name, value]) => [`K6_OTEL_${name}`, value]));

const hit: TestSample = {
  metric: 'http_reqs',
  value: 2,
  timeMs: TIME_MS,
  tags: { status: '200', empty: '' },
};

const SAMPLES: readonly TestSample[] = [
  hit,
  { ...hit, tags: { status: '200' } },
  { metric: 'data_sent', contains: 'data', value: 10.5, timeMs: TIME_MS },
  { metric: 'vus', type: 'gauge', value: 5, timeMs: TIME_MS + 1 },
  { metric: 'vus', type: 'gauge', value: 3, timeMs: TIME_MS },
  ...[0, 1, 1].map((value): TestSample => ({ metric: 'checks', type: 'rate', value, timeMs: TIME_MS })),
  ...[-1, 0, 5, 5.5, 20_000].map(
    (value): TestSample => ({ metric: 'lat', type: 'trend', contains: 'time', value, timeMs: TIME_MS }),
  ),
];

const time = expect.stringMatching(/^\d{13}000000$/);
const TIMES = { startTimeUnixNano: time, timeUnixNano: time };
const tag = (key: string, stringValue: string) => ({ key, value: { stringValue } });

/** On a busy machine even a fast receiver may be called slow. */
const errorsOf = (logged: ReturnType<typeof makeContext>['logged']) =>
  logged.filter(([level]) => level === 'error');

/** What the samples above must arrive as, whatever the encoding. */
const EXPECTED = {
  resourceMetrics: [
    {
      resource: {
        attributes: [
          tag('team', 'a b'),
          tag('service.name', 'shop'),
          tag('service.version', '2.2.0'),
          tag('telemetry.sdk.language', 'nodejs'),
          tag('telemetry.sdk.name', 'squall'),
        ],
      },
      scopeMetrics: [
        {
          scope: { name: 'k6' },
          metrics: [
            {
              name: 'x_http_reqs',
              sum: {
                dataPoints: [{ ...TIMES, asDouble: 4, attributes: [tag('status', '200')] }],
                aggregationTemporality: 2,
                isMonotonic: true,
              },
            },
            {
              name: 'x_data_sent',
              unit: 'By',
              sum: {
                dataPoints: [expect.objectContaining({ asDouble: 10.5 })],
                aggregationTemporality: 2,
                isMonotonic: true,
              },
            },
            { name: 'x_vus', gauge: { dataPoints: [expect.objectContaining({ asDouble: 5 })] } },
            {
              name: 'x_checks.total',
              sum: {
                dataPoints: [
                  { ...TIMES, asInt: '1', attributes: [tag('condition', 'zero')] },
                  { ...TIMES, asInt: '2', attributes: [tag('condition', 'nonzero')] },
                ],
                aggregationTemporality: 2,
                isMonotonic: true,
              },
            },
            {
              name: 'x_lat',
              unit: 'ms',
              histogram: {
                dataPoints: [
                  expect.objectContaining({
                    ...TIMES,
                    count: '5',
                    sum: 20_009.5,
                    min: -1,
                    max: 20_000,
                    bucketCounts: ['2', '1', '1', ...Array(12).fill('0'), '1'],
                    explicitBounds: [
                      0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000,
                    ],
                  }),
                ],
                aggregationTemporality: 2,
              },
            },
          ],
        },
      ],
    },
  ],
};

const ENV = {
  OTEL_SERVICE_NAME: 'shop',
  OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b',
  ...variables({ METRIC_PREFIX: 'x_', HEADERS: 'X-Scope=a%2Cb' }),
};

test('exports over gRPC', async () => {
  await using receiver = await startOtlpGrpcReceiver();
  const { context, logged } = makeContext({
    env: {
      ...ENV,
      ...variables({ GRPC_EXPORTER_ENDPOINT: receiver.endpoint, GRPC_EXPORTER_INSECURE: 'true' }),
    },
  });
  const output = createOtelOutput('', context);
  expect(output.description).toBe(`opentelemetry (grpc (insecure), ${receiver.endpoint})`);
  await runOutput(output, recordSamples(SAMPLES));
  expect(receiver.requests.map(({ message }) => message)).toEqual([EXPECTED]);
  expect(receiver.requests[0]?.headers).toMatchObject({ 'x-scope': 'a,b' });
  expect(logged).toEqual([]);
});

test.each([
  ['http/protobuf', 'application/x-protobuf', decodeRequest],
  ['http/json', 'application/json', (body: Uint8Array) => JSON.parse(Buffer.from(body).toString())],
])('exports over %s', async (protocol, contentType, decode) => {
  await using receiver = await startHttpReceiver(() => ({ status: 200 }));
  const endpoint = `127.0.0.1:${receiver.port}`;
  const { context, logged } = makeContext({
    env: {
      ...ENV,
      ...variables({
        EXPORTER_PROTOCOL: protocol,
        HTTP_EXPORTER_ENDPOINT: endpoint,
        HTTP_EXPORTER_INSECURE: 'true',
        HTTP_EXPORTER_USERNAME: 'me',
        HTTP_EXPORTER_PASSWORD: 'secret',
      }),
    },
  });
  const output = createOtelOutput('', context);
  expect(output.description).toBe(`opentelemetry (${protocol}, ${receiver.url}/v1/metrics)`);
  await runOutput(output, recordSamples(SAMPLES));
  expect(receiver.requests).toMatchObject([
    {
      method: 'POST',
      url: '/v1/metrics',
      headers: {
        'content-type': contentType,
        'x-scope': 'a,b',
        authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
      },
    },
  ]);
  expect(decode(receiver.requests[0]?.body ?? Buffer.alloc(0))).toEqual(EXPECTED);
  expect(logged).toEqual([]);
});

test('totals go on growing while a receiver that is unavailable makes exports fail', async () => {
  let calls = 0;
  await using receiver = await startOtlpGrpcReceiver(() =>
    ++calls <= 2 ? { failure: [grpcStatus.UNAVAILABLE, 'overloaded'] } : {},
  );
  const { context, logged } = makeContext({
    env: variables({
      GRPC_EXPORTER_ENDPOINT: receiver.endpoint,
      GRPC_EXPORTER_INSECURE: 'true',
      EXPORT_INTERVAL: '40ms',
    }),
  });
  const output = createOtelOutput('', context);
  await output.start(NOTHING_KNOWN);
  output.receive(recordSamples([hit]));
  await delay(300);
  await output.stop();
  const failure = { output: output.description, error: 'unavailable: overloaded' };
  expect(errorsOf(logged)).toEqual(Array(2).fill(['error', 'Failed to export metrics', failure]));
  expect(receiver.requests.at(-1)?.message).toMatchObject({
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ sum: { dataPoints: [{ asDouble: 2 }] } }] }] }],
  });
});

test('points that a receiver refuses are counted', async () => {
  await using grpc = await startOtlpGrpcReceiver(() => ({ rejected: 1 }));
  await using http = await startHttpReceiver(() => ({ status: 200, body: encodeResponse(1, 'too many') }));
  const endpoints = [
    { GRPC_EXPORTER_ENDPOINT: grpc.endpoint, GRPC_EXPORTER_INSECURE: 'true' },
    {
      EXPORTER_PROTOCOL: 'http/protobuf',
      HTTP_EXPORTER_ENDPOINT: `127.0.0.1:${http.port}`,
      HTTP_EXPORTER_INSECURE: 'true',
    },
  ];
  for (const settings of endpoints) {
    const { context, logged } = makeContext({ env: variables(settings) });
    const output = createOtelOutput('', context);
    await runOutput(output, recordSamples([hit]));
    expect(logged).toEqual([
      [
        'error',
        'Failed to export metrics',
        { output: output.description, error: '1 points were refused: too many' },
      ],
      [
        'warning',
        'The opentelemetry output lost the latest values of 1 of 1 time series',
        { output: 'opentelemetry', lost: 1 },
      ],
    ]);
  }
});

test.each([
  ['an endpoint nobody listens at', () => ({ GRPC_EXPORTER_ENDPOINT: '127.0.0.1:1' }), 'ECONNREFUSED'],
  ['a refusal', () => ({}), 'status 16: who are you?'],
])('%s costs the latest values, and does not hold up the end for long', async (_what, settings, reason) => {
  await using receiver = await startOtlpGrpcReceiver(() => ({
    failure: [grpcStatus.UNAUTHENTICATED, 'who are you?'],
  }));
  const { context, logged } = makeContext({
    env: variables({
      GRPC_EXPORTER_ENDPOINT: receiver.endpoint,
      GRPC_EXPORTER_INSECURE: 'true',
      ...settings(),
    }),
  });
  const before = performance.now();
  await runOutput(createOtelOutput('', context), recordSamples([hit]));
  expect(performance.now() - before).toBeLessThan(8_000);
  expect(logged.at(-1)).toEqual([
    'warning',
    'The opentelemetry output lost the latest values of 1 of 1 time series',
    { output: 'opentelemetry', lost: 1, error: expect.stringContaining(reason) },
  ]);
});

test('an endpoint that speaks no HTTP/2 is said to break the protocol', async () => {
  await using receiver = await startHttpReceiver();
  const { context, logged } = makeContext({
    env: variables({ GRPC_EXPORTER_ENDPOINT: `127.0.0.1:${receiver.port}`, GRPC_EXPORTER_INSECURE: 'true' }),
  });
  await runOutput(createOtelOutput('', context), recordSamples([hit]));
  expect(logged.at(-1)).toMatchObject(['warning', expect.anything(), { lost: 1, error: 'Protocol error' }]);
});

test('many series travel in several exports', async () => {
  await using receiver = await startOtlpGrpcReceiver();
  const { context, logged } = makeContext({
    env: variables({ GRPC_EXPORTER_ENDPOINT: receiver.endpoint, GRPC_EXPORTER_INSECURE: 'true' }),
  });
  const samples = Array.from({ length: 7_000 }, (_, i) => ({
    ...hit,
    type: 'trend' as const,
    metric: 'lat',
    tags: {
      url: `http://127.0.0.1/some/rather/long/path/that/takes/space/${i}`,
      method: 'GET',
      group: '::some::group',
    },
  }));
  await runOutput(createOtelOutput('', context), recordSamples(samples));
  expect(receiver.requests).toHaveLength(3);
  expect(logged).toEqual([]);
});

test('an export that is refused does not keep the others back', async () => {
  let calls = 0;
  await using receiver = await startOtlpGrpcReceiver(() =>
    ++calls === 1 ? { failure: [grpcStatus.INVALID_ARGUMENT, 'no'] } : {},
  );
  const { context, logged } = makeContext({
    env: variables({ GRPC_EXPORTER_ENDPOINT: receiver.endpoint, GRPC_EXPORTER_INSECURE: 'true' }),
  });
  const samples = Array.from({ length: 4_000 }, (_, i) => ({ ...hit, tags: { i: String(i) } }));
  await runOutput(createOtelOutput('', context), recordSamples(samples));
  expect(receiver.requests).toHaveLength(2);
  expect(logged.at(-1)?.[1]).toBe(
    'The opentelemetry output lost the latest values of 3000 of 4000 time series',
  );
});

test('its former name still works, with a warning', () => {
  const { context, logged } = makeContext();
  expect(createExperimentalOtelOutput('', context).description).toBe('opentelemetry (grpc, localhost:4317)');
  expect(logged).toEqual([
    ['warning', expect.stringContaining('experimental-opentelemetry is deprecated'), undefined],
  ]);
});
