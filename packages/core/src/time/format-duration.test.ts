import { expect, test } from 'vitest';
import { formatDuration, formatFixedDuration } from './format-duration.ts';

test.each([
  [0, '0s'],
  [0.000001, '1ns'],
  [0.0015, '1.5µs'],
  [1, '1ms'],
  [100, '100ms'],
  [1_500.5, '1.5005s'],
  [10_000, '10s'],
  [90_000, '1m30s'],
  [600_000, '10m0s'],
  [3_600_000, '1h0m0s'],
  [26 * 3_600_000, '26h0m0s'],
  [3_723_004.005006, '1h2m3.004005006s'],
  [-1_500, '-1.5s'],
])('prints %d ms as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [1_000, 9_000, '1.0s'],
  [1_000, 30_000, '01.0s'],
  [1_000, 60_000, '0m01.0s'],
  [200, 600_000, '00m00.2s'],
  [60_000, 60_000, '1m00.0s'],
  [1_000, 3_600_000, '0h00m01.0s'],
  [1_000, 36_000_000, '00h00m01.0s'],
  [26 * 3_600_000, 26 * 3_600_000, '1d02h00m00.0s'],
  [1_000, 12 * 86_400_000, '00d00h00m01.0s'],
  [12_345, 2_000, '12.3s'],
  [0, 0, '0.0s'],
  [59_960, 60_000, '1m00.0s'],
])('prints %d ms of at most %d ms as %s', (ms, max, text) => {
  expect(formatFixedDuration(ms, max)).toBe(text);
});
