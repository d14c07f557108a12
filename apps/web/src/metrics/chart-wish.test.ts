import { expect, test } from 'vitest';
import type { MetricInfo } from '../api/types/results.ts';
import { chartFromText, chartToText, firstChart, withMetric } from './chart-wish.ts';

const metric = (name: string, type: MetricInfo['type'], tags: MetricInfo['tags'] = {}): MetricInfo => ({
  name,
  type,
  contains: 'default',
  series: 1,
  tags,
});

const WISH = {
  metric: 'http_req_duration',
  stat: 'p(95)',
  by: ['status', 'load_zone'],
  filters: ['load_zone:amazon:us:ashburn'],
};

test('a chart survives the address it is kept in', () => {
  expect(chartFromText(chartToText(WISH))).toEqual(WISH);
  expect(chartFromText(chartToText({ ...WISH, by: [], filters: [] }))).toEqual({
    ...WISH,
    by: [],
    filters: [],
  });
  expect(chartFromText('nonsense')).toBeUndefined();
});

test('another metric keeps what it has, too', () => {
  expect(withMetric(WISH, metric('checks', 'rate', { load_zone: [] }))).toEqual({
    metric: 'checks',
    stat: 'rate',
    by: ['load_zone'],
    filters: ['load_zone:amazon:us:ashburn'],
  });
});

test('response times come first, then whatever there is', () => {
  expect(firstChart([metric('a', 'counter'), metric('http_req_duration', 'trend')])?.metric).toBe(
    'http_req_duration',
  );
  expect(firstChart([metric('a', 'counter')])).toMatchObject({ metric: 'a', stat: 'rate' });
  expect(firstChart([])).toBeUndefined();
});
