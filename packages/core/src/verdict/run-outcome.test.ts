import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error.ts';
import type { AbortReason } from './abort-reason.ts';
import { runOutcome } from './run-outcome.ts';

const PASSED = { reason: undefined, teardownError: undefined, markedAsFailed: false };

test.each<[AbortReason | undefined, string]>([
  [undefined, 'finished'],
  [{ kind: 'signal', signal: 'interrupt' }, 'user'],
  [{ kind: 'script', message: 'enough' }, 'user'],
  [{ kind: 'api' }, 'user'],
  [{ kind: 'thresholds', metrics: ['a'] }, 'threshold'],
  [{ kind: 'failure', error: new UserError('SCRIPT_EXCEPTION', 'boom') }, 'script'],
  [{ kind: 'failure', error: new UserError('SETUP_TIMEOUT', 'slow') }, 'timeout'],
  [{ kind: 'failure', error: new UserError('STOPPED_BY_OUTPUT', 'enough') }, 'system'],
  [{ kind: 'failure', error: new Error('a bug') }, 'system'],
])('a run that was ended by %j ended by %s', (reason, ending) => {
  expect(runOutcome({ ...PASSED, reason }, undefined).ending).toBe(ending);
});

test('a teardown that takes too long is a timeout', () => {
  const teardownError = new UserError('TEARDOWN_TIMEOUT', 'slow');
  expect(runOutcome({ ...PASSED, teardownError }, undefined).ending).toBe('timeout');
});

test('tells of each threshold whether it was crossed', () => {
  const results = [
    { expression: 'count>1', ok: false },
    { expression: 'count>0', ok: true },
  ];
  const metrics = [{ metric: 'hits', results, failed: true }];
  expect(runOutcome(PASSED, { metrics, failing: ['hits'], shouldAbort: false })).toEqual({
    ending: 'finished',
    hasFailed: true,
    thresholds: { hits: { 'count>1': true, 'count>0': false } },
  });
});

test('a run that says of itself that it failed has failed', () => {
  expect(runOutcome({ ...PASSED, markedAsFailed: true }, undefined).hasFailed).toBe(true);
});
