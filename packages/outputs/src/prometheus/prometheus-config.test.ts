import { expect, test } from 'vitest';
import { makeContext } from '../recorded-samples.fixture.ts';
import { readPrometheusConfig } from './prometheus-config.ts';

test('without settings it is the Prometheus of this machine, with the 99th percentile', () => {
  expect(readPrometheusConfig('', makeContext().context)).toEqual({
    url: new URL('http://localhost:9090/api/v1/write'),
    pushIntervalMs: 5000,
    trendStats: ['p(99)'],
    nativeHistograms: false,
    staleMarkers: false,
    headers: {},
    insecureSkipTlsVerify: false,
    tlsMinVersion: 'TLSv1.3',
    clientCertificate: '',
    clientCertificateKey: '',
    sigV4: undefined,
  });
});

test('reads every variable', () => {
  const settings = {
    SERVER_URL: 'https://p/write',
    PUSH_INTERVAL: '2s',
    TREND_STATS: 'p(95),sum, count',
    TREND_AS_NATIVE_HISTOGRAM: 'true',
    STALE_MARKERS: '1',
    USERNAME: 'me',
    PASSWORD: 'secret',
    HTTP_HEADERS: 'X-A:1,X-B:2:3',
    'HEADERS_X-C': '4',
    INSECURE_SKIP_TLS_VERIFY: 'true',
    TLS_MINIMUM_VERSION: '1.2',
    CLIENT_CERTIFICATE: 'c.pem',
    CLIENT_CERTIFICATE_KEY: 'k.pem',
    SIGV4_REGION: 'r',
    SIGV4_ACCESS_KEY: 'a',
    SIGV4_SECRET_KEY: 's',
  };
  const env = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`K6_PROMETHEUS_RW_${name}`, value]),
  );
  expect(readPrometheusConfig('', makeContext({ env }).context)).toMatchObject({
    url: new URL('https://p/write'),
    pushIntervalMs: 2000,
    trendStats: ['p(95)', 'sum', 'count'],
    nativeHistograms: true,
    staleMarkers: true,
    headers: {
      Authorization: `Basic ${Buffer.from('me:secret').toString('base64')}`,
      'X-A': '1',
      'X-B': '2:3',
      'X-C': '4',
    },
    insecureSkipTlsVerify: true,
    tlsMinVersion: 'TLSv1.2',
    clientCertificate: 'c.pem',
    clientCertificateKey: 'k.pem',
    sigV4: { region: 'r', accessKeyId: 'a', secretAccessKey: 's' },
  });
});

test('the environment goes over the configuration file', () => {
  const collectors = {
    'experimental-prometheus-rw': {
      url: 'http://file/',
      pushInterval: '1s',
      headers: { 'X-A': 'b' },
      bearerToken: 't',
    },
  };
  const env = { K6_PROMETHEUS_RW_SERVER_URL: 'http://env/' };
  expect(readPrometheusConfig('', makeContext({ collectors, env }).context)).toMatchObject({
    url: new URL('http://env/'),
    pushIntervalMs: 1000,
    headers: { Authorization: 'Bearer t', 'X-A': 'b' },
  });
});

test('the feature flag turns native histograms on', () => {
  const { context } = makeContext({ features: ['native-histograms'] });
  expect(readPrometheusConfig('', context).nativeHistograms).toBe(true);
});

test.each([
  ['x', {}, 'it takes no argument, got "x"'],
  ['', { SERVER_URL: 'nowhere' }, '"nowhere" is not a URL'],
  ['', { TREND_STATS: 'p(95),foo' }, "invalid trend stat 'foo', unknown format"],
  ['', { PUSH_INTERVAL: '0s' }, 'the push interval must be positive, got 0s'],
  ['', { TLS_MINIMUM_VERSION: '1.1' }, 'the lowest TLS version must be 1.2 or 1.3, got "1.1"'],
  ['', { SIGV4_REGION: 'r' }, 'signing needs all of sigV4Region, sigV4AccessKey and sigV4SecretKey'],
  ['', { HTTP_HEADERS: 'x' }, 'K6_PROMETHEUS_RW_HTTP_HEADERS: "x" is not a header of the form name:value'],
])('refuses the argument %j with %j: %s', (argument, settings, message) => {
  const env = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [`K6_PROMETHEUS_RW_${name}`, value]),
  );
  expect(() => readPrometheusConfig(argument, makeContext({ env }).context)).toThrow(message);
});
