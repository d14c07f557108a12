import { expect, test } from 'vitest';
import { parseEnvLayer } from './env-layer.ts';

test('reads variables of every kind and leaves the others alone', () => {
  expect(
    parseEnvLayer({
      K6_VUS: '3',
      K6_DURATION: '1500',
      K6_STAGES: '2m:11,1h1m:100',
      K6_TAGS: 'a:b,c:d:e',
      K6_DNS: 'ttl=inf,policy=onlyIPv4',
      K6_SYSTEM_TAGS: 'url,vu',
      K6_SUMMARY_TREND_STATS: 'avg,p(99)',
      K6_NO_SETUP: 'true',
      K6_OUT: 'json=a,csv',
      K6_TLS_CIPHER_SUITES: '4865',
      K6_HOSTS: 'ignored',
      PATH: '/bin',
    }),
  ).toEqual({
    vus: 3,
    duration: 1500,
    stages: [
      { durationMs: 120_000, target: 11 },
      { durationMs: 3_660_000, target: 100 },
    ],
    tags: { a: 'b', c: 'd:e' },
    dns: { ttl: 'inf', policy: 'onlyIPv4' },
    systemTags: ['url', 'vu'],
    summaryTrendStats: ['avg', 'p(99)'],
    noSetup: true,
    out: ['json=a', 'csv'],
    tlsCipherSuites: ['TLS_AES_128_GCM_SHA256'],
  });
});

test('takes an empty variable for an absent one, except for system tags', () => {
  expect(parseEnvLayer({ K6_VUS: '', K6_TAGS: '', K6_SYSTEM_TAGS: '' })).toEqual({ systemTags: [] });
});

test.each([
  [
    { K6_VUS: 'abc' },
    'envconfig.Process: assigning K6_VUS to VUs: ' +
      'converting \'abc\' to type null.Int. details: strconv.ParseInt: parsing "abc": invalid syntax',
  ],
  [
    { K6_DURATION: '1x' },
    'envconfig.Process: assigning K6_DURATION to Duration: ' +
      'converting \'1x\' to type types.NullDuration. details: time: unknown unit "x" in duration "1x"',
  ],
  [{ K6_VUS: '0x10' }, /parsing "0x10": invalid syntax/],
  [{ K6_PAUSED: '1' }, /converting '1' to type null.Bool/],
])('refuses %j', (env, message) => {
  expect(() => parseEnvLayer(env)).toThrow(message);
});
