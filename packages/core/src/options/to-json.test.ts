import { expect, test } from 'vitest';
import { deriveScenarios } from './derive-scenarios.ts';
import { parseFlagLayer } from './layers/flag-layer.ts';
import { parseScriptLayer } from './layers/script-layer.ts';
import { exportedOptions, optionsToJSON, settledOptions, withRequirements } from './to-json.ts';

const KEYS =
  'paused vus duration iterations stages scenarios executionSegment executionSegmentSequence noSetup setupTimeout ' +
  'noTeardown teardownTimeout handleSummaryTimeout rps dns maxRedirects userAgent batch batchPerHost httpDebug ' +
  'insecureSkipTLSVerify tlsCipherSuites tlsVersion tlsAuth throw thresholds blacklistIPs blockHostnames hosts ' +
  'noConnectionReuse noVUConnectionReuse minIterationDuration ext summaryTrendStats summaryTimeUnit systemTags tags ' +
  'metricSamplesBufferSize noCookiesReset discardResponseBodies features';

const script = (options: unknown) => parseScriptLayer(options).options;

test('lists all keys in order, null for what is unset', () => {
  const json = optionsToJSON({});
  expect(Object.keys(json).join(' ')).toBe(KEYS);
  const { dns, ...rest } = json;
  expect(dns).toEqual({ ttl: null, select: null, policy: null });
  expect(new Set(Object.values(rest))).toEqual(new Set([null]));
});

test('writes values in their normal forms', () => {
  const json = optionsToJSON(
    script({
      duration: '1d2h',
      setupTimeout: 1500.5,
      tlsVersion: 'tls1.2',
      tags: { b: '2', a: '1' },
      stages: [{ duration: '90s', target: 3 }],
      executionSegment: '2/4:75%',
      executionSegmentSequence: '0,0.5,3/4,1',
      cloud: { name: 'x' },
      thresholds: {
        http_req_duration: [
          'p(95)<200',
          { threshold: 'avg<100', abortOnFail: true, delayAbortEval: '10s' },
          { threshold: 'avg<50', delayAbortEval: '10s' },
        ],
      },
      scenarios: {
        a: {
          executor: 'constant-arrival-rate',
          rate: 5,
          duration: '1m',
          preAllocatedVUs: 2,
          env: { E: '1' },
        },
      },
    }),
  );
  expect(json).toMatchObject({
    duration: '26h0m0s',
    setupTimeout: '1.5005s',
    tlsVersion: { min: 'tls1.2', max: 'tls1.2' },
    stages: [{ duration: '1m30s', target: 3 }],
    executionSegment: '1/2:3/4',
    executionSegmentSequence: '0,1/2,3/4,1',
    cloud: { name: 'x' },
    thresholds: {
      http_req_duration: [
        'p(95)<200',
        { threshold: 'avg<100', abortOnFail: true, delayAbortEval: '10s' },
        'avg<50',
      ],
    },
    scenarios: {
      a: { executor: 'constant-arrival-rate', duration: '1m0s', rate: 5, exec: null, env: { E: '1' } },
    },
  });
  expect(JSON.stringify(json.tags)).toBe('{"a":"1","b":"2"}');
  expect(Object.keys(json).indexOf('cloud')).toBe(Object.keys(json).indexOf('ext') - 1);
});

test('shows scripts the scenarios instead of the shortcuts, and the options no script can set', () => {
  const { options } = deriveScenarios({
    ...parseFlagLayer({ 'console-output': ['f'] }),
    vus: 2,
    iterations: 4,
  });
  const json = exportedOptions(options);
  expect(Object.keys(json)).not.toContain('vus');
  expect(json).toMatchObject({
    scenarios: { default: { executor: 'shared-iterations', vus: 2, iterations: 4, maxDuration: null } },
    consoleOutput: 'f',
    localIPs: null,
    features: null,
  });
  expect(Object.keys(json)).toHaveLength(39);
});

test('gives the options object of VUs only what has a value', () => {
  expect(settledOptions(script({ vus: 3, duration: '5s' }))).toEqual({ vus: 3, duration: '5s' });
});

test('adds the requirements of a test at the end', () => {
  const json = withRequirements(optionsToJSON({}), { totalDurationMs: 630_000, maxVUs: 1 });
  expect(Object.entries(json).slice(-2)).toEqual([
    ['totalDuration', '10m30s'],
    ['maxVUs', 1],
  ]);
});
