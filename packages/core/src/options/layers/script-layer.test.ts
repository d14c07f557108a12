import { describe, expect, test } from 'vitest';
import { isUserError } from '../../errors/user-error.ts';
import { parseScriptLayer } from './script-layer.ts';

function failureOf(options: unknown): { message: string; exitCode: number } {
  try {
    parseScriptLayer(options);
  } catch (error) {
    if (isUserError(error)) return { message: error.message, exitCode: error.exitCode };
    throw error;
  }
  throw new Error('the options were accepted');
}

test('reads every kind of value', () => {
  const { options, notices } = parseScriptLayer({
    vus: '5',
    duration: '1d2h',
    setupTimeout: 1500.5,
    paused: true,
    stages: [{ duration: '5s', target: 10 }, { target: 3 }],
    tags: { a: 'b' },
    dns: { ttl: '0', select: 'RoundRobin' },
    tlsVersion: 'tls1.2',
    thresholds: { http_reqs: ['count>1', { threshold: 'rate>1', abortOnFail: true, delayAbortEval: '10s' }] },
    blacklistIPs: ['10.1.2.3/8', '::1/128'],
    systemTags: ['vu', 'proto', 'nonsense'],
    executionSegment: '25%',
    ext: { loadimpact: { name: 'x' } },
    rps: null,
  });
  expect(notices).toEqual([]);
  expect(options).toMatchObject({
    vus: 5,
    duration: 93_600_000,
    setupTimeout: 1500.5,
    paused: true,
    stages: [
      { durationMs: 5000, target: 10 },
      { durationMs: undefined, target: 3 },
    ],
    tags: { a: 'b' },
    dns: { ttl: '0', select: 'roundRobin' },
    tlsVersion: { min: 'tls1.2', max: 'tls1.2' },
    blacklistIPs: ['10.0.0.0/8', '::1/128'],
    systemTags: ['proto', 'vu'],
    ext: { loadimpact: { name: 'x' } },
  });
  expect(options.thresholds?.http_reqs).toEqual([
    { threshold: 'count>1', abortOnFail: false, delayAbortEvalMs: null },
    { threshold: 'rate>1', abortOnFail: true, delayAbortEvalMs: 10_000 },
  ]);
  expect('rps' in options).toBe(false);
});

test.each([undefined, null])('takes %j for no options at all', (exported) => {
  expect(parseScriptLayer(exported)).toEqual({ options: {}, notices: [] });
});

test('matches keys without regard to case', () => {
  expect(parseScriptLayer({ VUS: 3 }).options).toEqual({ vus: 3 });
});

test('ignores an empty list of system tags', () => {
  expect(parseScriptLayer({ systemTags: [] }).options).toEqual({});
});

test('warns about the first unknown key', () => {
  expect(parseScriptLayer({ vu: 3, iterations: 1, noSuchOption: true }).notices).toEqual([
    {
      level: 'warning',
      message: 'There were unknown fields in the options exported in the script',
      fields: { error: 'json: unknown field "noSuchOption"' },
    },
  ]);
});

test('does not know options that only flags and variables can set', () => {
  expect(parseScriptLayer({ consoleOutput: 'x' }).notices[0]?.fields).toEqual({
    error: 'json: unknown field "consoleOutput"',
  });
});

test('warns about feature flags in the script', () => {
  expect(parseScriptLayer({ features: ['freeze-env'] }).notices).toEqual([
    {
      level: 'warning',
      message:
        'Feature flags in script options are not supported; use --features, K6_FEATURES, or the JSON config',
      fields: { source: 'options' },
    },
  ]);
});

describe('refuses with exit code 104', () => {
  test.each([
    [
      { vus: 5.5 },
      'parsing options from script got error while parsing "\\"vus\\":": ' +
        'json: cannot unmarshal number 5.5 into Go struct field Options.vus of type int64',
    ],
    [{ vus: 'a' }, 'strconv.ParseInt: parsing "a": invalid syntax'],
    [{ vus: true }, 'json: cannot unmarshal bool into Go value of type null.Int'],
    [{ duration: 'xx' }, 'time: invalid duration "xx"'],
    [{ paused: 'true' }, 'json: cannot unmarshal string into Go value of type null.Bool'],
    [{ userAgent: 1 }, 'json: cannot unmarshal float64 into Go value of type null.String'],
    [
      { tags: { a: 1 } },
      'parsing options from script got error while parsing "\\"a\\": 1": ' +
        'json: cannot unmarshal number into Go struct field Options.tags of type string',
    ],
    [
      { thresholds: { x: 'count>1' } },
      'parsing options from script got error while parsing "\\"x\\": \\"count>1\\"": ' +
        'json: cannot unmarshal string into Go struct field Options.thresholds of type []metrics.thresholdConfig',
    ],
    [{ scenarios: { a: { executor: 'nope' } } }, "unknown executor type 'nope'"],
    [{ scenarios: { a: {} } }, "scenario 'a' doesn't have a specified executor type"],
    [{ scenarios: { a: { executor: 'constant-vus', foo: 1 } } }, 'json: unknown field "foo"'],
    [{ dns: { select: 'x' } }, 'x does not belong to DNSSelect values'],
    [{ dns: { policy: 'x' } }, 'x does not belong to DNSPolicy values'],
    [{ dns: { ttl: '-1' } }, 'invalid DNS TTL: -1'],
    [{ tlsCipherSuites: ['X'] }, "unknown cipher suite 'X'"],
    [{ tlsVersion: { min: 'X' } }, "unknown TLS version 'X'"],
    [{ blacklistIPs: ['x'] }, "failed to parse CIDR 'x': invalid CIDR address: x"],
    [{ blockHostnames: ['a*b'] }, "invalid hostname pattern 'a*b'"],
    [{ hosts: { a_b: '1.2.3.4' } }, "invalid host pattern 'a_b'"],
    [{ executionSegment: 'abc' }, "'abc' is not a valid percentage, decimal, fraction or interval value"],
    [{ tlsAuth: [{ cert: 'x', key: 'y', password: 'z' }] }, 'failed to decode PEM key'],
    [
      { tlsAuth: [{ cert: 'x', key: '-----BEGIN ENCRYPTED PRIVATE KEY-----', password: 'z' }] },
      'encrypted pkcs8 formatted key is not supported',
    ],
  ])('%j', (options, message) => {
    expect(failureOf(options)).toEqual({ message, exitCode: 104 });
  });
});

describe('refuses with exit code 255 what JSON cannot carry', () => {
  test.each([
    [{ ext: { f: () => 1 } }, 'json: unsupported type: func(sobek.FunctionCall) sobek.Value'],
    [{ vus: Number.NaN }, 'json: unsupported value: NaN'],
    [{ vus: Number.NEGATIVE_INFINITY }, 'json: unsupported value: -Inf'],
  ])('%o', (options, reason) => {
    expect(failureOf(options)).toEqual({ message: `error parsing script options: ${reason}`, exitCode: 255 });
  });
});
