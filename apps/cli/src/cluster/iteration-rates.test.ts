import { expect, test } from 'vitest';
import { IterationRates } from './iteration-rates.ts';

/** Notes counts at seconds 0, 1, 2 … */
function ratesAfter(...counts: readonly number[]): IterationRates {
  const rates = new IterationRates();
  counts.forEach((count, second) => {
    rates.note(7, count, second * 1_000);
  });
  return rates;
}

test.each([
  { what: 'nothing', counts: [], rate: 0 },
  { what: 'one count', counts: [0], rate: 0 },
  { what: 'a steady pace', counts: [0, 50, 100], rate: 50 },
  { what: 'a pace that has changed: the last three seconds', counts: [0, 50, 100, 200, 300, 400], rate: 100 },
  { what: 'a start after a long wait', counts: [0, 0, 0, 0, 0, 0, 0, 0, 30], rate: 10 },
])('of $what the rate is $rate', ({ counts, rate }) => {
  expect(ratesAfter(...counts).perSecond(7, (counts.length - 1) * 1_000)).toBe(rate);
});

test('reports come less often than it is looked', () => {
  const rates = new IterationRates();
  for (let atMs = 0; atMs <= 5_000; atMs += 200) rates.note(7, Math.floor(atMs / 1_000) * 20, atMs);
  expect(rates.perSecond(7, 5_900)).toBe(20);
});

test('an instance that stands still has no rate after a while', () => {
  const rates = ratesAfter(0, 10, 20);
  expect(rates.perSecond(7, 4_000)).toBe(10);
  expect(rates.perSecond(7, 6_000)).toBe(0);
});

test('instances do not count for each other', () => {
  const rates = ratesAfter(0, 10);
  rates.note(8, 0, 0);
  expect(rates.perSecond(8, 1_000)).toBe(0);
});
