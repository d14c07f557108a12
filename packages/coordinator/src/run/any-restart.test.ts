import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';

const STEP_MS = 50;
const LIMIT_MS = 300_000;
const LEASE_MS = 60_000;

/** Kills of the coordinator; with `write`, in the middle of an event, at that write of its journal. */
const outage = fc.record({
  atMs: fc.integer({ min: 0, max: 20_000 }),
  write: fc.option(fc.record({ after: fc.nat(6), moment: fc.constantFrom('before', 'after') }), {
    nil: undefined,
  }),
  // All of them together are shorter than the lease of the agents.
  awayMs: fc.integer({ min: 50, max: 12_000 }),
});

const agentFault = fc.record({
  atMs: fc.integer({ min: 0, max: 22_000 }),
  agent: fc.nat(3),
  kind: fc.constantFrom('kill', 'cut', 'pause', 'stop'),
  ms: fc.integer({ min: 100, max: 15_000 }),
});

const scenario = fc.record({
  outages: fc.array(outage, { minLength: 1, maxLength: 4 }),
  faults: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(agentFault, { maxLength: 3 }) },
  ),
  spares: fc.nat(1),
  hasStages: fc.boolean(),
  iterations: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
  commitMs: fc.integer({ min: 0, max: 400 }),
  network: fc.record({
    latencyMs: fc.integer({ min: 0, max: 120 }),
    duplicateAfterMs: fc.nat(3_000),
    jitterMs: fc.nat(1_500),
  }),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function build({ spares, hasStages, iterations, commitMs, network }: Scenario): SimulatedCluster {
  const cluster = new SimulatedCluster({
    agents: 3,
    isKept: true,
    test: { durationMs: 12_000, ...(iterations === undefined ? {} : { iterations }) },
    spec: {
      onAgentLoss: 'replace',
      timing: { deadMs: LEASE_MS, closedMs: LEASE_MS },
      ...(hasStages ? {} : { setupTimeoutMs: undefined, teardownTimeoutMs: undefined }),
    },
  });
  cluster.kept.commitMs = commitMs;
  for (let i = 0; i < 3 + spares; i++) {
    cluster.join(`agent-${i}`, { conditions: { ...network }, clockOffsetMs: i * 1e7 });
  }
  return cluster;
}

/** Kills the coordinator when it is time, and starts the next one. */
class Outages {
  readonly #cluster: SimulatedCluster;
  readonly #waiting: Scenario['outages'];
  #restartAtMs: number | undefined;

  constructor(cluster: SimulatedCluster, outages: Scenario['outages']) {
    this.#cluster = cluster;
    this.#waiting = outages.toSorted((a, b) => a.atMs - b.atMs);
  }

  tick(elapsedMs: number): void {
    if (!this.#cluster.isCoordinatorAlive) return this.#restartWhenDue(elapsedMs);
    const [next] = this.#waiting;
    if (next === undefined || elapsedMs < next.atMs) return;
    this.#waiting.shift();
    const { write, awayMs } = next;
    this.#restartAtMs = elapsedMs + awayMs;
    if (write === undefined) return this.#cluster.kill();
    const { kept } = this.#cluster;
    const atWrite = kept.writes + 1 + write.after;
    kept.onWrite = (number, moment) => {
      if (number !== atWrite || moment !== write.moment) return;
      kept.onWrite = () => undefined;
      this.#restartAtMs = undefined;
      this.#cluster.clock.at(this.#cluster.clock.now() + awayMs, () => this.#cluster.restart());
      this.#cluster.kill();
    };
  }

  #restartWhenDue(elapsedMs: number): void {
    if (this.#restartAtMs === undefined || elapsedMs < this.#restartAtMs) return;
    this.#restartAtMs = undefined;
    this.#cluster.restart();
  }
}

function apply({ agent: index, kind, ms }: Scenario['faults'][number], cluster: SimulatedCluster): void {
  const agent = cluster.agents[index % cluster.agents.length];
  if (kind === 'stop') cluster.stop.request({ kind: 'api' });
  else if (kind === 'kill') agent?.kill();
  else agent?.[kind](ms);
}

async function play(given: Scenario): Promise<SimulatedCluster> {
  const cluster = build(given);
  const outages = new Outages(cluster, given.outages);
  const faults = given.faults.toSorted((a, b) => a.atMs - b.atMs);
  const beganAtMs = cluster.clock.now();
  cluster.start();
  while (cluster.result === undefined) {
    const elapsedMs = cluster.clock.now() - beganAtMs;
    if (elapsedMs > LIMIT_MS) throw new Error(`the run hangs while ${cluster.started?.run.phase}`);
    for (; (faults[0]?.atMs ?? LIMIT_MS) <= elapsedMs; faults.shift()) {
      if (faults[0] !== undefined) apply(faults[0], cluster);
    }
    outages.tick(elapsedMs);
    await cluster.advance(STEP_MS);
    const working = cluster.agents.flatMap(({ workingInstances }) => workingInstances);
    expect(working, 'two agents do the same work').toEqual([...new Set(working)]);
  }
  return cluster;
}

test('whenever and however often the coordinator is killed, the run ends and its measurements add up', async () => {
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
      expect(completeness.problems.filter((problem) => problem.startsWith('the agents'))).toEqual([]);
      if (given.faults.length > 0) return;
      expect(error).toBeUndefined();
      expect(completeness.kind).toBe('complete');
      expect(merged).toBe(Math.min(given.iterations ?? 360, 360));
      expect(cluster.executed).toBe(merged);
      expect([cluster.total('setup'), cluster.total('teardown')]).toEqual(given.hasStages ? [1, 1] : [0, 0]);
    }),
    { numRuns: 80, endOnFailure: true },
  );
}, 120_000);
