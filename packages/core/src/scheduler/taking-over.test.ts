import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualRun, type VirtualRunOptions } from '../../../testkit/src/virtual-run.ts';

type Part = Pick<VirtualRunOptions, 'segment' | 'sequence' | 'threads'>;

const place = fc.constantFrom(
  {},
  { segment: '0:1/2', sequence: '0,1/2,1' },
  { segment: '1/2:3/4', sequence: '0,1/2,3/4,1' },
  { segment: '0.6:0.9', sequence: '0,0.6,0.9,1' },
  { segment: '1/3:1', sequence: '0,1/3,1' },
);
const threads = fc.integer({ min: 1, max: 4 });

/** Runs an instance until the cut, and a replacement from the end of the gap on. */
async function runWithLoss(
  options: VirtualRunOptions,
  loss: { cutMs: number; gapMs: number; threads: number },
) {
  const lost = new VirtualRun(options);
  lost.clock.runUntil(loss.cutMs);
  const done: Record<string, number> = {};
  for (const { scenario, outcome } of lost.iterations) {
    if (outcome === 'complete') done[scenario] = (done[scenario] ?? 0) + 1;
  }
  const elapsedMs = loss.cutMs + loss.gapMs;
  const replacement = new VirtualRun({ ...options, threads: loss.threads, elapsedMs, iterationsDone: done });
  return { lost, done, replacement };
}

const arrivalRates = [
  { executor: 'constant-arrival-rate', rate: 7, timeUnit: '300ms', duration: '4s', preAllocatedVUs: 20 },
  {
    executor: 'ramping-arrival-rate',
    startRate: 3,
    stages: [
      { duration: '1s', target: 30 },
      { duration: 0, target: 10 },
      { duration: '1s', target: 0 },
      { duration: '2s', target: 20 },
    ],
    preAllocatedVUs: 20,
  },
];

test.each(arrivalRates)(
  'whoever takes over a $executor starts what is still due, with the numbers of an uninterrupted run',
  async (scenario) => {
    const starts = (run: VirtualRun) =>
      run.iterations.map(({ startedAtMs, iterationInInstance, iterationInTest }) => ({
        startedAtMs,
        iterationInInstance,
        iterationInTest,
      }));
    const startTime = fc.constantFrom('0s', '700ms');
    const cut = fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(300, 600, 900));
    await fc.assert(
      fc.asyncProperty(place, threads, threads, startTime, cut, async (part, one, other, start, cutMs) => {
        const options: VirtualRunOptions & Part = {
          scenarios: { s: { ...scenario, startTime: start } },
          iterationMs: 50,
          threads: one,
          ...part,
        };
        const whole = new VirtualRun(options);
        await whole.finish();
        const { lost, replacement } = await runWithLoss(options, { cutMs, gapMs: 0, threads: other });
        await replacement.finish();
        const before = starts(lost).filter(({ startedAtMs }) => startedAtMs < cutMs);
        expect([...before, ...starts(replacement)]).toEqual(starts(whole));
        expect(replacement.dropped).toEqual([]);
      }),
      { numRuns: 60 },
    );
  },
);

test.each(arrivalRates)(
  'what was due while nobody ran a $executor is skipped, not dropped',
  async (scenario) => {
    const options = { scenarios: { s: scenario }, iterationMs: 50 };
    const whole = new VirtualRun(options);
    await whole.finish();
    const { replacement } = await runWithLoss(options, { cutMs: 500, gapMs: 900, threads: 1 });
    await replacement.finish();
    const numbers = (run: VirtualRun) =>
      run.iterations.filter((i) => i.startedAtMs >= 1_400).map((i) => i.iterationInTest);
    expect(numbers(replacement)).toEqual(numbers(whole));
    expect(replacement.dropped).toEqual([]);
  },
);

test('whoever takes over too late fires what was due since at once', async () => {
  const run = new VirtualRun({
    scenarios: {
      s: { executor: 'constant-arrival-rate', rate: 10, duration: '2s', preAllocatedVUs: 10 },
    },
    iterationMs: 50,
    elapsedMs: 1_000,
  });
  run.clock.spend(250);
  await run.finish();
  expect(run.iterations.slice(0, 4).map((i) => [i.iterationInInstance, i.startedAtMs])).toEqual([
    [10, 1_250],
    [11, 1_250],
    [12, 1_250],
    [13, 1_300],
  ]);
});

const fixedIterations = [
  { executor: 'shared-iterations', vus: 10, iterations: 97 },
  { executor: 'per-vu-iterations', vus: 10, iterations: 9 },
];

test.each(fixedIterations)('whoever takes over a $executor runs exactly the rest', async (scenario) => {
  const durations = fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 7 });
  const cut = fc.integer({ min: 0, max: 4_000 });
  const gap = fc.integer({ min: 0, max: 1_500 });
  await fc.assert(
    fc.asyncProperty(
      place,
      threads,
      threads,
      durations,
      cut,
      gap,
      async (part, one, other, ms, cutMs, gapMs) => {
        const options: VirtualRunOptions = {
          scenarios: { s: scenario },
          iterationMs: ({ vu, iterationInInstance }) => ms[(vu * 3 + iterationInInstance) % ms.length] ?? 0,
          threads: one,
          ...part,
        };
        const whole = new VirtualRun(options);
        await whole.finish();
        const { done, replacement } = await runWithLoss(options, { cutMs, gapMs, threads: other });
        await replacement.finish();
        const doneBefore = done.s ?? 0;
        const numbers = replacement.iterations.map((i) => i.iterationInInstance).sort((a, b) => a - b);
        const rest = Array.from({ length: whole.iterations.length - doneBefore }, (_, i) => doneBefore + i);
        expect(numbers).toEqual(rest);
        expect(replacement.dropped).toEqual([]);
        expect(replacement.views.map(({ fraction }) => fraction)).toEqual([1]);
      },
    ),
    { numRuns: 60 },
  );
});

test.each(fixedIterations)('what a $executor has no more time for is dropped once', async (scenario) => {
  const options = { scenarios: { s: { ...scenario, maxDuration: '4s' } }, iterationMs: 770 };
  const { lost, done, replacement } = await runWithLoss(options, { cutMs: 2_000, gapMs: 500, threads: 2 });
  await replacement.finish();
  const dropped = replacement.dropped.reduce((sum, { count }) => sum + count, 0);
  const planned = scenario.executor === 'shared-iterations' ? 97 : 90;
  expect((done.s ?? 0) + replacement.iterations.length + dropped).toBe(planned);
  expect(dropped).toBeGreaterThan(0);
  expect(lost.dropped).toEqual([]);
});

test('per-vu-iterations counts what was done evenly for all VUs, and each goes on from there', async () => {
  const run = new VirtualRun({
    scenarios: { s: { executor: 'per-vu-iterations', vus: 3, iterations: 4 } },
    iterationMs: 100,
    threads: 2,
    elapsedMs: 1_000,
    iterationsDone: { s: 7 },
  });
  await run.finish();
  const counts = [1, 2, 3].map((vu) => run.iterations.filter((i) => i.vu === vu).length);
  expect(counts).toEqual([1, 2, 2]);
  expect(run.pools.flatMap((pool) => pool.activations)).toEqual([
    { vu: 1, scenario: 's', iterationsDone: 3 },
    { vu: 3, scenario: 's', iterationsDone: 2 },
    { vu: 2, scenario: 's', iterationsDone: 2 },
  ]);
});

const loopingVUs = [
  { executor: 'constant-vus', vus: 10, duration: '4s', gracefulStop: '0s' },
  {
    executor: 'ramping-vus',
    startVUs: 2,
    stages: [
      { duration: '1s', target: 12 },
      { duration: 0, target: 5 },
      { duration: '1s', target: 0 },
      { duration: '2s', target: 9 },
    ],
    gracefulRampDown: '0s',
    gracefulStop: '0s',
  },
];

test.each(loopingVUs)(
  'whoever takes over a $executor has the VUs of an uninterrupted run at any time',
  async (scenario) => {
    const cut = fc.integer({ min: 1, max: 3_990 });
    await fc.assert(
      fc.asyncProperty(place, threads, cut, async (part, count, cutMs) => {
        const options: VirtualRunOptions = { scenarios: { s: scenario }, iterationMs: 70, ...part };
        const whole = new VirtualRun(options);
        whole.clock.runUntil(cutMs);
        const { done, replacement } = await runWithLoss(options, { cutMs, gapMs: 0, threads: count });
        replacement.clock.runUntil(cutMs);
        const active = (run: VirtualRun) =>
          run.iterations.filter((i) => i.outcome === 'running').map((i) => i.vuInTest);
        for (let timeMs = cutMs; timeMs < 4_000; timeMs += 130) {
          whole.clock.runUntil(timeMs);
          replacement.clock.runUntil(timeMs);
          expect(replacement.activeVUs).toBe(whole.activeVUs);
          // VUs that came back from a ramp go to the end of the queue; whoever takes over does not know their order.
          if (scenario.executor === 'constant-vus')
            expect(active(replacement).sort()).toEqual(active(whole).sort());
        }
        await replacement.finish();
        const numbers = replacement.iterations.map((i) => i.iterationInInstance).sort((a, b) => a - b);
        expect(numbers).toEqual(numbers.map((_, i) => (done.s ?? 0) + i));
      }),
      { numRuns: 60 },
    );
  },
);

test('scenarios that are over end at once, and later ones begin in their time', async () => {
  const looping = { executor: 'constant-vus', vus: 2, duration: '2s', gracefulStop: 0 };
  const run = new VirtualRun({
    scenarios: {
      over: looping,
      shared: { executor: 'shared-iterations', vus: 2, iterations: 50, maxDuration: '3s', gracefulStop: 0 },
      now: { ...looping, startTime: '2500ms' },
      later: { ...looping, startTime: '4s' },
    },
    iterationMs: 400,
    elapsedMs: 3_100,
    iterationsDone: { over: 20, shared: 20, now: 4 },
  });
  run.clock.advance(0);
  expect(run.views.map(({ scenario, status }) => [scenario, status])).toEqual([
    ['over', 'done'],
    ['shared', 'interrupted'],
    ['now', 'running'],
    ['later', 'waiting'],
  ]);
  const outcomes = await run.finish();
  expect(outcomes.every(({ aborted, error }) => !aborted && error === undefined)).toBe(true);
  const first = (scenario: string) => {
    const iteration = run.iterations.find((i) => i.scenario === scenario);
    return iteration === undefined ? undefined : [iteration.startedAtMs, iteration.iterationInInstance];
  };
  expect(['over', 'shared', 'now', 'later'].map(first)).toEqual([
    undefined,
    undefined,
    [3_100, 4],
    [4_000, 0],
  ]);
  expect(run.dropped).toEqual([]);
  expect(run.clock.now()).toBe(6_000);
});
