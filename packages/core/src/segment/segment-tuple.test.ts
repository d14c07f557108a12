import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatSegment, formatSegmentSequence, parseSegment, parseSegmentSequence } from './segment.ts';
import { createSegmentTuple, SegmentTuple, WHOLE_TUPLE } from './segment-tuple.ts';

const tupleOf = (sequence: string, index: number) => new SegmentTuple(parseSegmentSequence(sequence), index);
const tuplesOf = (sequence: string) =>
  parseSegmentSequence(sequence).map((_, i, parts) => new SegmentTuple(parts, i));
const firstOwned = (tuple: SegmentTuple, count: number) =>
  Array.from({ length: count }, (_, n) => tuple.globalIndex(n));
const ownedBelow = (tuple: SegmentTuple, count: number) => firstOwned(tuple, tuple.scale(count));

test.each([
  {
    sequence: '0,1/2,3/4,1',
    owned: [
      [0, 2, 4, 6],
      [1, 5, 9],
      [3, 7, 11],
    ],
  },
  {
    sequence: '0,0.6,0.9,1',
    owned: [
      [0, 2, 4, 5, 7, 9, 10],
      [1, 6, 8, 11],
      [3, 13],
    ],
  },
  {
    sequence: '0,1/3,2/3,1',
    owned: [
      [0, 3],
      [1, 4],
      [2, 5],
    ],
  },
  {
    sequence: '0,1/3,1',
    owned: [
      [1, 4],
      [0, 2, 3, 5],
    ],
  },
  {
    sequence: '0,1/7,3/7,1',
    owned: [
      [3, 10],
      [1, 5, 8],
      [0, 2, 4, 6, 7],
    ],
  },
  {
    sequence: '0,0.2,0.5,1',
    owned: [
      [3, 9, 13],
      [1, 5, 7, 11],
      [0, 2, 4, 6, 8, 10],
    ],
  },
])('stripes $sequence', ({ sequence, owned }) => {
  const actual = tuplesOf(sequence).map((tuple, i) => firstOwned(tuple, owned[i]?.length ?? 0));
  expect(actual).toEqual(owned);
});

test.each([
  { sequence: '0,1/2,3/4,1', index: 0, scaled: [1, 1, 2, 2, 3, 3, 4, 4, 5, 5] },
  { sequence: '0,1/2,3/4,1', index: 1, scaled: [0, 1, 1, 1, 1, 2, 2, 2, 2, 3] },
  { sequence: '0,1/2,3/4,1', index: 2, scaled: [0, 0, 0, 1, 1, 1, 1, 2, 2, 2] },
  { sequence: '0,0.6,0.9,1', index: 0, scaled: [1, 1, 2, 2, 3, 4, 4, 5, 5, 6] },
  { sequence: '0,0.6,0.9,1', index: 1, scaled: [0, 1, 1, 1, 1, 1, 2, 2, 3, 3] },
  { sequence: '0,0.6,0.9,1', index: 2, scaled: [0, 0, 0, 1, 1, 1, 1, 1, 1, 1] },
])('scales 1 to 10 for part $index of $sequence', ({ sequence, index, scaled }) => {
  const tuple = tupleOf(sequence, index);
  expect(scaled.map((_, i) => tuple.scale(i + 1))).toEqual(scaled);
});

test.each([
  {
    sequence: '0,1/2,3/4,1',
    vus: 7,
    rederived: '0,4/7,6/7,1',
    iterations: [[0, 2, 4, 6, 7, 9], [1, 5, 8], [3]],
  },
  {
    sequence: '0,0.6,0.9,1',
    vus: 5,
    rederived: '0,3/5,4/5,1',
    iterations: [
      [0, 2, 4, 5, 7, 9],
      [1, 6],
      [3, 8],
    ],
  },
  {
    sequence: '0,1/7,3/7,1',
    vus: 4,
    rederived: '0,1/4,1/2,1',
    iterations: [
      [1, 5, 9],
      [3, 7],
      [0, 2, 4, 6, 8],
    ],
  },
])(
  'numbers 10 iterations of $vus VUs over $sequence as $rederived',
  ({ sequence, vus, rederived, iterations }) => {
    const tuples = tuplesOf(sequence).map((tuple) => tuple.rederive(vus) ?? WHOLE_TUPLE);
    expect(tuples.map((tuple) => formatSegmentSequence(tuple.sequence))).toEqual(
      iterations.map(() => rederived),
    );
    expect(tuples.map((tuple) => ownedBelow(tuple, 10))).toEqual(iterations);
  },
);

test('leaves out of a re-derived sequence who has no share', () => {
  const [first, second, third] = tuplesOf('0,1/3,2/3,1');
  expect(first?.rederive(1)?.scale(3)).toBe(3);
  expect(second?.rederive(1)).toBeUndefined();
  expect(third?.rederive(0)).toBeUndefined();
  expect(second?.rederive(6)).toBe(second);
});

test('fills up what a segment or a sequence leaves out', () => {
  const alone = createSegmentTuple(parseSegment('1/4:1/2'));
  expect(formatSegmentSequence(alone.sequence)).toBe('0,1/4,1/2,1');
  expect(alone.index).toBe(1);
  const partial = createSegmentTuple(parseSegment('2/5:4/5'), parseSegmentSequence('1/5,2/5,4/5'));
  expect(formatSegmentSequence(partial.sequence)).toBe('0,1/5,2/5,4/5,1');
  expect(formatSegment(partial.segment)).toBe('2/5:4/5');
  expect(createSegmentTuple().scale(17)).toBe(17);
});

test.each([
  ['0:1/3', '0,1/2,1', "provided segment 0:1/3 can't be found in sequence 0,1/2,1"],
  ['0:1/5', '1/5,2/5', "provided segment 0:1/5 can't be found in sequence 1/5,2/5"],
  ['0:1/3', '', "provided segment 0:1/3 can't be found in sequence "],
  ['', '0,1/2,1', "provided segment 0:1 can't be found in sequence 0,1/2,1"],
])('refuses segment %j with sequence %j', (segment, sequence, message) => {
  expect(() => createSegmentTuple(parseSegment(segment), parseSegmentSequence(sequence))).toThrow(message);
});

test('refuses fractions that would need a cycle of many millions', () => {
  expect(() => createSegmentTuple(parseSegment('0.123456789'))).toThrow('repeat only after 1000000000 VUs');
});

const sum = (numbers: number[]) => numbers.reduce((total, n) => total + n, 0);

/** Any partition of the whole into up to six segments. */
const partitions = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }).map((parts) => {
  const ends = parts.map((_, i) => `${sum(parts.slice(0, i + 1))}/${sum(parts)}`);
  return tuplesOf(['0', ...ends].join(','));
});

const isPermutationBelow = (numbers: number[], count: number) =>
  numbers.length === count && new Set(numbers).size === count && numbers.every((n) => n >= 0 && n < count);

test('segments of any partition own each number exactly once', () => {
  fc.assert(
    fc.property(partitions, fc.integer({ min: 0, max: 300 }), (tuples, count) => {
      expect(
        isPermutationBelow(
          tuples.flatMap((tuple) => ownedBelow(tuple, count)),
          count,
        ),
      ).toBe(true);
    }),
  );
});

test('scaling never decreases as the value grows', () => {
  fc.assert(
    fc.property(partitions, fc.integer({ min: 0, max: 300 }), (tuples, count) => {
      for (const tuple of tuples) expect(tuple.scale(count + 1)).toBeGreaterThanOrEqual(tuple.scale(count));
    }),
  );
});

test('segments re-derived from any number of VUs still own each iteration exactly once', () => {
  fc.assert(
    fc.property(
      partitions,
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 0, max: 200 }),
      (tuples, vus, count) => {
        const owned = tuples.flatMap((tuple) => {
          const rederived = tuple.rederive(vus);
          return rederived === undefined ? [] : ownedBelow(rederived, count);
        });
        expect(isPermutationBelow(owned, count)).toBe(true);
      },
    ),
  );
});
