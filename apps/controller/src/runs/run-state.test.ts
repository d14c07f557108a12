import { expect, test } from 'vitest';
import { canEnter, isFinal, RUN_STATES } from './run-state.ts';

test('a run that has ended is final', () => {
  expect(RUN_STATES.filter(isFinal)).toEqual(['completed', 'aborted']);
});

test('every run that has not ended can be aborted', () => {
  for (const state of RUN_STATES.filter((state) => !isFinal(state))) {
    expect(canEnter(state, 'aborted'), state).toBe(true);
  }
});

test.each([
  ['running', 'queued'],
  ['processing_metrics', 'running'],
  ['queued', 'running'],
] as const)('a run that is %s does not become %s', (from, to) => {
  expect(canEnter(from, to)).toBe(false);
});
