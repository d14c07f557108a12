import fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualRun } from '../../../testkit/src/virtual-run.ts';

// 60 VUs are a whole number of rounds of every sequence below.
const scenarios = [
  { executor: 'shared-iterations', vus: 60, iterations: 233 },
  { executor: 'per-vu-iterations', vus: 60, iterations: 4 },
  { executor: 'constant-vus', vus: 60, duration: '2s' },
  {
    executor: 'ramping-vus',
    startVUs: 20,
    stages: [
      { duration: '1s', target: 60 },
      { duration: 0, target: 33 },
      { duration: '1500ms', target: 0 },
    ],
  },
  { executor: 'constant-arrival-rate', rate: 90, duration: '3s', preAllocatedVUs: 60 },
  {
    executor: 'ramping-arrival-rate',
    startRate: 3,
    stages: [
      { duration: '2s', target: 95 },
      { duration: '1s', target: 40 },
    ],
    preAllocatedVUs: 60,
  },
];
const sequences = ['0,1', '0,1/2,1', '0,1/3,2/3,1', '0,1/2,3/4,1', '0,0.6,0.9,1', '0,1/10,1/2,1'];

const run = (scenario: (typeof scenarios)[number], part: object = {}) =>
  new VirtualRun({ scenarios: { s: scenario }, iterationMs: 230, ...part });

async function finishParts(scenario: (typeof scenarios)[number], sequence: string, threads: number) {
  const points = sequence.split(',');
  const parts = points
    .slice(1)
    .map((to, i) => run(scenario, { segment: `${points[i]}:${to}`, sequence, threads }));
  await Promise.all(parts.map((part) => part.finish()));
  return parts;
}

/** Every iteration with its VU, how many that VU had run before it, and when it started. */
function byVU(runs: readonly VirtualRun[]): string[] {
  const counts = new Map<number, number>();
  const iterations = runs.flatMap((one) => one.iterations);
  const lines = iterations.map(({ vuInTest, startedAtMs }) => {
    const before = counts.get(vuInTest) ?? 0;
    counts.set(vuInTest, before + 1);
    return `VU ${vuInTest}, iteration ${before}, ${startedAtMs} ms`;
  });
  return lines.sort();
}

/** Every iteration with its number in the test, its VU, and when it started. */
const byNumber = (runs: readonly VirtualRun[]): string[] =>
  runs
    .flatMap((one) => one.iterations)
    .map((i) => `iteration ${i.iterationInTest}, VU ${i.vuInTest}, ${i.startedAtMs} ms`)
    .sort();

test.each(scenarios)(
  'instances of any segments, on any threads, run the iterations of one big instance of $executor on the same VUs',
  async (scenario) => {
    const whole = run(scenario);
    await whole.finish();
    // The last shared iterations go to whoever asks first, and among threads that is a matter of speed.
    const mostThreads = scenario.executor === 'shared-iterations' ? 1 : 4;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...sequences),
        fc.integer({ min: 1, max: mostThreads }),
        async (sequence, threads) => {
          const parts = await finishParts(scenario, sequence, threads);
          expect(byVU(parts)).toEqual(byVU([whole]));
          const numbers = parts.flatMap((part) => part.iterations.map((i) => i.iterationInTest));
          expect(new Set(numbers).size).toBe(numbers.length);
        },
      ),
      { numRuns: 24 },
    );
  },
);

// While VUs ramp, numbers depend on which VU is faster, as they do in k6; they are unique all the same.
test.each(scenarios.filter(({ executor }) => executor !== 'ramping-vus'))(
  'instances of any segments number the iterations of $executor as one big instance does',
  async (scenario) => {
    const whole = run(scenario);
    await whole.finish();
    for (const sequence of sequences) {
      const parts = await finishParts(scenario, sequence, 1);
      expect(byNumber(parts)).toEqual(byNumber([whole]));
    }
  },
);
