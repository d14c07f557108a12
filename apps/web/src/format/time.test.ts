import { expect, test } from 'vitest';
import { formatAgo, formatMs, formatOffset, formatSpan } from './time.ts';

test.each([
  [0, '0ms'],
  [420, '420ms'],
  [59_400, '59s'],
  [59_600, '1m 00s'],
  [3_723_000, '1h 02m 03s'],
  [-1, '–'],
])('a span of %d ms is shown as %s', (ms, text) => {
  expect(formatSpan(ms)).toBe(text);
});

test.each([
  [0, '0:00'],
  [65, '1:05'],
  [3723, '1:02:03'],
])('second %d of a run is %s on its time axis', (seconds, text) => {
  expect(formatOffset(seconds)).toBe(text);
});

test.each([
  [0, 'now'],
  [-30_000, '30 s ago'],
  [-90 * 60_000, '2 h ago'],
  [-86_400_000, '1 day ago'],
  [120_000, 'in 2 min'],
])('what is %d ms away is %s', (distance, text) => {
  expect(formatAgo(1_700_000_000_000 + distance, 1_700_000_000_000)).toBe(text);
});

test.each([
  [0, '0ms'],
  [0.0123, '12.3µs'],
  [1.234, '1.23ms'],
  [123.4, '123ms'],
  [1234, '1.23s'],
  [90_000, '1m 30s'],
])('a response time of %d ms is shown as %s', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});
