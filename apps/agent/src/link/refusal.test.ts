import type { RefusalReason } from '@squall/protocol';
import { expect, test } from 'vitest';
import { judgeRefusal } from './refusal.ts';

test.each<[RefusalReason, boolean, number, string]>([
  ['credential', false, 0, 'failed'],
  ['protocol-version', false, 0, 'failed'],
  ['name-taken', false, 0, 'retry'],
  ['name-taken', false, 15_000, 'failed'],
  ['protocol-error', false, 0, 'retry'],
  ['closing', false, 0, 'retry'],
  ['closing', true, 0, 'coordinator-ended'],
])('%s (once: %s, after %d ms) means: %s', (reason, once, tryingForMs, kind) => {
  expect(judgeRefusal({ reason, message: 'because' }, { once, tryingForMs }).kind).toBe(kind);
});

test('says why, what to do and ends with the exit code of a wrong setting', () => {
  const verdict = judgeRefusal(
    { reason: 'credential', message: 'the token is wrong' },
    { once: false, tryingForMs: 0 },
  );
  expect(verdict).toMatchObject({
    error: {
      message: 'the coordinator refuses this agent: the token is wrong',
      hint: expect.stringContaining('--token'),
      exitCode: 104,
    },
  });
});
