import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from './largest-remainder.ts';

test.each([
  { total: 10, weights: [1, 1, 1], shares: [4, 3, 3] },
  { total: 7, weights: [60, 30, 10], shares: [4, 2, 1] },
  { total: 3, weights: [2, 1, 1, 1], shares: [1, 1, 1, 0] },
  { total: 0, weights: [5, 1], shares: [0, 0] },
  { total: 5, weights: [0, 1], shares: [0, 5] },
])('$total in the proportions $weights is $shares', ({ total, weights, shares }) => {
  expect(apportion(total, weights)).toEqual(shares);
});

test('the shares add up, and none is a whole unit away from its quota', () => {
  const weightLists = fc.array(fc.integer({ min: 1, max: 10_000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fc.nat(100_000), weightLists, (total, weights) => {
      const shares = apportion(total, weights);
      const sum = weights.reduce((a, b) => a + b, 0);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      for (const [i, share] of shares.entries()) {
        expect(Math.abs(share - (total * weights[i]!) / sum)).toBeLessThan(1);
      }
    }),
  );
});

test('refuses weights that are all zero', () => {
  expect(() => apportion(3, [0, 0])).toThrow('nothing to divide');
});
