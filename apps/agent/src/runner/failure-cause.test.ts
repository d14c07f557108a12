import { UserError } from '@squall/core';
import { expect, test } from 'vitest';
import { causeOf } from './failure-cause.ts';

test.each([
  ['an exception of the script', new UserError('SCRIPT_EXCEPTION', 'x'), 'test'],
  ['a bug', new Error('x'), 'test'],
  ['a full disk', Object.assign(new Error('x'), { code: 'ENOSPC' }), 'agent'],
  ['too many open files', Object.assign(new Error('x'), { code: 'EMFILE' }), 'agent'],
])('%s is the fault of: %s', (_what, error, cause) => {
  expect(causeOf(error)).toBe(cause);
});
