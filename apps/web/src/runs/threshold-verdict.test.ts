import { expect, test } from 'vitest';
import { verdictOf } from './threshold-verdict.ts';

test.each([
  [12, true, 'running', 'crossed'],
  [12, false, 'running', 'held'],
  [12, false, 'completed', 'held'],
  [null, false, 'running', 'open'],
  [null, false, 'aborted', 'unknown'],
  [null, true, 'completed', 'crossed'],
] as const)(
  'a threshold at %s, crossed: %s, of a run that is %s is %s',
  (actual, isCrossed, state, verdict) => {
    expect(verdictOf({ actual, isCrossed }, { state })).toBe(verdict);
  },
);
