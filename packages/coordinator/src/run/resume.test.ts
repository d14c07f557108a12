import { expect, test } from 'vitest';
import { SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';
import type { ClusterPhase } from './run-spec.ts';

/** Agents go on without a coordinator for so long, and nobody is given up before. */
const PATIENT = { deadMs: 60_000, closedMs: 60_000, orphanMs: 60_000 };

function keptCluster(options: ConstructorParameters<typeof SimulatedCluster>[0] = {}): SimulatedCluster {
  const cluster = new SimulatedCluster({
    agents: 3,
    isKept: true,
    test: { durationMs: 12_000 },
    ...options,
    spec: { onAgentLoss: 'replace', timing: PATIENT, ...options.spec },
  });
  for (const name of ['a', 'b', 'c']) cluster.join(name, { clockOffsetMs: name.charCodeAt(0) * 1e6 });
  return cluster;
}

async function killAndRestart(cluster: SimulatedCluster, awayMs: number): Promise<void> {
  cluster.kill();
  await cluster.advance(awayMs);
  cluster.restart();
}

const PHASES = ['preparing', 'setup', 'running', 'teardown', 'settling'] as const satisfies ClusterPhase[];

test.each(PHASES.flatMap((phase) => [50, 2_000, 20_000].map((awayMs) => ({ phase, awayMs }))))(
  'a run whose coordinator is killed while $phase and is away for $awayMs ms ends as if nothing had happened',
  async ({ phase, awayMs }) => {
    const cluster = keptCluster();
    cluster.start();
    await cluster.reach(phase);
    await killAndRestart(cluster, awayMs);
    const result = await cluster.finish();
    expect(result.error).toBeUndefined();
    expect(result.completeness).toEqual({ kind: 'complete', missingShare: 0, losses: [], problems: [] });
    expect([cluster.executed, cluster.merged('iterations')]).toEqual([360, 360]);
    // One more in setup, one in teardown.
    expect(cluster.merged('http_reqs')).toBe(362);
    expect([cluster.total('setup'), cluster.total('teardown')]).toEqual([1, 1]);
    expect(result.setupDataJson).toBe('{"token":"x"}');
    expect(result.startSkewMs).toBeLessThan(100);
  },
);

test('a coordinator that is killed again and again still brings the run to its end', async () => {
  const cluster = keptCluster();
  cluster.start();
  await cluster.reach('preparing');
  for (let i = 0; i < 12 && cluster.result === undefined; i++) {
    await killAndRestart(cluster, 700);
    await cluster.advance(1_100);
  }
  const result = await cluster.finish();
  expect(result.completeness.kind).toBe('complete');
  expect([cluster.executed, cluster.merged('iterations')]).toEqual([360, 360]);
});

test('killed at whichever write of its journal, before or after it, a run is carried out once', async () => {
  const undisturbed = keptCluster();
  undisturbed.start();
  await undisturbed.finish();
  expect(undisturbed.kept.writes).toBeGreaterThan(5);
  for (let write = 1; write <= undisturbed.kept.writes; write++) {
    for (const when of ['before', 'after'] as const) {
      const cluster = keptCluster();
      cluster.kept.onWrite = (number, moment) => {
        if (number === write && moment === when) cluster.kill();
      };
      cluster.start();
      for (let i = 0; i < 1_000 && cluster.isCoordinatorAlive && cluster.result === undefined; i++) {
        await cluster.advance(50);
      }
      if (cluster.result === undefined) {
        await cluster.advance(1_500);
        cluster.restart();
      }
      const result = await cluster.finish();
      expect(result.error, `killed ${when} write ${write}`).toBeUndefined();
      expect([cluster.executed, cluster.merged('iterations')], `killed ${when} write ${write}`).toEqual([
        360, 360,
      ]);
      expect([cluster.total('setup'), cluster.total('teardown')]).toEqual([1, 1]);
    }
  }
}, 60_000);

test('a wish to stop is heeded by the coordinator that comes after', async () => {
  const cluster = keptCluster();
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(3_000);
  cluster.stop.request({ kind: 'api' });
  await killAndRestart(cluster, 1_000);
  const result = await cluster.finish();
  expect(cluster.stop.reason).toEqual({ kind: 'api' });
  expect(result.completeness.problems).toEqual([]);
  expect(cluster.merged('iterations')).toBe(cluster.executed);
  expect(cluster.executed).toBeLessThan(200);
  expect(cluster.total('teardown')).toBe(1);
});

test('the reason of a failure survives with its message', async () => {
  const cluster = keptCluster({ spec: { onAgentLoss: 'fail', timing: PATIENT } });
  cluster.start();
  await cluster.reach('running');
  cluster.agents[0]?.leave();
  await cluster.reach('teardown');
  await killAndRestart(cluster, 1_000);
  const result = await cluster.finish();
  expect(result.error?.message).toBe("agent 'a' was lost: SIGTERM");
});

test('an agent that dies while there is no coordinator is replaced by another', async () => {
  const cluster = keptCluster({ test: { durationMs: 120_000 } });
  const spare = cluster.join('d');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(5_000);
  cluster.kill();
  cluster.agents[0]?.kill();
  await cluster.advance(1_000);
  cluster.restart();
  const result = await cluster.finish();
  expect(result.completeness).toMatchObject({
    kind: 'degraded',
    problems: [],
    losses: [{ agent: 'a', takenOverBy: 'd' }],
  });
  expect(spare.iterations).toBeGreaterThan(100);
});

test('an agent whose process was started anew meanwhile is lost at once', async () => {
  const cluster = keptCluster({ test: { durationMs: 30_000 } });
  cluster.start();
  await cluster.reach('running');
  cluster.kill();
  cluster.agents[0]?.kill();
  await cluster.advance(1_000);
  cluster.restart();
  cluster.join('a');
  const result = await cluster.finish();
  expect(result.completeness).toMatchObject({
    kind: 'degraded',
    losses: [{ agent: 'a', takenOverBy: 'a', reason: 'its process was started anew' }],
  });
});

test('agents that no coordinator comes back to cease their load, and the run says what is missing', async () => {
  const cluster = keptCluster({ test: { durationMs: 300_000 } });
  cluster.start();
  await cluster.reach('running');
  cluster.kill();
  await cluster.advance(70_000);
  expect(cluster.agents.some(({ isWorking }) => isWorking)).toBe(false);
  cluster.restart();
  const result = await cluster.finish(600_000);
  expect(result.completeness.problems).toEqual([]);
  expect(cluster.merged('iterations')).toBe(cluster.executed);
});

test('a run that is suspended goes on in another process', async () => {
  const cluster = keptCluster();
  cluster.start();
  await cluster.reach('running');
  cluster.started?.suspend();
  cluster.pool.close();
  await killAndRestart(cluster, 500);
  const result = await cluster.finish();
  expect(result.error).toBeUndefined();
  expect(cluster.merged('iterations')).toBe(360);
});

test('the VUs of the time before are part of the result', async () => {
  const cluster = keptCluster();
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(4_000);
  await killAndRestart(cluster, 15_000);
  const result = await cluster.finish();
  expect(result.metrics.get('vus')?.sink).toMatchObject({ max: 6 });
});

test('what another version has written is refused', async () => {
  const cluster = keptCluster();
  cluster.kept.entries.set('run', '{"version":0}');
  expect(() => cluster.restart()).toThrow('another version of Squall');
});
