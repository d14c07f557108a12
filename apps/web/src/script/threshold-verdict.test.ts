import { expect, test } from 'vitest';
import { verdictOf } from './threshold-verdict.ts';

const CROSSED = { metric: 'http_reqs', expression: 'count>5', isCrossed: true };
const HELD = { metric: 'http_reqs', expression: 'count<9', isCrossed: false };

test.each([
  ['count>5', 'completed', 'crossed'],
  ['count<9', 'completed', 'held'],
  ['rate>1', 'completed', 'unknown'],
  ['rate>1', 'running', 'open'],
] as const)('the limit %s of a run that is %s is %s', (expression, state, verdict) => {
  const run = { state, thresholds: [CROSSED, HELD] };
  expect(verdictOf({ metric: 'http_reqs', expression }, run)).toBe(verdict);
});

test('limits are open before the first evaluation', () => {
  expect(verdictOf(CROSSED, { state: 'queued', thresholds: null })).toBe('open');
});
