import { ServerCredentials } from '@grpc/grpc-js';
import { expect, test } from 'vitest';
import { createOutput } from '../create-output.ts';
import { CERTIFICATE_FOLDER, certificate } from '../receivers/certificates.fixture.ts';
import { startHttpReceiver } from '../receivers/http-receiver.fixture.ts';
import { startOtlpGrpcReceiver } from '../receivers/otlp-receiver.fixture.ts';
import { makeContext, recordSamples, runOutput } from '../recorded-samples.fixture.ts';

const SERVER = { cert: certificate('server.crt'), key: certificate('server.key') };
const DEMANDS_CERTIFICATE = {
  ...SERVER,
  ca: certificate('ca.crt'),
  requestCert: true,
  rejectUnauthorized: true,
};

/** Runs an output with one sample; returns what it logged. */
async function send(spec: string, env: Readonly<Record<string, string>>) {
  const { context, logged } = makeContext({ env, workingDirectory: CERTIFICATE_FOLDER });
  await runOutput(
    await createOutput(spec, context),
    recordSamples([{ metric: 'hits', value: 1, timeMs: Date.now() }]),
  );
  return logged;
}

test('influxdb trusts any server when told to', async () => {
  await using receiver = await startHttpReceiver(undefined, SERVER);
  expect(await send(`influxdb=${receiver.url}/db?insecure=true`, {})).toEqual([]);
  expect(receiver.requests).toHaveLength(2);
});

test('a server whose certificate nobody vouches for gets nothing', async () => {
  await using receiver = await startHttpReceiver(undefined, SERVER);
  const logged = await send('experimental-prometheus-rw', { K6_PROMETHEUS_RW_SERVER_URL: receiver.url });
  expect(logged.at(-1)).toMatchObject([
    'warning',
    'The experimental-prometheus-rw output lost the latest values of 1 of 1 time series',
    { error: expect.stringMatching(/certificate/) },
  ]);
  expect(receiver.requests).toEqual([]);
});

test('experimental-prometheus-rw shows its own certificate, to a server of the lowest TLS version', async () => {
  await using receiver = await startHttpReceiver(undefined, {
    ...DEMANDS_CERTIFICATE,
    maxVersion: 'TLSv1.2',
  });
  const env = {
    K6_PROMETHEUS_RW_SERVER_URL: receiver.url,
    K6_PROMETHEUS_RW_INSECURE_SKIP_TLS_VERIFY: 'true',
    K6_PROMETHEUS_RW_CLIENT_CERTIFICATE: 'client.crt',
    K6_PROMETHEUS_RW_CLIENT_CERTIFICATE_KEY: 'client.key',
    K6_PROMETHEUS_RW_TLS_MINIMUM_VERSION: '1.2',
  };
  expect(await send('experimental-prometheus-rw', env)).toEqual([]);
  expect(receiver.requests).toHaveLength(1);
});

const OTEL_TLS = {
  K6_OTEL_TLS_CERTIFICATE: 'ca.crt',
  K6_OTEL_TLS_CLIENT_CERTIFICATE: 'client.crt',
  K6_OTEL_TLS_CLIENT_KEY: 'client.key',
};

test('opentelemetry shows and checks certificates over gRPC', async () => {
  const pair = { cert_chain: SERVER.cert, private_key: SERVER.key };
  const credentials = ServerCredentials.createSsl(certificate('ca.crt'), [pair], true);
  await using receiver = await startOtlpGrpcReceiver(undefined, credentials);
  const env = { ...OTEL_TLS, K6_OTEL_GRPC_EXPORTER_ENDPOINT: receiver.endpoint };
  expect(await send('opentelemetry', env)).toEqual([]);
  expect(receiver.requests).toHaveLength(1);
});

test('opentelemetry shows and checks certificates over HTTP', async () => {
  await using receiver = await startHttpReceiver(undefined, DEMANDS_CERTIFICATE);
  const env = {
    ...OTEL_TLS,
    K6_OTEL_EXPORTER_PROTOCOL: 'http/protobuf',
    K6_OTEL_HTTP_EXPORTER_ENDPOINT: `127.0.0.1:${receiver.port}`,
  };
  expect(await send('opentelemetry', env)).toEqual([]);
  expect(receiver.requests).toHaveLength(1);
});

test('a missing file is an error before the run', async () => {
  const env = { K6_OTEL_TLS_CERTIFICATE: 'missing.crt' };
  await expect(send('opentelemetry', env)).rejects.toThrow(
    "could not create the 'opentelemetry' output: open missing.crt: no such file or directory",
  );
});
