import { expect, test } from 'vitest';
import { durationContent, loadContent } from './overview-content.ts';

const OVERVIEW = {
  stepS: 1,
  seconds: [0, 1],
  vus: [null, null],
  requestsPerS: [5, 7],
  iterationsPerS: [1, null],
  failedShare: [0, 0.5],
  p50Ms: [10, 20],
  p95Ms: [null, null],
  p99Ms: [30, 40],
};

test('what was never measured has no line', () => {
  expect(loadContent(OVERVIEW).lines.map(({ label }) => label)).toEqual([
    'Requests/s',
    'Iterations/s',
    'Failed',
  ]);
  expect(durationContent(OVERVIEW).lines.map(({ label }) => label)).toEqual(['p(99)', 'Median']);
});

test('VUs are told by the legend, and both charts end at the same place', () => {
  const load = loadContent({ ...OVERVIEW, vus: [1, 2] });
  const vus = load.lines.find(({ label }) => label === 'VUs');
  expect(load.scales[vus?.scale ?? '']?.side).toBe('none');
  expect(durationContent(OVERVIEW).hasRoomOnRight).toBe(true);
});

test('a share that failed has an axis of its own', () => {
  const { lines, scales } = loadContent(OVERVIEW);
  const failed = lines.find(({ label }) => label === 'Failed');
  expect(scales[failed?.scale ?? '']?.format(0.5)).toBe('50%');
});
