import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualRun } from '../../../testkit/src/virtual-run.ts';

const looping = { executor: 'constant-vus', vus: 1, duration: '2s' };

test('scenarios start at their start times and share VUs', async () => {
  const run = new VirtualRun({
    scenarios: { early: { ...looping, gracefulStop: 0 }, late: { ...looping, startTime: '3s' } },
    iterationMs: 700,
  });
  expect(await run.finish()).toEqual([
    { scenario: 'early', aborted: false, error: undefined },
    { scenario: 'late', aborted: false, error: undefined },
  ]);
  expect(run.pools[0]?.activations).toEqual([
    { vu: 1, scenario: 'early' },
    { vu: 1, scenario: 'late' },
  ]);
  const late = run.iterations.filter((i) => i.scenario === 'late');
  expect(late.map((i) => i.startedAtMs)).toEqual([3_000, 3_700, 4_400]);
  expect(late.map((i) => i.iterationInInstance)).toEqual([0, 1, 2]);
});

test('a scenario that begins the moment another ends gets its VUs', async () => {
  const run = new VirtualRun({
    scenarios: {
      z: { ...looping, vus: 2, gracefulStop: 0 },
      a: { ...looping, vus: 2, startTime: '2s', gracefulStop: 0 },
    },
    iterationMs: 5_000,
  });
  await run.finish();
  expect(run.plan.plannedVUs).toBe(2);
  expect(run.iterations.map((i) => [i.scenario, i.startedAtMs])).toEqual([
    ['z', 0],
    ['z', 0],
    ['a', 2_000],
    ['a', 2_000],
  ]);
  expect(run.logs).toEqual([]);
});

test('a scenario that waits shows how long', async () => {
  const run = new VirtualRun({
    scenarios: { a: looping, b: { ...looping, startTime: '2s' } },
    iterationMs: 900,
  });
  run.clock.advance(1_200);
  expect(run.views).toEqual([
    { scenario: 'a', status: 'running', fraction: 0.6, columns: ['1 VUs', '1.2s/2s'] },
    { scenario: 'b', status: 'waiting', fraction: 0, columns: ['waiting', '0.8s'] },
  ]);
  expect(run.activeVUs).toBe(1);
  await run.finish();
});

test('an abort stops scenarios that run and those that wait', async () => {
  const run = new VirtualRun({
    scenarios: { a: looping, b: { ...looping, startTime: '5s' } },
    iterationMs: 900,
  });
  run.clock.advance(1_200);
  run.abort();
  const outcomes = await run.finish();
  expect(outcomes.map(({ scenario, aborted }) => [scenario, aborted])).toEqual([
    ['a', true],
    ['b', true],
  ]);
  expect(run.clock.now()).toBe(1_200);
  expect(run.views.map(({ status }) => status)).toEqual(['interrupted', 'interrupted']);
});

test('an abort from within an iteration starts no other iteration', async () => {
  let started = 0;
  const run: VirtualRun = new VirtualRun({
    scenarios: { s: { ...looping, vus: 3 } },
    iterationMs: () => {
      if (++started === 2) run.abort();
      return started === 1 ? 500 : 0;
    },
  });
  const outcomes = await run.finish();
  expect(outcomes).toEqual([{ scenario: 's', aborted: true, error: undefined }]);
  expect(run.iterations.map((i) => i.outcome)).toEqual(['interrupted', 'complete']);
});

test('an abort after the end changes nothing', async () => {
  const run = new VirtualRun({ scenarios: { s: looping }, iterationMs: 900 });
  await run.finish();
  run.abort();
  expect(await run.finish()).toEqual([{ scenario: 's', aborted: false, error: undefined }]);
});

test('a test aborted before it began runs nothing', async () => {
  const run = new VirtualRun({ scenarios: { s: looping } });
  run.abort();
  await run.finish();
  expect(run.iterations).toEqual([]);
});

test('a scenario that gets no VU ends the whole test', async () => {
  const run = new VirtualRun({
    scenarios: { a: looping, b: { ...looping, duration: '5s' } },
    iterationMs: 10_000,
  });
  const stolen = run.pools[0]?.take();
  run.clock.runUntilIdle();
  if (stolen !== undefined) run.pools[0]?.giveBack(stolen);
  const [first, second] = await run.finish();
  expect(first).toMatchObject({ scenario: 'a', aborted: true, error: undefined });
  expect(second?.error?.message).toBe('could not get a VU from the buffer in 2s');
  expect(run.clock.now()).toBe(2_000);
});

const executors = [
  { executor: 'shared-iterations', vus: 5, iterations: 23 },
  { executor: 'per-vu-iterations', vus: 5, iterations: 3 },
  { executor: 'constant-vus', vus: 7, duration: '3s' },
  {
    executor: 'ramping-vus',
    startVUs: 2,
    stages: [
      { duration: '2s', target: 9 },
      { duration: '2s', target: 0 },
    ],
  },
  { executor: 'constant-arrival-rate', rate: 20, duration: '2s', preAllocatedVUs: 20 },
  {
    executor: 'ramping-arrival-rate',
    startRate: 3,
    stages: [{ duration: '3s', target: 9 }],
    preAllocatedVUs: 20,
  },
];

test.each(executors)(
  'segments and threads together start what one instance starts of $executor',
  async (scenario) => {
    const partition = fc.record({
      sequence: fc.constantFrom('0,1', '0,1/2,1', '0,1/2,3/4,1', '0,0.6,0.9,1', '0,1/3,1'),
      threads: fc.integer({ min: 1, max: 4 }),
    });
    const run = (parts: { segment?: string; sequence?: string; threads?: number }) =>
      new VirtualRun({ scenarios: { s: scenario }, iterationMs: 230, ...parts });
    const whole = run({});
    await whole.finish();
    await fc.assert(
      fc.asyncProperty(partition, async ({ sequence, threads }) => {
        const points = sequence.split(',');
        const parts = points
          .slice(1)
          .map((to, i) => run({ segment: `${points[i]}:${to}`, sequence, threads }));
        await Promise.all(parts.map((part) => part.finish()));
        const starts = (runs: VirtualRun[]) =>
          runs.flatMap((one) => one.iterations.map((i) => i.startedAtMs)).sort((a, b) => a - b);
        expect(starts(parts)).toEqual(starts([whole]));
        const ids = (runs: VirtualRun[]) =>
          [...new Set(runs.flatMap((one) => one.iterations.map((i) => i.vuInTest)))].sort((a, b) => a - b);
        expect(ids(parts)).toEqual(ids([whole]));
        const numbers = parts.flatMap((part) => part.iterations.map((i) => i.iterationInTest));
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(parts.flatMap((part) => part.dropped)).toEqual([]);
      }),
      { numRuns: 20 },
    );
  },
);
