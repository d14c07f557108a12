import { expect, test } from 'vitest';
import { VirtualRun, type VirtualRunOptions } from '../../../testkit/src/virtual-run.ts';
import { dueAtMs } from './constant-arrival-rate.ts';

const arrivalRun = (fields: object, options: Omit<VirtualRunOptions, 'scenarios'> = {}) =>
  new VirtualRun({ scenarios: { s: { executor: 'constant-arrival-rate', ...fields } }, ...options });
const starts = (run: VirtualRun) => run.iterations.map((i) => i.startedAtMs);

test.each([
  { n: 0, rate: 50, timeUnitMs: 1_000, due: 0 },
  { n: 1, rate: 50, timeUnitMs: 1_000, due: 20 },
  { n: 49, rate: 50, timeUnitMs: 1_000, due: 980 },
  { n: 3, rate: 3, timeUnitMs: 1_000, due: 999.999999 },
  { n: 2, rate: 1, timeUnitMs: 60_000, due: 120_000 },
  { n: 1_000_000_000, rate: 7, timeUnitMs: 1, due: 142_857_000 },
])('iteration $n at $rate per $timeUnitMs ms is due at $due ms', ({ n, rate, timeUnitMs, due }) => {
  expect(dueAtMs(n, { rate, timeUnitMs })).toBe(due);
});

test('iterations start at their due times, whatever they take', async () => {
  const run = arrivalRun({ rate: 5, duration: '2s', preAllocatedVUs: 4 }, { iterationMs: 700 });
  await run.finish();
  expect(starts(run)).toEqual([0, 200, 400, 600, 800, 1_000, 1_200, 1_400, 1_600, 1_800]);
  expect(run.iterations.map((i) => i.vu)).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2]);
  expect(run.dropped).toEqual([]);
  expect(run.clock.now()).toBe(2_500);
});

test.each([
  {
    segment: '0:1/2',
    vus: [1, 3],
    started: [
      [0, 0],
      [2, 400],
      [4, 800],
      [6, 1_200],
      [8, 1_600],
    ],
  },
  {
    segment: '1/2:3/4',
    vus: [2],
    started: [
      [1, 200],
      [5, 1_000],
      [9, 1_800],
    ],
  },
  {
    segment: '3/4:1',
    vus: [4],
    started: [
      [3, 600],
      [7, 1_400],
    ],
  },
])('segment $segment starts its own iterations', async ({ segment, vus, started }) => {
  const fields = { rate: 5, duration: '2s', preAllocatedVUs: 4 };
  const run = arrivalRun(fields, { segment, sequence: '0,1/2,3/4,1', iterationMs: 10 });
  await run.finish();
  expect(run.iterations.map((i) => [i.iterationInTest, i.startedAtMs])).toEqual(started);
  expect([...new Set(run.iterations.map((i) => i.vuInTest))]).toEqual(vus);
});

test('drops what finds every VU busy and warns once', async () => {
  const run = arrivalRun({ rate: 10, duration: '2s', preAllocatedVUs: 1 }, { iterationMs: 500 });
  await run.finish();
  expect(starts(run)).toEqual([0, 500, 1_000, 1_500]);
  expect(run.dropped.length).toBe(16);
  expect(run.dropped.every(({ count, vu }) => count === 1 && vu === undefined)).toBe(true);
  expect(run.logs).toEqual([
    {
      level: 'warning',
      message: 'Insufficient VUs, reached 1 active VUs and cannot initialize more',
      fields: { executor: 'constant-arrival-rate', scenario: 's' },
    },
  ]);
});

test('adds unplanned VUs one at a time; the iteration that asked for one is lost', async () => {
  const fields = { rate: 10, duration: '1s', preAllocatedVUs: 1, maxVUs: 3 };
  const run = arrivalRun(fields, { iterationMs: 5_000, initDurationMs: 250 });
  await run.finish();
  // Asked for at 100 ms, ready at 350, asked for again at 500, ready at 750.
  expect(run.iterations.map((i) => [i.vu, i.startedAtMs])).toEqual([
    [1, 0],
    [2, 400],
    [3, 800],
  ]);
  expect(run.dropped.map((drop) => drop.atMs)).toEqual([100, 200, 300, 500, 600, 700, 900]);
  expect(run.logs.length).toBe(1);
});

test('gives back an unplanned VU that comes too late', async () => {
  const fields = { rate: 10, duration: '1s', preAllocatedVUs: 1, maxVUs: 2, gracefulStop: '0s' };
  const run = arrivalRun(fields, { iterationMs: 5_000, initDurationMs: 3_000 });
  await run.finish();
  expect(run.iterations.map((i) => i.outcome)).toEqual(['interrupted']);
  expect(run.pools[0]?.createdCount).toBe(2);
});

test('starts overdue iterations in a burst', async () => {
  const run = arrivalRun({ rate: 10, duration: '1s', preAllocatedVUs: 5 }, { iterationMs: 100 });
  run.clock.at(150, () => run.clock.spend(300));
  await run.finish();
  expect(starts(run)).toEqual([0, 100, 450, 450, 450, 500, 600, 700, 800, 900]);
});

test('starts what was due before the end even if the thread was busy at the end', async () => {
  const run = arrivalRun({ rate: 10, duration: '1s', preAllocatedVUs: 5 }, { iterationMs: 100 });
  run.clock.at(750, () => run.clock.spend(400));
  await run.finish();
  expect(starts(run)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 1_150, 1_150]);
});

test('interrupts what is still running at the end of gracefulStop', async () => {
  const fields = { rate: 1, duration: '1s', preAllocatedVUs: 1, gracefulStop: '200ms' };
  const run = arrivalRun(fields, { iterationMs: 5_000 });
  await run.finish();
  expect(run.iterations[0]).toMatchObject({ outcome: 'interrupted', endedAtMs: 1_200 });
});

test('an abort ends it at once without counting drops', async () => {
  const run = arrivalRun({ rate: 10, duration: '10s', preAllocatedVUs: 3 }, { iterationMs: 250 });
  run.clock.advance(310);
  run.abort();
  await run.finish();
  expect(run.clock.now()).toBe(310);
  expect(run.iterations.map((i) => i.outcome)).toEqual([
    'complete',
    'interrupted',
    'interrupted',
    'interrupted',
  ]);
  expect(run.dropped).toEqual([]);
});

test('counts only VUs in an iteration as active', () => {
  const run = arrivalRun({ rate: 4, duration: '1s', preAllocatedVUs: 1, maxVUs: 3 }, { iterationMs: 100 });
  run.clock.advance(50);
  expect(run.activeVUs).toBe(1);
  expect(run.views[0]?.columns).toEqual(['1/1 VUs', '0.1s/1s', '4.00 iters/s']);
  run.clock.advance(100);
  expect(run.activeVUs).toBe(0);
  run.clock.runUntilIdle();
  expect(run.views[0]).toMatchObject({ status: 'done', columns: ['0/1 VUs', '1s', '4.00 iters/s'] });
});

test('threads together start exactly what one thread would', async () => {
  const fields = { rate: 50, duration: '2s', preAllocatedVUs: 13 };
  const run = arrivalRun(fields, { iterationMs: 100, threads: 3 });
  await run.finish();
  expect(starts(run)).toEqual(Array.from({ length: 100 }, (_, n) => n * 20));
  expect(run.iterations.map((i) => i.iterationInTest).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 100 }, (_, n) => n),
  );
  expect(run.dropped).toEqual([]);
});

test('few VUs stay on one thread', async () => {
  const fields = { rate: 10, duration: '1s', preAllocatedVUs: 2 };
  const run = arrivalRun(fields, { iterationMs: 200, threads: 4 });
  await run.finish();
  expect(run.iterations.map((i) => i.vu)).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
  expect(run.dropped).toEqual([]);
});
