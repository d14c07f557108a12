import { expect, test } from 'vitest';
import { createBuiltinMetrics } from '../metrics/builtin-metrics.ts';
import { createMetricRegistry } from '../metrics/registry.ts';
import type { ThresholdConfig } from './threshold-config.ts';
import { validateThresholds } from './validate-thresholds.ts';

const config = (threshold: string): ThresholdConfig => ({
  threshold,
  abortOnFail: false,
  delayAbortEvalMs: null,
});

function validate(metric: string, ...expressions: string[]) {
  const registry = createMetricRegistry();
  createBuiltinMetrics(registry);
  return validateThresholds({ [metric]: expressions.map(config) }, registry);
}

test('accepts every aggregation its metric type has, on metrics and sub-metrics', () => {
  expect(() => {
    validate('http_reqs', 'count>1', 'rate>0');
    validate('vus', 'value>1');
    validate('checks', 'rate>0.9');
    validate('http_req_duration{a:b, c : "d" }', 'avg<1', 'min<1', 'max<1', 'med<1', 'p(95)<1');
    validate('iterations');
  }).not.toThrow();
});

test('keeps the order and the text of what is configured', () => {
  const [metric] = validate('http_reqs', ' count > 1', 'rate>0');
  expect(metric?.metric).toBe('http_reqs');
  expect(metric?.thresholds.map(({ threshold }) => threshold)).toEqual([' count > 1', 'rate>0']);
});

const badName = 'unable to validate threshold expressions; reason: parsing metric name failed, ';
const unsupported = (expression: string, metric: string, method: string, type: string, supported: string) =>
  `invalid threshold "${expression}" applied on metric ${metric}; reason: unsupported aggregation method ` +
  `${method} on metric of type ${type}. supported aggregation methods for this metric are: ${supported}`;

test.each([
  ['foo', 'count>1', 'invalid threshold defined on foo; reason: no metric name "foo" found'],
  ['foo{a:b}', 'count>1', 'invalid threshold defined on foo{a:b}; reason: no metric name "foo" found'],
  ['http_reqs', 'avg<1', unsupported('avg<1', 'http_reqs', 'avg', 'counter', 'count, rate')],
  ['http_reqs', 'p(95)<200', unsupported('p(95)<200', 'http_reqs', 'p', 'counter', 'count, rate')],
  ['vus', 'rate>0', unsupported('rate>0', 'vus', 'rate', 'gauge', 'value')],
  ['http_req_failed', 'avg<200', unsupported('avg<200', 'http_req_failed', 'avg', 'rate', 'rate')],
  [
    'http_req_duration',
    'rate<1',
    unsupported('rate<1', 'http_req_duration', 'rate', 'trend', 'avg, min, max, med, p'),
  ],
  [
    'http_reqs{status',
    'count>1',
    `${badName}metric "http_reqs{status" has unmatched opening/close curly brace`,
  ],
  ['http_reqs}', 'count>1', `${badName}metric "http_reqs}" has unmatched opening/close curly brace`],
  ['a}b{', 'count>1', `${badName}metric "a}b{" closing curly brace appears before opening one`],
  ['x{a:b}c', 'count>1', `${badName}metric "x{a:b}c" lacks a closing curly brace in its last position`],
  ['x{a:}', 'count>1', `${badName}metric "a:" tag expression is malformed`],
  ['x{a:b,c}', 'count>1', `${badName}metric "c" tag expression is malformed`],
  ['x{}', 'count>1', `${badName}metric "" tag expression is malformed`],
  [
    'http_reqs',
    'count',
    'failed parsing threshold expression "count"; reason: malformed threshold expression',
  ],
])('refuses %s with %s as k6 does', (metric, expression, message) => {
  expect(() => validate(metric, expression)).toThrow(message);
});
