import { expect, test } from 'vitest';
import { durationContent, failureContent, loadContent } from './overview-content.ts';

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

const labels = ({ lines }: { lines: readonly { label: string }[] }) => lines.map(({ label }) => label);

test('what was never measured has no line', () => {
  expect(labels(loadContent(OVERVIEW))).toEqual(['Requests/s']);
  expect(labels(durationContent(OVERVIEW))).toEqual(['p(99)', 'Median']);
  expect(labels(failureContent({ ...OVERVIEW, failedShare: [null, null] }))).toEqual([]);
});

test('a script without HTTP shows its iterations instead', () => {
  expect(labels(loadContent({ ...OVERVIEW, requestsPerS: [null, null] }))).toEqual(['Iterations/s']);
});

test('all charts end at the same place', () => {
  const vus = loadContent({ ...OVERVIEW, vus: [1, 2] }).scales.vus;
  expect(vus?.side).toBe('right');
  expect(durationContent(OVERVIEW).hasRoomOnRight).toBe(true);
  expect(failureContent(OVERVIEW).hasRoomOnRight).toBe(true);
});

test('few failures do not fill their chart', () => {
  expect(failureContent(OVERVIEW).scales.share).toMatchObject({ atLeast: 0.02 });
});
