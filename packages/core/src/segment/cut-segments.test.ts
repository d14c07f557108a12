import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutSegments } from './cut-segments.ts';
import { formatSegmentSequence, segmentFraction } from './segment.ts';
import { SegmentTuple } from './segment-tuple.ts';

test.each([
  { title: 'one instance', groups: [{ weight: 100, members: [8] }], sequence: '0,1' },
  { title: 'three equal ones', groups: [{ weight: 100, members: [4, 4, 4] }], sequence: '0,1/3,2/3,1' },
  {
    title: 'zones of 60 and 40 per cent',
    groups: [
      { weight: 60, members: [1, 1] },
      { weight: 40, members: [1] },
    ],
    sequence: '0,3/10,3/5,1',
  },
  { title: 'unequal machines', groups: [{ weight: 100, members: [500, 1500] }], sequence: '0,1/4,1' },
])('cuts for $title at $sequence', ({ groups, sequence }) => {
  expect(formatSegmentSequence(cutSegments(groups))).toBe(sequence);
});

test('proportions that would repeat too late are rounded, and nobody ends up without a part', () => {
  const segments = cutSegments([{ weight: 100, members: [1, 99_991, 99_989] }]);
  expect(formatSegmentSequence(segments)).toBe('0,1/10000,5001/10000,1');
});

test('any segments cover the test once, in proportion, and can be dealt out', () => {
  const groups = fc.array(
    fc.record({
      weight: fc.integer({ min: 1, max: 100 }),
      members: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 8 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  fc.assert(
    fc.property(groups, fc.nat(500), (given, count) => {
      const segments = cutSegments(given);
      const tuples = segments.map((_, i) => new SegmentTuple(segments, i));
      expect(tuples.reduce((total, tuple) => total + tuple.scale(count), 0)).toBe(count);
      const wanted = given.flatMap(({ weight, members }) => {
        const all = given.reduce((total, group) => total + group.weight, 0);
        const own = members.reduce((total, member) => total + member, 0);
        return members.map((member) => (weight / all) * (member / own));
      });
      segments.forEach((segment, i) => {
        expect(Math.abs(segmentFraction(segment) - (wanted[i] ?? 0))).toBeLessThan(0.005);
      });
    }),
    { numRuns: 60 },
  );
});

test('refuses weights that are no positive integers', () => {
  expect(() => cutSegments([{ weight: 100, members: [0] }])).toThrow('0 is no weight of a segment');
});
