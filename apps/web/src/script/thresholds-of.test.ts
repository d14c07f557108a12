import { expect, test } from 'vitest';
import { thresholdsOf } from './thresholds-of.ts';

test('limits are listed by metric, in both forms in which scripts give them', () => {
  const thresholds = {
    http_req_failed: ['rate<0.01'],
    'http_req_duration{status:200}': [{ threshold: 'p(95)<500', abortOnFail: true }, 'avg<200'],
  };
  expect(thresholdsOf({ thresholds })).toEqual([
    { metric: 'http_req_failed', expression: 'rate<0.01', abortsRun: false },
    { metric: 'http_req_duration{status:200}', expression: 'p(95)<500', abortsRun: true },
    { metric: 'http_req_duration{status:200}', expression: 'avg<200', abortsRun: false },
  ]);
});

test('options without thresholds have no limits', () => {
  expect(thresholdsOf({})).toEqual([]);
  expect(thresholdsOf({ thresholds: null })).toEqual([]);
});
