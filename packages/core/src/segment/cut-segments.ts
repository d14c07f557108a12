import { apportion } from './largest-remainder.ts';
import { greatestCommonDivisor, type Rational, rational } from './rational.ts';
import { createSegment, type Segment } from './segment.ts';

/** Instances that share a part of the test, such as those of one load zone. Weights are positive integers. */
export interface SegmentGroup {
  readonly weight: number;
  /** One for each instance. */
  readonly members: readonly number[];
}

// Instances keep a whole cycle of the sequence in memory, and its length is the least common denominator.
const LONGEST_CYCLE = 10_000;

/**
 * Cuts the whole test into one segment for each member, group by group: exactly in proportion where that repeats
 * soon enough, otherwise in proportion to the nearest ten-thousandth.
 */
export function cutSegments(groups: readonly SegmentGroup[]): readonly Segment[] {
  const lengths = exactLengths(groups);
  return toSegments(cycleOf(lengths) <= LONGEST_CYCLE ? lengths : roundedLengths(lengths));
}

function exactLengths(groups: readonly SegmentGroup[]): Rational[] {
  const whole = sum(groups.map(({ weight }) => weight));
  return groups.flatMap(({ weight, members }) => {
    const ofGroup = sum(members);
    return members.map((member) => rational(BigInt(weight) * BigInt(member), whole * ofGroup));
  });
}

function sum(weights: readonly number[]): bigint {
  return weights.reduce((total, weight) => {
    if (!Number.isSafeInteger(weight) || weight < 1) throw new Error(`${weight} is no weight of a segment`);
    return total + BigInt(weight);
  }, 0n);
}

const cycleOf = (lengths: readonly Rational[]): bigint =>
  lengths.reduce((lcd, { den }) => (lcd / greatestCommonDivisor(lcd, den)) * den, 1n);

/** Everybody gets one part of the cycle, the rest is divided by largest remainder. */
function roundedLengths(lengths: readonly Rational[]): Rational[] {
  const cycle = Math.max(LONGEST_CYCLE, lengths.length * 10);
  const weights = lengths.map(({ num, den }) => Number((num * 10n ** 15n) / den));
  const parts = apportion(cycle - lengths.length, weights);
  return parts.map((part) => rational(BigInt(part + 1), BigInt(cycle)));
}

function toSegments(lengths: readonly Rational[]): readonly Segment[] {
  let end = rational(0n, 1n);
  return lengths.map((length) => {
    const from = end;
    end = rational(from.num * length.den + length.num * from.den, from.den * length.den);
    return createSegment(from, end);
  });
}
