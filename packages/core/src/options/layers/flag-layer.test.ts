import { expect, test } from 'vitest';
import { isUserError } from '../../errors/user-error.ts';
import { parseFlagLayer } from './flag-layer.ts';

test('reads flags of every kind', () => {
  expect(
    parseFlagLayer({
      vus: ['0x10'],
      duration: ['1m30s'],
      stage: ['5s:10', '10s'],
      paused: ['false'],
      tag: ['a=b=c', 'd=e'],
      'http-debug': ['headers'],
      dns: ['ttl=0,select=FIRST'],
      'blacklist-ip': ['10.0.0.1/8'],
      out: ['json=a,b', 'csv'],
      'local-ips': ['10.0.0.1-10.0.0.3,10.1.0.0/30'],
      'unknown-to-options': ['x'],
    }),
  ).toEqual({
    vus: 16,
    duration: 90_000,
    stages: [
      { durationMs: 5000, target: 10 },
      { durationMs: 10_000, target: undefined },
    ],
    paused: false,
    tags: { a: 'b=c', d: 'e' },
    httpDebug: 'headers',
    dns: { ttl: '0', select: 'first' },
    blacklistIPs: ['10.0.0.0/8'],
    out: ['json=a,b', 'csv'],
    localIPs: {
      text: '10.0.0.1-10.0.0.3,10.1.0.0/30',
      blocks: [
        { version: 4, first: 0x0a000001n, count: 3n },
        { version: 4, first: 0x0a010001n, count: 2n },
      ],
    },
  });
});

test('tells an empty list from a flag that was not given', () => {
  expect(parseFlagLayer({ stage: [], 'system-tags': [], 'summary-trend-stats': [] })).toEqual({
    stages: [],
    systemTags: [],
    summaryTrendStats: [],
  });
});

test.each([
  [{ stage: ['5x:1'] }, 'error for stage 0: time: unknown unit "x" in duration "5x"'],
  [{ stage: ['1s:1', ':5'] }, "stage 1 doesn't have a specified duration"],
  [{ tag: ['foo'] }, "error parsing tag 'foo': invalid tag, empty value"],
  [{ tag: ['foo='] }, "error parsing tag 'foo=': invalid tag, empty value"],
  [{ tag: ['=foo'] }, "error parsing tag '=foo': invalid tag, empty name"],
  [{ tag: [''] }, "error parsing tag '': invalid tag, empty string"],
  [{ 'blacklist-ip': ['1.2.3'] }, "error parsing blacklist-ip '1.2.3': invalid CIDR address: 1.2.3"],
  [{ 'summary-time-unit': ['m'] }, "invalid summary time unit 'm', use 's', 'ms' or 'us'"],
  [{ 'block-hostnames': ['a*b'] }, "invalid hostname pattern 'a*b'"],
  [{ dns: ['x=1'] }, 'unknown DNS configuration field: x'],
  [{ dns: ['ttl='] }, 'no value for key ttl='],
  [{ dns: ['ttl=-1'] }, 'invalid DNS TTL: -1'],
  [{ 'execution-segment': ['a%'] }, "'a%' is not a valid percentage"],
  [{ 'local-ips': ['x'] }, 'x is not a valid IP, IP range or CIDR'],
  [{ 'local-ips': ['1.1.1.1-x'] }, 'wrong IP range format: 1.1.1.1-x'],
  [{ 'local-ips': ['1.1.1.1-::1'] }, 'mixed IP range format: 1.1.1.1-::1'],
  [{ 'local-ips': ['1.1.1.2-1.1.1.1'] }, 'negative IP range: 1.1.1.2-1.1.1.1'],
])('refuses %j with exit code 255', (flags, message) => {
  let failure: unknown;
  try {
    parseFlagLayer(flags);
  } catch (error) {
    failure = error;
  }
  expect(failure).toMatchObject({ message, exitCode: 255 });
  expect(isUserError(failure)).toBe(true);
});
