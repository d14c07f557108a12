import { expect, test } from 'vitest';
import { VirtualRun } from '../../../testkit/src/virtual-run.ts';
import { RampedDueTimes } from './ramping-arrival-rate.ts';

const stage = (seconds: number, target: number) => ({ durationMs: seconds * 1_000, target });
const allDue = (ramp: ConstructorParameters<typeof RampedDueTimes>[0]) => {
  const dueTimes = new RampedDueTimes(ramp);
  const due: number[] = [];
  for (let ms = dueTimes.next(0); ms < Number.POSITIVE_INFINITY; ms = dueTimes.next(due.length)) due.push(ms);
  return due;
};
const captured = {
  executor: 'ramping-arrival-rate',
  startRate: 1,
  timeUnit: '1s',
  stages: [
    { duration: '2s', target: 5 },
    { duration: '1s', target: 5 },
  ],
  preAllocatedVUs: 3,
};

test('iterations are due when the area under the rate reaches their number', () => {
  const due = allDue({ startRate: 1, timeUnitMs: 1_000, stages: [stage(2, 5), stage(1, 5)] });
  expect(due.map(Math.round)).toEqual([
    618, 1_000, 1_303, 1_562, 1_791, 2_000, 2_200, 2_400, 2_600, 2_800, 3_000,
  ]);
});

test.each([
  { title: 'a flat rate', startRate: 2, stages: [stage(2, 2)], due: [500, 1_000, 1_500, 2_000] },
  { title: 'a ramp from nothing', startRate: 0, stages: [stage(2, 2)], due: [1_414.21356, 2_000] },
  { title: 'a jump', startRate: 0, stages: [stage(0, 4), stage(1, 4)], due: [250, 500, 750, 1_000] },
  {
    title: 'a pause',
    startRate: 1,
    stages: [stage(1, 1), stage(0, 0), stage(5, 0), stage(0, 1), stage(1, 1)],
    due: [1_000, 7_000],
  },
  { title: 'a ramp down to nothing', startRate: 2, stages: [stage(2, 0)], due: [585.78644, 2_000] },
  { title: 'fractions carried over', startRate: 1, stages: [stage(0.5, 1), stage(1, 1)], due: [1_000] },
  { title: 'no rate at all', startRate: 0, stages: [stage(5, 0)], due: [] },
])('$title gives the due times $due', ({ startRate, stages, due }) => {
  // k6's formula works on floats and cuts them, so that a whole millisecond may lack a nanosecond.
  const actual = allDue({ startRate, timeUnitMs: 1_000, stages });
  expect(actual.map((ms) => Math.round(ms * 1e5) / 1e5)).toEqual(due);
});

test('ends with its last due iteration', async () => {
  const run = new VirtualRun({ scenarios: { s: captured }, iterationMs: 100 });
  await run.finish();
  expect(run.iterations.length).toBe(11);
  expect(run.iterations.map((i) => i.iterationInTest)).toEqual(run.iterations.map((_, n) => n));
  expect(run.clock.now()).toBeCloseTo(3_100);
  expect(run.dropped).toEqual([]);
});

test.each([
  {
    segment: '0:1/3',
    vus: [2],
    started: [
      [1, 1_000],
      [4, 1_791],
      [7, 2_400],
      [10, 3_000],
    ],
  },
  {
    segment: '1/3:1',
    vus: [1, 3],
    started: [
      [0, 618],
      [2, 1_303],
      [3, 1_562],
      [5, 2_000],
      [6, 2_200],
      [8, 2_600],
      [9, 2_800],
    ],
  },
])('segment $segment starts its own iterations', async ({ segment, vus, started }) => {
  const run = new VirtualRun({ scenarios: { s: captured }, segment, sequence: '0,1/3,1', iterationMs: 10 });
  await run.finish();
  expect(run.iterations.map((i) => [i.iterationInTest, Math.round(i.startedAtMs)])).toEqual(started);
  expect([...new Set(run.iterations.map((i) => i.vuInTest))]).toEqual(vus);
});

test('shows as interrupted when the last iteration is due before the end', async () => {
  const run = new VirtualRun({
    scenarios: { s: captured },
    segment: '1/3:1',
    sequence: '0,1/3,1',
    iterationMs: 10,
  });
  await run.finish();
  expect(run.views[0]).toMatchObject({
    status: 'interrupted',
    columns: ['0/2 VUs', '2.8s/3s', '5.00 iters/s'],
  });
  expect(Math.floor((run.views[0]?.fraction ?? 0) * 100)).toBe(93);
});

test('shows the rate of the moment', () => {
  const run = new VirtualRun({ scenarios: { s: captured }, iterationMs: 10 });
  run.clock.advance(1_001);
  expect(run.views[0]?.columns[2]).toBe('2.62 iters/s');
});
