import { expect, test } from 'vitest';
import { hashPassword, isPassword } from './password.ts';

test('only the password itself fits its hash', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(await isPassword('correct horse battery', hash)).toBe(true);
  expect(await isPassword('correct horse batterz', hash)).toBe(false);
});

test('the same password gets another hash each time', async () => {
  expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'));
});

test('nothing fits a user without a password', async () => {
  expect(await isPassword('', null)).toBe(false);
  expect(await isPassword('anything', undefined)).toBe(false);
});
