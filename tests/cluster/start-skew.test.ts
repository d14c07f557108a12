import { expect, test } from 'vitest';
import { Cluster } from './cluster.fixture.ts';

interface WithFigures {
  readonly cluster: {
    readonly start_skew_ms: number;
    readonly missing_share: number;
    readonly agents_lost: number;
  };
}

test('ten agents start within 50 milliseconds of each other', { timeout: 60_000 }, async () => {
  await using cluster = await Cluster.start({
    script: `
      import exec from 'k6/execution';
      import { sleep } from 'k6';
      import { Trend } from 'k6/metrics';
      const began = new Trend('began');
      export const options = { scenarios: { main: { executor: 'per-vu-iterations', vus: 10, iterations: 1 } } };
      export default function () {
        began.add(exec.scenario.startTime % 1e9);
        sleep(1);
      }`,
    args: ['--quiet'],
    agents: Array.from({ length: 10 }, () => ({})),
  });
  const { exitCode, output } = await cluster.ended;
  expect(exitCode, output).toBe(0);
  const figures = JSON.parse(await cluster.read('summary.json')) as WithFigures;
  expect(figures.cluster).toMatchObject({ missing_share: 0, agents_lost: 0 });
  expect(figures.cluster.start_skew_ms).toBeGreaterThan(0);
  expect(figures.cluster.start_skew_ms).toBeLessThan(50);
  // They share this machine's clock, so what scripts see must agree with what the coordinator measured.
  const times = (await cluster.samples('began')).map(({ value }) => value);
  expect(times.length).toBe(10);
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(50);
});
