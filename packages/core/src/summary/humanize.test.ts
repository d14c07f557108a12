import { describe, expect, test } from 'vitest';
import { humanize, humanizeBytes, humanizeNumber, humanizeRate, humanizeTime } from './humanize.ts';

describe('humanize', () => {
  test.each([
    [0, '0.00%'],
    [1, '100.00%'],
    [10 / 14, '71.42%'],
    [2 / 3, '66.66%'],
    [0.99999, '99.99%'],
    [0.4, '40.00%'],
  ])('the rate %d reads %s', (rate, text) => {
    expect(humanizeRate(rate)).toBe(text);
  });

  test.each([
    [0, '0 B'],
    [9, '9 B'],
    [955, '955 B'],
    [4625.6, '4.6 kB'],
    [12_345, '12 kB'],
    [999_999, '1000 kB'],
    [1_000_000, '1.0 MB'],
    [2_500_000_000, '2.5 GB'],
  ])('%d bytes read %s', (bytes, text) => {
    expect(humanizeBytes(bytes)).toBe(text);
  });

  test.each([
    [3, '3'],
    [24.2356031, '24.235603'],
    [0.1234567, '0.123457'],
    [0.00001, '0.00001'],
    [1234567, '1234567'],
    [12345.678, '12345.678'],
    [-0, '0'],
  ])('the plain number %d reads %s', (value, text) => {
    expect(humanizeNumber(value)).toBe(text);
  });

  test.each([
    [0, '0s'],
    [0.0005, '500ns'],
    [0.82428, '824.28µs'],
    [0.5, '500µs'],
    [0.4025, '402.5µs'],
    [12.3456, '12.34ms'],
    [145.175, '145.17ms'],
    [59_999, '59.99s'],
    [1500, '1.5s'],
    [61_000, '1m1s'],
    [65_000, '1m5s'],
    [2_990_603.2, '49m50s'],
    [3_723_004, '1h2m3s'],
    [3_600_000, '1h0m0s'],
  ])('%d ms read %s', (ms, text) => {
    expect(humanizeTime(ms)).toBe(text);
  });

  test.each([
    ['s', 65_000, '65.00s'],
    ['ms', 0.12, '0.12ms'],
    ['us', 0.145369, '145.37µs'],
    ['us', 2500, '2500000.00µs'],
  ] as const)('with time unit %s, %d ms read %s', (unit, ms, text) => {
    expect(humanize(ms, { type: 'trend', contains: 'time' }, unit)).toBe(text);
  });

  test('a time unit leaves plain trends alone', () => {
    expect(humanize(12.3456, { type: 'trend', contains: 'default' }, 's')).toBe('12.3456');
  });
});
