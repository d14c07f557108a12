import { expect, test } from 'vitest';
import { SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';
import { viewCluster } from './cluster-view.ts';

function view(cluster: SimulatedCluster) {
  const run = cluster.started?.run;
  if (run === undefined) throw new Error('the run has been started');
  return viewCluster(run, cluster.clock.now());
}

test('shows for whom a run waits, then what every agent does, then which one is missing', async () => {
  const cluster = new SimulatedCluster({ agents: 2, spec: { onAgentLoss: 'continue' } });
  const first = cluster.join('a');
  cluster.start();
  await cluster.advance(1_000);
  expect(view(cluster)).toMatchObject({ phase: 'awaiting-agents', missing: [{ joined: 1 }], instances: [] });

  cluster.join('b');
  await cluster.reach('running');
  await cluster.advance(5_000);
  const running = view(cluster);
  expect(running).toMatchObject({
    phase: 'running',
    missing: [],
    instances: [
      { instance: 0, agent: 'a', loadZone: 'local', share: 0.5, condition: 'running', activeVUs: 2 },
      { instance: 1, agent: 'b', condition: 'running' },
    ],
  });
  expect(running.elapsedMs).toBeGreaterThan(4_500);
  expect(running.instances[0]?.completeIterations).toBeGreaterThanOrEqual(45);

  first.partition(60_000);
  await cluster.advance(4_000);
  expect(view(cluster).instances.map(({ condition }) => condition)).toEqual(['suspect', 'running']);
  await cluster.advance(7_000);
  expect(view(cluster).instances.map(({ agent, condition }) => `${agent} ${condition}`)).toEqual([
    'a lost',
    'b ended',
  ]);
});
