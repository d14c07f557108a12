import { expect, test } from 'vitest';
import type { LogLine } from '../api/types/run.ts';
import { filterLog, timeMsOf } from './filter-log.ts';

const line = (id: number, level: string, text: string, labels: Record<string, string> = {}): LogLine => ({
  id,
  timeNs: '1700000000123456789',
  level,
  labels,
  line: text,
});

const LINES = [
  line(1, 'error', 'Request failed', { instance_id: '3' }),
  line(2, 'warning', 'slow'),
  line(3, 'info', 'hello'),
  line(4, 'debug', 'detail'),
  line(5, 'strange', 'never lost'),
];

test.each([
  ['error', [1, 5]],
  ['warning', [1, 2, 5]],
  ['info', [1, 2, 3, 5]],
  ['trace', [1, 2, 3, 4, 5]],
])('from level %s on these lines are shown', (level, ids) => {
  expect(filterLog(LINES, { level, text: '' }).map(({ id }) => id)).toEqual(ids);
});

test('text is looked for in lines and in labels, whatever its case', () => {
  expect(filterLog(LINES, { level: 'trace', text: 'FAILED' }).map(({ id }) => id)).toEqual([1]);
  expect(filterLog(LINES, { level: 'trace', text: 'instance_id=3' }).map(({ id }) => id)).toEqual([1]);
});

test('nanoseconds become milliseconds', () => {
  expect(timeMsOf(LINES[0]!)).toBe(1_700_000_000_123);
});
