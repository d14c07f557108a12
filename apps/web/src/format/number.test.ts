import { expect, test } from 'vitest';
import { formatBytes, formatChange, formatCompact, formatCount, formatPercent } from './number.ts';

test.each([
  [0, '0'],
  [7, '7'],
  [0.1234, '0.123'],
  [0.00012, '0'],
  [12.345, '12.3'],
  [999.4, '999'],
  [999.6, '1k'],
  [1234, '1.23k'],
  [-1_500_000, '-1.5M'],
  [Number.NaN, '–'],
])('%d is shown as %s on an axis', (value, text) => {
  expect(formatCompact(value)).toBe(text);
});

test('counts show every digit in groups of three', () => {
  expect(formatCount(1_234_567)).toBe('1,234,567');
});

test.each([
  [0, '0%'],
  [0.00001, '<0.01%'],
  [0.0125, '1.25%'],
  [0.5, '50%'],
  [0.99999, '>99.99%'],
  [1, '100%'],
])('a share of %d is shown as %s', (share, text) => {
  expect(formatPercent(share)).toBe(text);
});

test.each([
  [0, '0 B'],
  [512, '512 B'],
  [1500, '1.5 kB'],
  [2_340_000, '2.34 MB'],
])('%d bytes are shown as %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [0, '0%'],
  [0.0001, '0%'],
  [-0.0001, '0%'],
  [0.123, '+12%'],
  [0.0123, '+1.2%'],
  [-0.5, '-50%'],
])('a change of %d is shown as %s', (share, text) => {
  expect(formatChange(share)).toBe(text);
});
