import { expect, test } from 'vitest';
import { UserError } from '../errors/user-error.ts';
import { toWireError } from '../errors/wire-error.ts';
import { stageError } from './stage-outcome.ts';

test('a stage that completed, or was stopped on purpose, has nothing to say', () => {
  expect(stageError('setup', { kind: 'completed', resultJson: '1' }, 1)).toBeUndefined();
  expect(stageError('teardown', { kind: 'interrupted' }, 1)).toBeUndefined();
});

test('a stage that failed has the error of the script', () => {
  const error = new UserError('SCRIPT_EXCEPTION', 'Error: boom', { hint: 'script exception' });
  expect(stageError('setup', { kind: 'failed', error: toWireError(error) }, 1)).toMatchObject({
    message: 'Error: boom',
    hint: 'script exception',
    exitCode: 107,
  });
});

test.each([
  ['setup', 100],
  ['teardown', 101],
] as const)('a %s() that takes too long ends with exit code %i', (stage, exitCode) => {
  expect(stageError(stage, { kind: 'timed-out' }, 1_500)).toMatchObject({
    message: `${stage}() execution timed out after 2 seconds`,
    hint: `You can increase the time limit via the ${stage}Timeout option`,
    exitCode,
  });
});
