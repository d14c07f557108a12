import { expect, test } from 'vitest';
import { mayDo } from './role.ts';

test('a role allows what it and the roles before it are for', () => {
  expect(mayDo('editor', 'runner')).toBe(true);
  expect(mayDo('editor', 'editor')).toBe(true);
  expect(mayDo('editor', 'admin')).toBe(false);
});

test('nothing is allowed before the role is known', () => {
  expect(mayDo(undefined, 'viewer')).toBe(false);
});
