import { UserError } from '../errors/user-error.ts';
import { compare, ONE, type Rational, rational, ZERO } from './rational.ts';
import {
  createSegment,
  formatSegment,
  formatSegmentSequence,
  isSameSegment,
  type Segment,
  segmentLength,
  WHOLE_SEGMENT,
} from './segment.ts';
import { type Striping, stripe } from './striping.ts';

/**
 * One instance's place in a sequence of segments. Everything countable of the whole test (VUs, iterations, due
 * times) is dealt out by striping, so each instance knows its own without asking the others.
 */
export class SegmentTuple {
  readonly sequence: readonly Segment[];
  readonly index: number;
  readonly #striping: Striping;
  readonly #slots: readonly number[];

  constructor(sequence: readonly Segment[], index: number) {
    this.sequence = sequence;
    this.index = index;
    this.#striping = stripingOf(sequence);
    this.#slots = this.#striping.slots[index] ?? [];
  }

  get segment(): Segment {
    return this.sequence[this.index] ?? WHOLE_SEGMENT;
  }

  /** How many of the first `count` things are this instance's. The instances' values add up to `count`. */
  scale(count: number): number {
    return this.#scaleFor(this.index, count);
  }

  /** Hot path: the 0-based number in the whole test of this instance's 0-based n-th thing. */
  globalIndex(n: number): number {
    if (this.sequence.length === 1) return n;
    const slots = this.#slots;
    const round = Math.floor(n / slots.length);
    return round * this.#striping.cycle + (slots[n - round * slots.length] ?? 0);
  }

  /**
   * The tuple whose segments are as long as the instances' shares of `count` things; instances without a share
   * drop out. Undefined when this one does.
   */
  rederive(count: number): SegmentTuple | undefined {
    if (count > 0 && count % this.#striping.cycle === 0) return this;
    if (this.scale(count) === 0) return undefined;
    const shares = this.sequence.map((_, i) => this.#scaleFor(i, count));
    const sequence: Segment[] = [];
    let index = 0;
    let end = 0;
    shares.forEach((share, i) => {
      if (i === this.index) index = sequence.length;
      if (share === 0) return;
      sequence.push({ from: fractionOf(end, count), to: fractionOf(end + share, count) });
      end += share;
    });
    return new SegmentTuple(sequence, index);
  }

  #scaleFor(part: number, count: number): number {
    if (this.sequence.length === 1) return count;
    const { cycle, slots } = this.#striping;
    const own = slots[part] ?? [];
    const rounds = Math.floor(count / cycle);
    return rounds * own.length + countBelow(own, count - rounds * cycle);
  }
}

// Dealing out a long sequence takes milliseconds, and a coordinator has a tuple for each of its instances.
const stripings = new WeakMap<readonly Segment[], Striping>();

function stripingOf(sequence: readonly Segment[]): Striping {
  const known = stripings.get(sequence);
  if (known !== undefined) return known;
  const striping = stripe(sequence.map(segmentLength));
  stripings.set(sequence, striping);
  return striping;
}

export const WHOLE_TUPLE = new SegmentTuple([WHOLE_SEGMENT], 0);

/**
 * The tuple for the two options. Without a sequence it is the segment and whatever is missing before and after it.
 * @throws UserError when the segment is not part of the sequence.
 */
export function createSegmentTuple(segment?: Segment, sequence?: readonly Segment[]): SegmentTuple {
  const own = segment ?? WHOLE_SEGMENT;
  if (sequence !== undefined && !sequence.some((part) => isSameSegment(part, own))) {
    throw new UserError(
      'INVALID_OPTION',
      `provided segment ${formatSegment(own)} can't be found in sequence ${formatSegmentSequence(sequence)}`,
    );
  }
  const filled = fillSequence(sequence ?? [own]);
  return new SegmentTuple(
    filled,
    filled.findIndex((part) => isSameSegment(part, own)),
  );
}

/** The same array when nothing is missing. */
function fillSequence(sequence: readonly Segment[]): readonly Segment[] {
  const from = sequence[0]?.from ?? ZERO;
  const to = sequence.at(-1)?.to ?? ONE;
  if (compare(from, ZERO) === 0 && compare(to, ONE) === 0) return sequence;
  return [
    ...(compare(from, ZERO) > 0 ? [createSegment(ZERO, from)] : []),
    ...sequence,
    ...(compare(to, ONE) < 0 ? [createSegment(to, ONE)] : []),
  ];
}

const fractionOf = (part: number, whole: number): Rational => rational(BigInt(part), BigInt(whole));

/** How many of the ascending values are less than `limit`. */
function countBelow(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
