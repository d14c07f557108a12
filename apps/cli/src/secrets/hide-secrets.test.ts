import type { LogRecord } from '@squall/core';
import { expect, test } from 'vitest';
import { hideSecrets } from './hide-secrets.ts';

test('nothing is left of a secret that begins with another one, whichever was read first', () => {
  let redact = (record: LogRecord): LogRecord => record;
  const hide = hideSecrets({ addRedactor: (redactor) => (redact = redactor) });
  hide('abc');
  hide('abcdef');
  const record = { level: 'info', message: 'abcdef, abc', fields: {}, timeMs: 0 } as const;
  expect(redact(record).message).toBe('***SECRET_REDACTED***, ***SECRET_REDACTED***');
});
