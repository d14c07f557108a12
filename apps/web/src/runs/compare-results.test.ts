import { expect, test } from 'vitest';
import type { RunSummary, SummaryMetric } from '../api/types/results.ts';
import { compare, compareMetrics, pair } from './compare-results.ts';

const metric = (
  name: string,
  type: SummaryMetric['type'],
  values: SummaryMetric['values'],
): SummaryMetric => ({
  name,
  type,
  contains: name.includes('duration') ? 'time' : 'default',
  values,
  isSubmetric: name.includes('{'),
  parent: null,
});
const summary = (...metrics: SummaryMetric[]): RunSummary => ({ elapsedMs: 1000, metrics });

test('slower is worse, and counts are compared by their rate', () => {
  const rows = compareMetrics(
    summary(
      metric('http_reqs', 'counter', { count: 10, rate: 1 }),
      metric('http_req_duration', 'trend', { med: 100, 'p(95)': 200 }),
    ),
    summary(
      metric('http_reqs', 'counter', { count: 99, rate: 2 }),
      metric('http_req_duration', 'trend', { med: 50, 'p(95)': 300 }),
    ),
  );
  expect(rows).toMatchObject([
    { metric: 'http_reqs', stat: 'rate', before: 1, after: 2, change: 1, judgement: 'better' },
    { metric: 'http_req_duration', stat: 'med', change: -0.5, judgement: 'better' },
    { metric: 'http_req_duration', stat: 'p(95)', change: 0.5, judgement: 'worse' },
  ]);
  expect(rows[2]?.format(300)).toBe('300ms');
});

test('what only one run measured is shown without a change; parts of metrics are left out', () => {
  const rows = compareMetrics(
    summary(metric('old', 'gauge', { value: 1 })),
    summary(metric('new', 'gauge', { value: 2 }), metric('new{a:b}', 'gauge', { value: 3 })),
  );
  expect(rows).toMatchObject([
    { metric: 'new', before: undefined, after: 2, change: undefined },
    { metric: 'old', before: 1, after: undefined },
  ]);
});

test('nothing can be said of what was nothing before', () => {
  expect(compare(0, 5, 'less')).toMatchObject({ change: undefined, judgement: 'worse' });
});

test('pairs are in the order of the second run, then what is gone', () => {
  const keyOf = (text: string) => text;
  expect(pair(['a', 'b'], ['c', 'b'], keyOf)).toEqual([
    { key: 'c', before: undefined, after: 'c' },
    { key: 'b', before: 'b', after: 'b' },
    { key: 'a', before: 'a', after: undefined },
  ]);
});
