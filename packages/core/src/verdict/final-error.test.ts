import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error.ts';
import { finalError, type RunVerdict } from './final-error.ts';

const PASSED: RunVerdict = {
  reason: undefined,
  teardownError: undefined,
  markedAsFailed: false,
  crossed: [],
};
const EVERYTHING: Required<RunVerdict> = {
  reason: { kind: 'script', message: 'enough' },
  teardownError: new UserError('TEARDOWN_TIMEOUT', 'teardown() took too long'),
  markedAsFailed: true,
  crossed: ['http_reqs'],
  incomplete: new UserError('RUN_INCOMPLETE', 'a third of the load is missing'),
};

test('a run in which nothing went wrong ends without an error', () => {
  expect(finalError(PASSED)).toBeUndefined();
});

test.each([
  { without: [], exitCode: 108 },
  { without: ['reason'], exitCode: 101 },
  { without: ['reason', 'teardownError'], exitCode: 110 },
  { without: ['reason', 'teardownError', 'markedAsFailed'], exitCode: 99 },
  { without: ['reason', 'teardownError', 'markedAsFailed', 'crossed'], exitCode: 97 },
] as const)('without $without the exit code is $exitCode', ({ without, exitCode }) => {
  const cleared = Object.fromEntries(without.map((key) => [key, PASSED[key]]));
  expect(finalError({ ...EVERYTHING, ...cleared })?.exitCode).toBe(exitCode);
});

test.each([
  [
    { kind: 'signal', signal: 'interrupt' },
    105,
    "test run was aborted because Squall received a 'interrupt' signal",
  ],
  [{ kind: 'api' }, 103, 'test run stopped from REST API'],
  [
    { kind: 'thresholds', metrics: ['a', 'b'] },
    99,
    "thresholds on metrics 'a, b' were crossed; at least one has abortOnFail enabled, stopping test prematurely",
  ],
] as const)('%j ends with exit code %i', (reason, exitCode, message) => {
  expect(finalError({ ...PASSED, reason })).toEqual({ message, exitCode, fields: {} });
});

test('shows the hint of an error the user can fix, and the stack of a bug', () => {
  const error = new UserError('AGENT_LOST', 'agent a is gone', { hint: 'look at its log' });
  expect(finalError({ ...PASSED, reason: { kind: 'failure', error } })).toEqual({
    message: 'agent a is gone',
    exitCode: 97,
    fields: { hint: 'look at its log' },
  });
  const bug = new Error('impossible');
  expect(finalError({ ...PASSED, reason: { kind: 'failure', error: bug } })).toEqual({
    message: `unexpected Squall panic: ${bug.stack}`,
    exitCode: 109,
    fields: { hint: 'this is a bug in Squall, please report it' },
  });
});
