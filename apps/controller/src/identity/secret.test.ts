import { expect, test } from 'vitest';
import { createSecret, hashSecret, hintOf, secretKind } from './secret.ts';

test('a new secret tells its kind', () => {
  expect(secretKind(createSecret('squ'))).toBe('squ');
  expect(secretKind(createSecret('sqe'))).toBe('sqe');
});

test('no two secrets are the same', () => {
  expect(new Set(Array.from({ length: 100 }, () => createSecret('squ'))).size).toBe(100);
});

test('a secret with one wrong letter is recognised as mistyped', () => {
  const secret = createSecret('squ');
  const wrong = secret.slice(0, 10) + (secret[10] === 'a' ? 'b' : 'a') + secret.slice(11);
  expect(secretKind(wrong)).toBeUndefined();
});

test.each(['', 'tok_abcdefghijklmnop', 'squ_short', `xyz_${'a'.repeat(38)}`])(
  '%j is no secret of ours',
  (text) => {
    expect(secretKind(text)).toBeUndefined();
  },
);

test('the hash and the hint do not hold the secret', () => {
  const secret = createSecret('squ');
  expect(hashSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
  expect(hintOf(secret)).toBe(`${secret.slice(0, 10)}…`);
});
