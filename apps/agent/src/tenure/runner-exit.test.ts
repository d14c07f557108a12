import { isUserError } from '@squall/core';
import { expect, test } from 'vitest';
import { explainExit } from './runner-exit.ts';

const OUT_OF_MEMORY = `
<--- Last few GCs --->
FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
 1: 0xb9c1f0 node::Abort()
`;

test.each([
  ['memory that ran out', null, 'SIGABRT', OUT_OF_MEMORY, 'test', 'used up the 512 MB of memory'],
  ['a crash of its own', null, 'SIGSEGV', '', 'test', 'the process of the script ended with SIGSEGV'],
  ['an exit', 3, null, '', 'test', 'the process of the script ended with exit code 3'],
  [
    'an error nobody caught',
    1,
    null,
    'file.js:1\nTypeError: x is not a function\n    at f\n\nNode.js v20.20.2\n',
    'test',
    'ended with exit code 1: TypeError: x is not a function',
  ],
  ['somebody who killed it', null, 'SIGKILL', '', 'agent', 'ended by SIGKILL, perhaps since the machine'],
  ['somebody who ended it', null, 'SIGTERM', '', 'agent', 'the process of its script was ended by SIGTERM'],
] as const)('tells %s', (_what, code, signal, stderr, cause, message) => {
  const failure = explainExit({ code, signal, stderr, maxHeapMb: 512 });
  expect(failure).toMatchObject({ cause, error: { message: expect.stringContaining(message) } });
  expect(isUserError(failure.error)).toBe(cause === 'test');
});
