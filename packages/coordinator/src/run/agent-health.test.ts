import { expect, test } from 'vitest';
import { SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';

test('says about once a second how each instance is, while there is load', async () => {
  const cluster = new SimulatedCluster({ agents: 2, test: { durationMs: 10_000 } });
  cluster.join('a');
  cluster.join('b');
  await cluster.run();
  for (const name of ['a', 'b']) {
    const own = cluster.health.filter(({ agent }) => agent === name);
    expect(own.length).toBeGreaterThanOrEqual(8);
    expect(own.length).toBeLessThanOrEqual(12);
    expect(own.map(({ elapsedMs }) => elapsedMs)).toEqual(
      own.map(({ elapsedMs }) => elapsedMs).toSorted((a, b) => a - b),
    );
    expect(own.at(-2)).toMatchObject({
      loadZone: 'local',
      label: 'default',
      epoch: 0,
      vus: 2,
      cpuShare: 0.25,
      memoryBytes: 1_000_000,
    });
    expect(own.at(-2)?.iterationsDone).toBeGreaterThan(90);
    expect(Math.abs(own.at(-2)?.clockSkewMs ?? 1000)).toBeLessThan(100);
  }
});
