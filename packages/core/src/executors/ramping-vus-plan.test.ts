import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseSegmentSequence } from '../segment/segment.ts';
import { SegmentTuple, WHOLE_TUPLE } from '../segment/segment-tuple.ts';
import { plannedSteps, rawSteps, type VUStep } from './ramping-vus-plan.ts';
import type { Stage } from './stages.ts';

const stage = (seconds: number, target: number): Stage => ({ durationMs: seconds * 1_000, target });
const pairs = (steps: readonly VUStep[]) => steps.map(({ offsetMs, vus }) => [offsetMs, vus]);
const valueAt = (steps: readonly VUStep[], ms: number) =>
  steps.findLast((step) => step.offsetMs <= ms)?.vus ?? 0;
const tupleOf = (sequence: string, index: number) => new SegmentTuple(parseSegmentSequence(sequence), index);

test.each([
  {
    title: 'a ramp up',
    startVUs: 1,
    stages: [stage(2, 6)],
    steps: [
      [0, 1],
      [400, 2],
      [800, 3],
      [1_200, 4],
      [1_600, 5],
      [2_000, 6],
    ],
  },
  {
    title: 'a ramp down',
    startVUs: 4,
    stages: [stage(1, 4), stage(1, 0)],
    steps: [
      [0, 4],
      [1_250, 3],
      [1_500, 2],
      [1_750, 1],
      [2_000, 0],
    ],
  },
  {
    title: 'jumps',
    startVUs: 0,
    stages: [stage(0, 5), stage(1, 5), stage(0, 2), stage(3, 2)],
    steps: [
      [0, 0],
      [0, 5],
      [1_000, 2],
    ],
  },
  {
    title: 'times cut to nanoseconds',
    startVUs: 0,
    stages: [stage(1, 3)],
    steps: [
      [0, 0],
      [333.333334, 1],
      [666.666667, 2],
      [1_000, 3],
    ],
  },
  {
    title: 'turns',
    startVUs: 0,
    stages: [stage(2, 2), stage(2, 0), stage(2, 1)],
    steps: [
      [0, 0],
      [1_000, 1],
      [2_000, 2],
      [3_000, 1],
      [4_000, 0],
      [6_000, 1],
    ],
  },
])('draws $title', ({ startVUs, stages, steps }) => {
  expect(pairs(rawSteps(startVUs, stages, WHOLE_TUPLE))).toEqual(steps);
});

test.each([
  {
    index: 0,
    steps: [
      [0, 1],
      [800, 2],
      [1_600, 3],
    ],
  },
  {
    index: 1,
    steps: [
      [0, 0],
      [400, 1],
      [2_000, 2],
    ],
  },
  {
    index: 2,
    steps: [
      [0, 0],
      [1_200, 1],
    ],
  },
])('gives part $index of 0,1/2,3/4,1 the VUs it owns', ({ index, steps }) => {
  expect(pairs(rawSteps(1, [stage(2, 6)], tupleOf('0,1/2,3/4,1', index)))).toEqual(steps);
});

test('computes steps of very long and high ramps exactly', () => {
  const tuple = tupleOf('0,1/99991,1', 0);
  const target = 1_000_003;
  const durationNs = 90n * 86_400_000_000_000n;
  const steps = rawSteps(0, [{ durationMs: Number(durationNs) / 1e6, target }], tuple).slice(1);
  expect(steps.length).toBe(tuple.scale(target));
  steps.forEach(({ offsetMs }, i) => {
    const vu = BigInt(tuple.globalIndex(i) + 1);
    const exactNs = durationNs - (durationNs * (BigInt(target) - vu)) / BigInt(target);
    expect(offsetMs).toBe(Number(exactNs) / 1e6);
  });
});

const DEFAULT_GRACE = { gracefulRampDownMs: 30_000, endMs: 60_000 };

test('keeps VUs for the grace period of a ramp down', () => {
  // Up to 6 at 2 s, down to 1 at 7 s, later peaks of 5 and 4.
  const raw = rawSteps(
    4,
    [stage(2, 6), stage(5, 1), stage(4, 5), stage(0, 5), stage(3, 2), stage(2, 4)],
    WHOLE_TUPLE,
  );
  const planned = plannedSteps(raw, DEFAULT_GRACE);
  expect(pairs(planned).slice(0, 3)).toEqual([
    [0, 4],
    [1_000, 5],
    [2_000, 6],
  ]);
  expect(valueAt(planned, 32_999)).toBe(6);
  expect(valueAt(planned, 33_000)).toBe(5);
});

test('ends with the last reduction or with gracefulStop, whichever comes first', () => {
  const raw = rawSteps(2, [stage(1, 0)], WHOLE_TUPLE);
  expect(pairs(plannedSteps(raw, { gracefulRampDownMs: 5_000, endMs: 31_000 }))).toEqual([
    [0, 2],
    [5_500, 1],
    [6_000, 0],
  ]);
  expect(pairs(plannedSteps(raw, { gracefulRampDownMs: 5_000, endMs: 5_700 }))).toEqual([
    [0, 2],
    [5_500, 1],
    [5_700, 0],
  ]);
  expect(pairs(plannedSteps(raw, { gracefulRampDownMs: 30_000, endMs: 11_000 }))).toEqual([
    [0, 2],
    [11_000, 0],
  ]);
});

test('plans exactly the raw steps without a grace period', () => {
  const raw = rawSteps(1, [stage(1, 3), stage(1, 1)], WHOLE_TUPLE);
  expect(plannedSteps(raw, { gracefulRampDownMs: 0, endMs: 2_000 })).toEqual([
    ...raw,
    { offsetMs: 2_000, vus: 0 },
  ]);
});

test('ignores a dip that is over within the grace period', () => {
  const raw = rawSteps(3, [stage(0, 1), stage(10, 1), stage(0, 3), stage(10, 3)], WHOLE_TUPLE);
  expect(pairs(plannedSteps(raw, { gracefulRampDownMs: 10_000, endMs: 50_000 }))).toEqual([
    [0, 3],
    [50_000, 0],
  ]);
  expect(valueAt(plannedSteps(raw, { gracefulRampDownMs: 9_000, endMs: 50_000 }), 9_500)).toBe(1);
});

const anyStages = fc.array(
  fc.record({ durationMs: fc.integer({ min: 0, max: 5_000 }), target: fc.integer({ min: 0, max: 30 }) }),
  { minLength: 1, maxLength: 6 },
);

test('planned VUs are the most that were wanted within the grace period', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 30 }),
      anyStages,
      fc.integer({ min: 1, max: 4_000 }),
      (start, stages, grace) => {
        const raw = rawSteps(start, stages, WHOLE_TUPLE);
        const endMs = stages.reduce((sum, { durationMs }) => sum + durationMs, 0) + 2_000;
        const planned = plannedSteps(raw, { gracefulRampDownMs: grace, endMs });
        expect(pairs(planned)).toEqual(pairs(planned).sort(([a = 0], [b = 0]) => a - b));
        for (let ms = 0.5; ms < endMs; ms += 97.3) {
          const recent = raw
            .filter((step) => step.offsetMs > ms - grace && step.offsetMs <= ms)
            .map((step) => step.vus);
          expect(valueAt(planned, ms)).toBe(Math.max(valueAt(raw, ms - grace), ...recent));
        }
      },
    ),
  );
});

test('the VUs of all segments add up to the whole ramp at any time', () => {
  const sequences = fc.constantFrom('0,1/2,3/4,1', '0,0.6,0.9,1', '0,1/3,1', '0,1/7,3/7,1', '0,0.2,0.5,1');
  fc.assert(
    fc.property(sequences, fc.integer({ min: 0, max: 30 }), anyStages, (text, start, stages) => {
      const sequence = parseSegmentSequence(text);
      const whole = rawSteps(start, stages, WHOLE_TUPLE);
      const parts = sequence.map((_, i) => rawSteps(start, stages, new SegmentTuple(sequence, i)));
      for (const { offsetMs } of whole) {
        const sum = parts.reduce((total, steps) => total + valueAt(steps, offsetMs), 0);
        expect(sum).toBe(valueAt(whole, offsetMs));
      }
    }),
  );
});
