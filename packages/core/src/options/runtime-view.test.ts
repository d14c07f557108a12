import { expect, test } from 'vitest';
import { parseScriptLayer } from './layers/script-layer.ts';
import { effective, toRuntimeOptions } from './runtime-view.ts';

test('fills in defaults', () => {
  const view = toRuntimeOptions({});
  expect(view).toMatchObject({ throw: false, minIterationDurationMs: 0, noCookiesReset: false });
  expect(view.http).toMatchObject({
    batch: 20,
    batchPerHost: 6,
    maxRedirects: 10,
    userAgent: 'Grafana k6/2.2.0',
    httpDebug: '',
    rps: 0,
    dns: { ttlMs: 300_000, select: 'random', policy: 'preferIPv4' },
  });
  expect(effective({}, 'setupTimeout')).toBe(60_000);
  expect(effective({ setupTimeout: 5 }, 'setupTimeout')).toBe(5);
});

test.each([
  ['inf', Number.POSITIVE_INFINITY],
  ['0', 0],
  ['100', 100],
  ['1m', 60_000],
])('keeps DNS answers for ttl %s', (ttl, ttlMs) => {
  expect(toRuntimeOptions({ dns: { ttl } }).http.dns).toEqual({
    ttlMs,
    select: 'random',
    policy: 'preferIPv4',
  });
});

test('keeps values that look empty', () => {
  const { options } = parseScriptLayer({ userAgent: '', batchPerHost: 0, rps: -1, httpDebug: 'yes' });
  expect(toRuntimeOptions(options).http).toMatchObject({
    userAgent: '',
    batchPerHost: 0,
    rps: 0,
    httpDebug: 'headers',
  });
});
