import { expect, test } from 'vitest';
import { Cluster } from './cluster.fixture.ts';

const STATS = ['--summary-trend-stats', 'avg,min,med,max,p(10),p(90),p(95),p(99),p(99.9)'];

/** Linear between the two nearest ranks. */
function percentile(sorted: readonly number[], share: number): number {
  const rank = share * (sorted.length - 1);
  const [below = 0, above = 0] = [sorted[Math.floor(rank)], sorted[Math.ceil(rank)]];
  return below + (above - below) * (rank - Math.floor(rank));
}

test('percentiles of three agents are those of all samples pooled', async () => {
  await using cluster = await Cluster.start({
    script: `
      import { Trend } from 'k6/metrics';
      const latency = new Trend('latency');
      export const options = { scenarios: { main: { executor: 'shared-iterations', vus: 9, iterations: 900 } } };
      const normal = () => Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
      export default function () {
        // Each agent sees another distribution.
        const median = 10 * 4 ** Number(__ENV.K6_CLOUDRUN_INSTANCE_ID);
        for (let i = 0; i < 40; i++) latency.add(median * Math.exp(normal()));
      }`,
    args: ['--quiet', ...STATS],
    agents: [{}, {}, {}],
  });
  const ended = await cluster.ended;
  expect(ended, ended.output).toMatchObject({ exitCode: 0 });
  const values = (await cluster.samples('latency')).map(({ value }) => value).sort((a, b) => a - b);
  expect(values.length).toBe(36_000);
  const { latency = {} } = (await cluster.summary()).metrics;
  for (const [stat, share] of [
    ['p(10)', 0.1],
    ['med', 0.5],
    ['p(90)', 0.9],
    ['p(95)', 0.95],
    ['p(99)', 0.99],
    ['p(99.9)', 0.999],
  ] as const) {
    const exact = percentile(values, share);
    expect(Math.abs((latency[stat] ?? Number.NaN) - exact) / exact, stat).toBeLessThan(0.002);
  }
  expect(latency.min).toBe(values[0]);
  expect(latency.max).toBe(values.at(-1));
});

const DISJOINT = (thresholds: object) => `
  import { Counter, Trend } from 'k6/metrics';
  const latency = new Trend('latency');
  const made = new Counter('made');
  export const options = {
    scenarios: { main: { executor: 'per-vu-iterations', vus: 2, iterations: 50 } },
    thresholds: ${JSON.stringify(thresholds)},
  };
  export default function () {
    latency.add((__ENV.K6_CLOUDRUN_INSTANCE_ID === '0' ? 10 : 1000) + __ITER / 100);
    made.add(1);
  }`;

test('a threshold sees the percentile of the union, not the average of those of the agents', async () => {
  await using cluster = await Cluster.start({
    script: DISJOINT({ latency: ['p(99)<600'] }),
    args: ['--quiet', ...STATS],
    agents: [{}, {}],
  });
  expect(await cluster.ended).toMatchObject({ exitCode: 99 });
  const { latency = {} } = (await cluster.summary()).metrics;
  // The average of the agents' own would be 505.
  expect(latency['p(99)']).toBeCloseTo(1000.48, 0);
  expect(latency.med).toBeGreaterThan(10.4);
  expect(latency.med).toBeLessThan(1000.1);
});

test('a threshold that no agent crosses by itself is crossed by all of them together', async () => {
  await using cluster = await Cluster.start({
    script: DISJOINT({ made: ['count<80'] }),
    args: ['--quiet'],
    agents: [{}, {}],
  });
  const ended = await cluster.ended;
  expect(ended, ended.output).toMatchObject({ exitCode: 99 });
  expect((await cluster.summary()).metrics.made?.count).toBe(100);
});
