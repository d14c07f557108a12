import { expect, test } from 'vitest';
import { systemErrorText } from './system-error.ts';

test.each([
  [{ code: 'ENOENT', message: "ENOENT: no such file or directory, open 'x'" }, 'no such file or directory'],
  [{ code: 'EISDIR', message: 'EISDIR' }, 'is a directory'],
  [{ code: 'EWHATEVER', message: 'something else' }, 'something else'],
  [{ message: 'no code' }, 'no code'],
])('words %j as the system does', (error, text) => {
  expect(systemErrorText(error)).toBe(text);
});
