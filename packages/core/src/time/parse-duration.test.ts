import { expect, test } from 'vitest';
import { parseDuration, parseGoDuration, parseJsonDuration } from './parse-duration.ts';

test.each([
  ['1h2m3s4ms5us6ns', 3_723_004.005006],
  ['1d2h', 26 * 3_600_000],
  ['2d', 48 * 3_600_000],
  ['-1d2h', -26 * 3_600_000],
  ['1.5s', 1_500],
  ['.5s', 500],
  ['1.s', 1_000],
  ['-3m', -180_000],
  ['0', 0],
  ['250', 250],
  ['1500.5', 1_500.5],
  ['1e3', 1_000],
  ['10µs', 0.01],
])('reads %s as %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  ['xx', 'time: invalid duration "xx"'],
  ['', 'time: invalid duration ""'],
  ['1h2', 'time: missing unit in duration "1h2"'],
  ['10y', 'time: unknown unit "y" in duration "10y"'],
  ['3s5', 'time: missing unit in duration "3s5"'],
  ['9999999999999h', 'time: invalid duration "9999999999999h"'],
  ['1d-2h', "invalid time format '-2h'"],
  ['1.5d', 'strconv.ParseInt: parsing "1.5": invalid syntax'],
  ['1toString', 'time: unknown unit "toString" in duration "1toString"'],
])('refuses %j as k6 does', (text, message) => {
  expect(() => parseDuration(text)).toThrow(message);
});

test('needs a unit and knows no days where Go durations are expected', () => {
  expect(parseGoDuration('1m30s')).toBe(90_000);
  expect(() => parseGoDuration('1000')).toThrow('time: missing unit in duration "1000"');
  expect(() => parseGoDuration('1d')).toThrow('time: unknown unit "d" in duration "1d"');
});

test('takes JSON numbers as milliseconds, cut to nanoseconds', () => {
  expect(parseJsonDuration(1500.5)).toBe(1500.5);
  expect(parseJsonDuration(1.0000019)).toBe(1.000001);
  expect(parseJsonDuration('90s')).toBe(90_000);
  expect(() => parseJsonDuration(true)).toThrow("'true' is not a valid duration value");
});
