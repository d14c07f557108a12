import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareTexts } from './metric-order.ts';

test('sorts underscores before digits before letters, and lower case before upper', () => {
  const names = ['Zeta', 'alpha', 'B2', 'AB', 'ab', 'a1', 'a_b', 'big'];
  expect(names.sort(compareTexts)).toEqual(['a_b', 'a1', 'ab', 'AB', 'alpha', 'B2', 'big', 'Zeta']);
});

test('compares names as the root collation does', () => {
  const collator = new Intl.Collator('en');
  const name = fc.string({ unit: fc.constantFrom(...'aAbByZ_019'), maxLength: 6 });
  fc.assert(
    fc.property(name, name, (a, b) => {
      expect(Math.sign(compareTexts(a, b))).toBe(Math.sign(collator.compare(a, b)));
    }),
  );
});

test('compares texts with other characters by the same order', () => {
  expect(['url:é', 'url:f', 'url:e', 'url'].sort(compareTexts)).toEqual(['url', 'url:e', 'url:é', 'url:f']);
});
