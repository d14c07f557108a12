import { expect, test } from 'vitest';
import { outlineTest } from './outline.ts';

const MINE = [{ name: 'mine', type: 'trend', contains: 'time' }] as const;

test('tells what a test would need', () => {
  const distribution = {
    east: { loadZone: 'amazon:us:ashburn', percent: 60 },
    west: { loadZone: 'lab', percent: 40 },
  };
  const outline = outlineTest({
    vus: 3,
    duration: '5s',
    cloud: { distribution, note: 'why', token: 'secret' },
  });
  expect(outline).toMatchObject({ maxVUs: 3, durationS: 35, note: 'why' });
  expect(outline.distribution.map(({ label, percent }) => [label, percent])).toEqual([
    ['east', 60],
    ['west', 40],
  ]);
  expect(JSON.stringify(outline)).not.toContain('secret');
});

test.each([
  ['a malformed expression', { http_reqs: ['count>>3'] }, 'http_reqs', 'count>>3'],
  [
    'a method the metric does not have',
    { http_reqs: ['p(95)<3'] },
    'http_reqs',
    'unsupported aggregation method p',
  ],
  ['a malformed selector', { 'http_reqs{': ['count>3'] }, 'http_reqs{', 'parsing metric name failed'],
  ['a malformed expression on a metric of the script', { other: ['p95<3'] }, 'other', 'p95<3'],
])('a threshold with %s is refused, and it is said which', (_what, thresholds, metric, message) => {
  expect(() => outlineTest({ thresholds })).toThrow(
    expect.objectContaining({
      code: 'invalid-options',
      target: `options.thresholds.${metric}`,
      message: expect.stringContaining(message),
    }),
  );
});

test('a metric nobody has heard of is refused once it is known which there are', () => {
  const options = { thresholds: { mine: ['p(95)<3'], 'unheard_of{a:b}': ['count>1'] } };
  expect(() => outlineTest(options)).not.toThrow();
  expect(() => outlineTest(options, MINE)).toThrow(
    expect.objectContaining({ message: expect.stringContaining('no metric name "unheard_of" found') }),
  );
  expect(() => outlineTest({ thresholds: { mine: ['count>3'] } }, MINE)).toThrow(
    'unsupported aggregation method count',
  );
});
