import { expect, test } from 'vitest';
import { judge, relativeChange, senseOf } from './sense.ts';

test.each([
  ['http_req_duration', 'time', 'less'],
  ['time_of_my_own', 'time', 'less'],
  ['http_reqs', 'default', 'more'],
  ['vus', 'default', 'none'],
  ['basket_size', 'default', 'none'],
] as const)('of %s (%s) one wants %s', (metric, contains, sense) => {
  expect(senseOf(metric, contains)).toBe(sense);
});

test.each([
  [100, 150, 'less', 'worse'],
  [100, 50, 'less', 'better'],
  [100, 150, 'more', 'better'],
  [100, 101, 'less', 'same'],
  [100, 150, 'none', 'same'],
  [0, 0, 'less', 'same'],
  [0, 0.1, 'less', 'worse'],
] as const)('from %d to %d, where %s is better, is %s', (before, after, sense, judgement) => {
  expect(judge(before, after, sense)).toBe(judgement);
});

test('change is a share of what there was', () => {
  expect(relativeChange(100, 150)).toBe(0.5);
  expect(relativeChange(0, 0)).toBe(0);
  expect(relativeChange(0, 5)).toBeUndefined();
});
