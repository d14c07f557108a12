import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SimulatedAgent } from '../simulation/simulated-agent.fixture.ts';
import { SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';

const STEP_MS = 50;
/** All deadlines of a run one after the other, several times over. */
const LIMIT_MS = 400_000;

const faults = {
  kill: (agent: SimulatedAgent) => agent.kill(),
  leave: (agent: SimulatedAgent) => agent.leave(),
  cut: (agent: SimulatedAgent, ms: number) => agent.cut(ms),
  partition: (agent: SimulatedAgent, ms: number) => agent.partition(ms),
  pause: (agent: SimulatedAgent, ms: number) => agent.pause(ms),
  crash: (agent: SimulatedAgent) => {
    for (const tenure of agent.tenures.values()) tenure.fail('agent', 'the runner was killed');
  },
  restart: (agent: SimulatedAgent, ms: number, cluster: SimulatedCluster) => {
    agent.kill();
    cluster.clock.at(cluster.clock.now() + ms / 10, () => void cluster.join(agent.name));
  },
  'pause the coordinator': (_agent: SimulatedAgent, ms: number, cluster: SimulatedCluster) =>
    cluster.clock.spend(Math.min(ms, 8_000)),
  stop: (_agent: SimulatedAgent, _ms: number, cluster: SimulatedCluster) =>
    cluster.stop.request({ kind: 'api' }),
} satisfies Record<string, (agent: SimulatedAgent, ms: number, cluster: SimulatedCluster) => void>;

const FAULTS = Object.keys(faults).filter((kind) => kind !== 'stop') as (keyof typeof faults)[];

const event = fc.record({
  atMs: fc.integer({ min: 0, max: 22_000 }),
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...FAULTS) },
    { weight: 1, arbitrary: fc.constant('stop' as const) },
  ),
  agent: fc.nat(4),
  ms: fc.integer({ min: 100, max: 35_000 }),
});

const scenario = fc.record({
  policy: fc.constantFrom('fail', 'continue', 'replace'),
  spares: fc.nat(2),
  iterations: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
  hasStages: fc.boolean(),
  network: fc.record({
    latencyMs: fc.integer({ min: 0, max: 120 }),
    duplicateAfterMs: fc.option(fc.nat(3_000), { nil: undefined }),
    jitterMs: fc.nat(2_000),
  }),
  clockOffsetMs: fc.integer({ min: -1e8, max: 1e8 }),
  events: fc.array(event, { maxLength: 5 }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function build({
  policy,
  spares,
  iterations,
  hasStages,
  network,
  clockOffsetMs,
}: Scenario): SimulatedCluster {
  const cluster = new SimulatedCluster({
    agents: 3,
    test: { durationMs: 12_000, ...(iterations === undefined ? {} : { iterations }) },
    spec: {
      onAgentLoss: policy,
      ...(hasStages ? {} : { setupTimeoutMs: undefined, teardownTimeoutMs: undefined }),
    },
  });
  const { latencyMs, jitterMs, duplicateAfterMs } = network;
  const conditions = () => ({
    latencyMs,
    jitterMs,
    ...(duplicateAfterMs === undefined ? {} : { duplicateAfterMs }),
  });
  for (let i = 0; i < 3 + spares; i++) {
    cluster.join(`agent-${i}`, { conditions: conditions(), clockOffsetMs: clockOffsetMs * i });
  }
  return cluster;
}

function expectNoDoubleLoad({ agents }: SimulatedCluster): void {
  const working = agents.flatMap(({ workingInstances }) => workingInstances);
  expect(working, 'two agents do the same work').toEqual([...new Set(working)]);
}

async function play(given: Scenario): Promise<SimulatedCluster> {
  const cluster = build(given);
  const beganAtMs = cluster.clock.now();
  const waiting = given.events.toSorted((a, b) => b.atMs - a.atMs);
  cluster.start();
  while (cluster.result === undefined) {
    const elapsedMs = cluster.clock.now() - beganAtMs;
    if (elapsedMs > LIMIT_MS) throw new Error(`the run hangs while ${cluster.started?.run.phase}`);
    while ((waiting.at(-1)?.atMs ?? Number.POSITIVE_INFINITY) <= elapsedMs) {
      const due = waiting.pop();
      const agent = cluster.agents[(due?.agent ?? 0) % cluster.agents.length];
      if (due !== undefined && agent !== undefined) faults[due.kind](agent, due.ms, cluster);
    }
    await cluster.advance(STEP_MS);
    expectNoDoubleLoad(cluster);
  }
  return cluster;
}

test('whatever happens in whichever order, a run ends with a verdict, and its measurements add up', async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (given) => {
      const cluster = await play(given);
      const { result } = cluster;
      if (result === undefined) throw new Error('play comes back with a result');
      const { completeness, error } = result;
      const merged = cluster.merged('iterations');

      expect(cluster.total('setup')).toBeLessThanOrEqual(1);
      expect(cluster.total('teardown')).toBeLessThanOrEqual(1);
      expect(merged, 'something was merged twice').toBeLessThanOrEqual(cluster.executed);
      expect(cluster.merged('http_req_duration')).toBe(merged);
      expect(completeness.problems.filter((problem) => problem.startsWith('the agents'))).toEqual([]);
      if (error === undefined) expect(completeness.kind).not.toBe('incomplete');
      if (completeness.kind === 'complete' && cluster.stop.reason === undefined) {
        expect(merged, 'a complete run has everything').toBe(cluster.executed);
        expect(merged).toBe(Math.min(given.iterations ?? 360, 360));
      }

      result.release();
      await cluster.advance(70_000);
      expect(
        cluster.agents.some(({ isWorking }) => isWorking),
        'load goes on after the end',
      ).toBe(false);
    }),
    { numRuns: 80 },
  );
}, 120_000);
