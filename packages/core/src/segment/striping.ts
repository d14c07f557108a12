import { UserError } from '../errors/user-error.ts';
import { greatestCommonDivisor, type Rational } from './rational.ts';

/** How a cycle of `cycle` slots is dealt out: part i owns the ascending `slots[i]`. */
export interface Striping {
  readonly cycle: number;
  readonly slots: readonly (readonly number[])[];
}

// A cycle is kept in memory as a whole; lengths with more decimals than this are a mistake.
const MAX_CYCLE = 10_000_000;

/**
 * Deals the slots of one cycle to parts of the given lengths (which add up to 1): the cycle is the least
 * common denominator, and slot s goes to the longest part that would otherwise fall behind its share, that is
 * the first, by descending length, with s·share ≥ owned·cycle.
 */
export function stripe(lengths: readonly Rational[]): Striping {
  const cycle = Number(lengths.reduce((lcd, { den }) => (lcd / greatestCommonDivisor(lcd, den)) * den, 1n));
  if (cycle > MAX_CYCLE) {
    throw new UserError('INVALID_OPTION', `the execution segments repeat only after ${cycle} VUs`, {
      hint: 'use fractions or percentages with smaller denominators',
    });
  }
  const parts = lengths.map(({ num, den }) => ({
    share: Number(num) * (cycle / Number(den)),
    owned: [] as number[],
  }));
  const byShare = [...parts].sort((a, b) => b.share - a.share);
  for (let slot = 0; slot < cycle; slot++) {
    const owner = byShare.find((part) => slot * part.share >= part.owned.length * cycle);
    owner?.owned.push(slot);
  }
  return { cycle, slots: parts.map((part) => part.owned) };
}
