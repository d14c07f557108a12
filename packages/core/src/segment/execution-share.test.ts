import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ExecutionShare } from './execution-share.ts';
import { parseSegmentSequence } from './segment.ts';
import { SegmentTuple, WHOLE_TUPLE } from './segment-tuple.ts';

const workersOf = (tuple: SegmentTuple, count: number) =>
  Array.from({ length: count }, (_, index) => new ExecutionShare(tuple, { index, count }));
const upTo = (limit: number, turn: (n: number) => number) => {
  const numbers: number[] = [];
  for (let n = 0; turn(n) < limit; n++) numbers.push(turn(n));
  return numbers;
};

test('a single worker owns all of its instance', () => {
  const share = new ExecutionShare(WHOLE_TUPLE);
  expect(share.scale(7)).toBe(7);
  expect(share.idInTest(5)).toBe(5);
  expect(upTo(4, share.turnOfVUs(3))).toEqual([0, 1, 2, 3]);
});

test('workers own every n-th VU of their instance', () => {
  const tuple = new SegmentTuple(parseSegmentSequence('0,1/2,3/4,1'), 0);
  expect(workersOf(tuple, 3).map((share) => share.scale(7))).toEqual([2, 1, 1]);
  expect([1, 2, 3, 4].map((id) => new ExecutionShare(tuple).idInTest(id))).toEqual([1, 3, 5, 7]);
});

test('a worker outside the workers of a scenario owns nothing', () => {
  const outside = new ExecutionShare(WHOLE_TUPLE, { index: 2, count: 2 });
  expect(outside.scale(100)).toBe(0);
  expect(outside.turnOfVUs(100)(0)).toBe(Number.POSITIVE_INFINITY);
});

test('workers take turns in proportion to their VUs', () => {
  const [first, second, third] = workersOf(WHOLE_TUPLE, 3);
  expect(upTo(8, first!.turnOfVUs(4))).toEqual([0, 3, 4, 7]);
  expect(upTo(8, second!.turnOfVUs(4))).toEqual([1, 5]);
  expect(upTo(8, third!.turnOfVUs(2))).toEqual([]);
});

test('workers of all instances together take every turn exactly once, each in ascending order', () => {
  const parts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(
      parts,
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 40 }),
      (lengths, workers, vus) => {
        const total = lengths.reduce((sum, length) => sum + length, 0);
        const points = lengths.map(
          (_, i) => `${lengths.slice(0, i + 1).reduce((a, b) => a + b, 0)}/${total}`,
        );
        const sequence = parseSegmentSequence(['0', ...points].join(','));
        const shares = sequence.flatMap((_, i) => workersOf(new SegmentTuple(sequence, i), workers));
        expect(shares.reduce((sum, share) => sum + share.scale(vus), 0)).toBe(vus);
        const turns = shares.map((share) => upTo(100, share.turnOfVUs(vus)));
        for (const own of turns) expect(own).toEqual([...own].sort((a, b) => a - b));
        expect(turns.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
      },
    ),
  );
});
