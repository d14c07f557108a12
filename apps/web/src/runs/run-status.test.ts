import { expect, test } from 'vitest';
import type { Run } from '../api/types/run.ts';
import { loadDurationMs, progressOf, statusOf, zonesInShort } from './run-status.ts';

const RUN: Run = {
  id: 1,
  projectId: 1,
  testId: 1,
  place: 'cloud',
  state: 'running',
  result: null,
  resultMessage: null,
  resultCode: null,
  startedBy: 1,
  distribution: [{ label: 'a', loadZone: 'amazon:us:ashburn', percent: 100 }],
  note: '',
  maxVUs: 10,
  estimatedDurationS: 60,
  createdAtMs: 1000,
  startedAtMs: 5000,
  endedAtMs: null,
};

test.each([
  ['queued', null, 'Queued'],
  ['processing_metrics', null, 'Finishing'],
  ['completed', 'passed', 'Passed'],
  ['completed', 'failed', 'Failed'],
  ['completed', 'error', 'Error'],
  ['completed', null, 'Finished'],
  ['aborted', 'error', 'Aborted'],
] as const)('a run that is %s with the result %s reads %s', (state, result, text) => {
  expect(statusOf({ state, result }).text).toBe(text);
});

test('a run lasts until now while it runs, until its end afterwards, and not at all before its load', () => {
  expect(loadDurationMs(RUN, 8000)).toBe(3000);
  expect(loadDurationMs({ ...RUN, endedAtMs: 6000 }, 8000)).toBe(1000);
  expect(loadDurationMs({ ...RUN, startedAtMs: null }, 8000)).toBeUndefined();
});

test('progress follows the planned time and stops at all of it', () => {
  expect(progressOf(RUN, 35_000)).toBe(0.5);
  expect(progressOf(RUN, 500_000)).toBe(1);
  expect(progressOf({ ...RUN, state: 'completed' }, 35_000)).toBeUndefined();
  expect(progressOf({ ...RUN, estimatedDurationS: null }, 35_000)).toBeUndefined();
});

test('load zones are named when there is one and counted when there are several', () => {
  const second = { label: 'b', loadZone: 'amazon:de:frankfurt', percent: 50 };
  expect(zonesInShort(RUN)).toBe('amazon:us:ashburn');
  expect(zonesInShort({ ...RUN, distribution: [...RUN.distribution, second, second] })).toBe('2 zones');
  expect(zonesInShort({ ...RUN, place: 'output' })).toBe('local');
});
