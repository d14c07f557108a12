import { expect, test } from 'vitest';
import { makeContext } from '../recorded-samples.fixture.ts';
import { readOtelConfig } from './otel-config.ts';

const configOf = (overrides: Parameters<typeof makeContext>[0], argument = '') =>
  readOtelConfig('opentelemetry', argument, makeContext(overrides).context);

test('without settings it is a collector of this machine, over gRPC with TLS', () => {
  expect(configOf({})).toMatchObject({
    serviceName: 'k6',
    serviceVersion: '2.2.0',
    metricPrefix: '',
    exportIntervalMs: 10_000,
    protocol: 'grpc',
    grpcEndpoint: 'localhost:4317',
    grpcInsecure: false,
    httpEndpoint: 'localhost:4318',
    httpUrlPath: '/v1/metrics',
    headers: {},
  });
});

test('k6 variables go over those of OpenTelemetry and over the configuration file', () => {
  const collectors = {
    opentelemetry: { serviceName: 'file', metricPrefix: 'f_', grpcExporterInsecure: true },
  };
  const env = { OTEL_SERVICE_NAME: 'otel', K6_OTEL_METRIC_PREFIX: 'e_' };
  expect(configOf({ collectors, env })).toMatchObject({
    serviceName: 'file',
    metricPrefix: 'e_',
    grpcInsecure: true,
  });
  expect(configOf({ env })).toMatchObject({ serviceName: 'otel' });
  expect(configOf({ env: { ...env, K6_OTEL_SERVICE_NAME: 'k' } })).toMatchObject({ serviceName: 'k' });
});

const PREFIX = 'error validating OpenTelemetry output config: ';

test.each([
  [
    '',
    { EXPORTER_PROTOCOL: 'x' },
    `${PREFIX}unsupported exporter protocol "x", only "grpc" and "http/protobuf" are supported`,
  ],
  [
    '',
    { HTTP_EXPORTER_ENDPOINT: 'http://h:1' },
    `${PREFIX}HTTP exporter endpoint must only be host and port, no scheme`,
  ],
  ['', { GRPC_EXPORTER_ENDPOINT: 'a b' }, `${PREFIX}"a b" is not a host and port`],
  ['', { EXPORT_INTERVAL: '-1s' }, 'the export interval must be positive, got -1s'],
  ['', { HEADERS: 'x' }, 'K6_OTEL_HEADERS: "x" is not of the form key=value'],
  ['y', {}, 'it takes no argument, got "y"'],
])('refuses the argument %j with %j: %s', (argument, settings, message) => {
  const env = Object.fromEntries(Object.entries(settings).map(([name, value]) => [`K6_OTEL_${name}`, value]));
  expect(() => configOf({ env }, argument)).toThrow(message);
});
