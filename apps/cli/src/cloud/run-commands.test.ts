import { expect, test } from 'vitest';
import type { Run, RunProgress } from './api-types.ts';
import { readRunId, statusText } from './run-commands.ts';

test.each([
  ['12', 12],
  ['http://127.0.0.1:6464/runs/7', 7],
  ['https://load.example.com/squall/runs/7/', 7],
])('%s is run %i', (text, id) => {
  expect(readRunId(text)).toBe(id);
});

test.each(['', '0', 'x', '-1', 'http://here/tests/7', '1.5'])('%j is no run', (text) => {
  expect(() => readRunId(text)).toThrow('which run?');
});

test('the status of a run says how far it is, then how it ended', () => {
  const run = { id: 7, state: 'running', result: null, resultMessage: null } as Run;
  const progress: RunProgress = {
    state: 'running',
    phase: 'running',
    elapsedMs: 1234,
    totalMs: 60_000,
    share: 0.02,
    vus: 1,
    maxVUs: 10,
    iterations: 3,
    missingAgents: [],
  };
  expect(
    statusText(run, progress, 'http://here/runs/7')
      .split('\n')
      .map((line) => line.trim()),
  ).toEqual([
    'run: 7',
    'state: running',
    'progress: 2 %, 1.2s of 1m0s, 01/10 VUs, 3 iterations',
    'results: http://here/runs/7',
    '',
  ]);
  const failed = { ...run, state: 'completed', result: 'failed', resultMessage: 'crossed' } as Run;
  const text = statusText(failed, progress, '');
  expect(text).toContain('result: failed, crossed\n');
  expect(text).toContain('duration: 1.2s\n');
  expect(text).not.toContain('progress');
});
