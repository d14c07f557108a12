import { expect, test } from 'vitest';
import { type ClusterOptions, SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';
import type { LossPolicy } from './run-spec.ts';

function clusterOf(names: readonly string[], onAgentLoss: LossPolicy, options: ClusterOptions = {}) {
  const cluster = new SimulatedCluster({ agents: 3, ...options, spec: { onAgentLoss, ...options.spec } });
  const agents = names.map((name) => cluster.join(name));
  return { cluster, agents };
}

const THREE = ['a', 'b', 'c'];
const FOUR = ['a', 'b', 'c', 'spare'];

test('with the policy fail, a lost agent ends the run, and the others run teardown', async () => {
  const { cluster, agents } = clusterOf(THREE, 'fail');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(3_000);
  agents[1]?.kill();
  const killedAtMs = cluster.clock.now();
  const result = await cluster.finish();
  expect(result.error).toMatchObject({
    exitCode: 97,
    message: "agent 'b' was lost: its connection was closed and it did not come back within 10 seconds",
  });
  expect(cluster.clock.now() - killedAtMs).toBeLessThan(12_000);
  expect(cluster.total('teardown')).toBe(1);
});

test('with the policy continue, the others go on and the result says what is missing', async () => {
  const { cluster, agents } = clusterOf(THREE, 'continue', { test: { durationMs: 30_000 } });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(15_500);
  agents[1]?.kill();
  const result = await cluster.finish();
  expect(result.completeness).toMatchObject({
    kind: 'incomplete',
    losses: [{ agent: 'b', instance: 1, epoch: 0, toMs: undefined }],
    problems: [],
  });
  // A third of the load for a half of the time.
  expect(result.completeness.missingShare).toBeGreaterThan(0.16);
  expect(result.completeness.missingShare).toBeLessThan(0.2);
  expect(result.error?.exitCode).toBe(97);
  expect(result.error?.message).toMatch(
    /^the run is incomplete: 1\d\.\d% of the load was not executed after agent 'b'/,
  );
  expect(result.notices).toEqual([
    expect.stringMatching(/^Agent 'b' was lost .* 33\.3% of the load is missing from 1\ds/),
  ]);
  const lost = cluster.executed - cluster.merged('iterations');
  expect(lost).toBeGreaterThanOrEqual(0);
  // At most one unsent window of ten iterations per second.
  expect(lost).toBeLessThanOrEqual(11);
});

test('with the policy replace, a spare agent takes over within two seconds, where the lost one stopped', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace', { test: { durationMs: 30_000 } });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(10_500);
  agents[1]?.kill();
  const result = await cluster.finish();
  expect(result.error).toBeUndefined();
  expect(result.completeness).toMatchObject({
    kind: 'degraded',
    problems: [],
    losses: [{ agent: 'b', instance: 1, takenOverBy: 'spare' }],
  });
  expect(result.notices).toEqual([
    expect.stringMatching(/agent 'spare' took over at 1\d\.\ds; [23](\.\d)?s of 33\.3%/),
  ]);
  // Ten iterations a second, for less than two seconds of load and a window that was not sent.
  expect(cluster.executed).toBeGreaterThanOrEqual(900 - 20);
  expect(cluster.merged('iterations')).toBeGreaterThanOrEqual(900 - 31);
  expect(cluster.merged('iterations')).toBeLessThanOrEqual(900);
});

test('without a spare, the least loaded agent of the zone takes over as a second instance', async () => {
  const { cluster, agents } = clusterOf(THREE, 'replace', { test: { durationMs: 20_000 } });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(5_000);
  agents[0]?.kill();
  const result = await cluster.finish();
  expect(result.completeness.losses[0]?.takenOverBy).toMatch(/^[bc]$/);
  expect(agents.map(({ tenures }) => tenures.size).sort()).toEqual([1, 1, 2]);
});

test('only agents of the same zone take over', async () => {
  const cluster = new SimulatedCluster({
    spec: {
      onAgentLoss: 'replace',
      zones: [
        { label: 'x', loadZone: 'asia', weight: 1, agents: 1 },
        { label: 'y', loadZone: 'europe', weight: 1, agents: 1 },
      ],
    },
  });
  const asia = cluster.join('one', { hello: { loadZone: 'asia' } });
  cluster.join('two', { hello: { loadZone: 'europe' } });
  cluster.join('three', { hello: { loadZone: 'europe' } });
  cluster.start();
  await cluster.reach('running');
  asia.kill();
  const result = await cluster.finish();
  expect(result.completeness.kind).toBe('incomplete');
  expect(result.completeness.losses).toMatchObject([{ agent: 'one', takenOverBy: undefined }]);
});

test('an agent that joins later fills the gap of one that nobody could replace', async () => {
  const cluster = new SimulatedCluster({
    agents: 2,
    spec: { onAgentLoss: 'replace' },
    test: { durationMs: 30_000 },
  });
  const small = { capacity: { maxVUs: 3, fileDescriptors: undefined, maxArchiveBytes: 1e9 } };
  const [first] = ['a', 'b'].map((name) => cluster.join(name, { hello: small }));
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(5_000);
  first?.kill();
  await cluster.advance(5_000);
  cluster.join('late', { hello: small });
  const result = await cluster.finish();
  expect(result.completeness).toMatchObject({
    kind: 'degraded',
    losses: [{ agent: 'a', takenOverBy: 'late' }],
  });
});

test('fixed iterations that a lost agent was not seen to have done are done by its successor', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace', {
    test: { iterations: 300, iterationsPerSecond: 30, durationMs: 60_000 },
  });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(4_300);
  agents[2]?.kill();
  const result = await cluster.finish();
  expect(result.error).toBeUndefined();
  // Exactly as many as asked for arrive; those in the window that was lost have been executed twice.
  expect(cluster.merged('iterations')).toBe(300);
  expect(cluster.executed).toBeGreaterThan(300);
});

test('a runner that dies on a living agent is replaced at once', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(3_000);
  for (const tenure of agents[1]?.tenures.values() ?? []) tenure.fail('agent', 'the runner was killed');
  const result = await cluster.finish();
  expect(result.completeness).toMatchObject({
    kind: 'degraded',
    problems: [],
    losses: [{ agent: 'b', reason: 'the runner was killed', takenOverBy: 'spare' }],
  });
  expect(cluster.merged('iterations')).toBe(cluster.executed);
  expect(cluster.executed).toBeGreaterThanOrEqual(300 - 10);
});

test('an agent that says goodbye is replaced at once', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(3_000);
  agents[1]?.leave();
  const result = await cluster.finish();
  expect(result.completeness.losses).toMatchObject([{ reason: 'SIGTERM', takenOverBy: 'spare' }]);
  expect(cluster.executed).toBeGreaterThanOrEqual(300 - 20);
});

test('a restarted agent counts as lost without waiting', async () => {
  const { cluster, agents } = clusterOf(THREE, 'replace', {
    spec: { timing: { closedMs: 60_000, deadMs: 60_000 } },
  });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(3_000);
  agents[1]?.kill();
  await cluster.advance(200);
  cluster.join('b');
  const result = await cluster.finish();
  expect(result.completeness.losses).toMatchObject([{ agent: 'b', reason: 'its process was started anew' }]);
  expect(result.completeness.kind).toBe('degraded');
  expect(cluster.executed).toBeGreaterThanOrEqual(300 - 20);
});

test('a connection cut for five seconds costs nothing: the agent goes on and delivers everything', async () => {
  for (const policy of ['fail', 'continue'] as const) {
    const { cluster, agents } = clusterOf(THREE, policy, { test: { durationMs: 20_000 } });
    cluster.start();
    await cluster.reach('running');
    await cluster.advance(3_000);
    agents[1]?.cut(5_000);
    const result = await cluster.finish();
    expect(result.error).toBeUndefined();
    expect(result.completeness.kind).toBe('complete');
    expect([cluster.executed, cluster.merged('iterations')]).toEqual([600, 600]);
  }
});

test('a cut at the very end is waited for', async () => {
  const { cluster, agents } = clusterOf(THREE, 'fail');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(9_800);
  agents[2]?.cut(5_000);
  const result = await cluster.finish();
  expect([result.error, result.completeness.kind, cluster.merged('iterations')]).toEqual([
    undefined,
    'complete',
    300,
  ]);
});

test('an agent that is away for thirty seconds delivers what it measured, but its successor does the work', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace', { test: { durationMs: 60_000 } });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(5_000);
  agents[1]?.partition(30_000);
  await cluster.advance(16_000);
  // Its lease has run out: whatever the coordinator decided, there is no double load.
  expect(agents[1]?.isWorking).toBe(false);
  expect(agents[3]?.isWorking).toBe(true);
  const result = await cluster.finish();
  expect(agents[1]?.isWorking).toBe(false);
  expect(result.completeness.kind).toBe('degraded');
  expect(result.completeness.problems).toEqual([]);
  // Even the dead agent's last windows are there.
  expect(cluster.merged('iterations')).toBe(cluster.executed);
  expect(cluster.executed).toBeLessThanOrEqual(1_800);
});

test('with the policy continue, a lost agent that comes back is told to stop, and its frames count', async () => {
  const { cluster, agents } = clusterOf(THREE, 'continue', { test: { durationMs: 40_000 } });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(5_000);
  agents[1]?.partition(15_000);
  await cluster.advance(17_000);
  expect(agents[1]?.isWorking).toBe(false);
  const result = await cluster.finish();
  expect(result.completeness.kind).toBe('incomplete');
  expect(cluster.merged('iterations')).toBe(cluster.executed);
  const [loss] = result.completeness.losses;
  expect(loss?.fromMs).toBeGreaterThan(19_000);
});

test('an agent that stands still is lost after ten seconds, not after five', async () => {
  const { cluster, agents } = clusterOf(THREE, 'fail', { test: { durationMs: 30_000 } });
  cluster.start();
  await cluster.reach('running');
  agents[0]?.pause(5_000);
  await cluster.advance(9_000);
  expect(cluster.started?.run.phase).toBe('running');
  agents[0]?.pause(60_000);
  const pausedAtMs = cluster.clock.now();
  const result = await cluster.finish();
  expect(result.error?.message).toBe("agent 'a' was lost: nothing heard from it for 10 seconds");
  expect(cluster.clock.now() - pausedAtMs).toBeLessThan(13_000);
});

test('a pause of the coordinator is not blamed on the agents', async () => {
  const { cluster } = clusterOf(THREE, 'fail', { test: { durationMs: 30_000 } });
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(2_000);
  // As after SIGSTOP: time has passed, nothing was read, and the timers come first.
  cluster.clock.spend(20_000);
  const result = await cluster.finish();
  expect(result.error).toBeUndefined();
});

test('duplicated and reordered frames are merged once and in order', async () => {
  const cluster = new SimulatedCluster({ agents: 2, test: { durationMs: 20_000 } });
  for (const name of ['a', 'b']) {
    cluster.join(name, { conditions: { latencyMs: 10, duplicateAfterMs: 700, jitterMs: 2_500 } });
  }
  const result = await cluster.run();
  expect(result.completeness.kind).toBe('complete');
  expect([cluster.executed, cluster.merged('iterations')]).toEqual([600, 600]);
});

test('slow acknowledgements make windows longer and lose nothing', async () => {
  const cluster = new SimulatedCluster({
    agents: 1,
    test: { durationMs: 60_000 },
    commit: () =>
      new Promise((resolve) => {
        cluster.clock.at(cluster.clock.now() + 4_000, resolve);
      }),
  });
  const agent = cluster.join('a');
  const result = await cluster.run();
  expect(result.completeness.kind).toBe('complete');
  expect(cluster.merged('iterations')).toBe(1_800);
  const frames = [...agent.tenures.values()][0]?.work.account.frames ?? 0;
  expect(frames).toBeLessThan(40);
});

test('a frame is acknowledged only after it has been made durable', async () => {
  let fail: (error: Error) => void = () => undefined;
  const cluster = new SimulatedCluster({
    agents: 1,
    commit: () =>
      new Promise((_resolve, reject) => {
        fail = reject;
      }),
  });
  const agent = cluster.join('a');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(3_000);
  expect(agent.received.some(({ type }) => type === 'frame-ack')).toBe(false);
  fail(new Error('disk full'));
  const result = await cluster.finish();
  expect(result.completeness.problems).toEqual([expect.stringContaining('could not be stored: disk full')]);
  expect(result.error?.exitCode).toBe(97);
});

test('an agent that measured more than it delivered makes the run incomplete', async () => {
  const cluster = new SimulatedCluster({ agents: 2 });
  cluster.join('a');
  cluster.join('b', { behaviour: { losesIterations: 7 } });
  const result = await cluster.run();
  expect(result.completeness).toMatchObject({
    kind: 'incomplete',
    problems: [expect.stringContaining("agent 'b' measured 157 of iterations, 150 were merged")],
  });
  expect(result.error?.exitCode).toBe(97);
});

test.each(['awaiting-agents', 'preparing', 'setup', 'running', 'teardown', 'settling'] as const)(
  'an agent lost while the run is %s never makes it hang, whatever the policy',
  async (phase) => {
    for (const policy of ['fail', 'continue', 'replace'] as const) {
      for (const victim of [0, 1]) {
        const { cluster, agents } = clusterOf(FOUR, policy);
        cluster.start();
        await cluster.reach(phase);
        agents[victim]?.kill();
        const killedAtMs = cluster.clock.now();
        const result = await cluster.finish();
        expect(cluster.clock.now() - killedAtMs).toBeLessThan(60_000);
        expect(cluster.total('setup')).toBeLessThanOrEqual(1);
        expect(cluster.total('teardown')).toBeLessThanOrEqual(1);
        expect(cluster.merged('iterations')).toBeLessThanOrEqual(cluster.executed);
        if (result.error === undefined) expect(result.completeness.kind).not.toBe('incomplete');
      }
    }
  },
);

test('setup is not run again when the agent that ran it is lost: the run fails and says so', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace');
  cluster.start();
  await cluster.reach('setup');
  agents[0]?.kill();
  const result = await cluster.finish();
  expect(result.error?.message).toMatch(
    /^agent 'a' was lost while it ran setup\(\): its connection was closed/,
  );
  expect([cluster.total('setup'), cluster.executed]).toEqual([1, 0]);
});

test('losing another agent during setup does not disturb it', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace');
  for (const agent of agents) agent.behaviour.prepareMs = 100;
  cluster.start();
  await cluster.reach('setup');
  agents[1]?.leave();
  const result = await cluster.finish();
  expect(result.error).toBeUndefined();
  expect([cluster.total('setup'), cluster.executed]).toEqual([1, 300]);
  expect(result.completeness.missingShare).toBe(0);
});

test('teardown runs on another agent when the one that ran setup is gone', async () => {
  const { cluster, agents } = clusterOf(FOUR, 'replace');
  cluster.start();
  await cluster.reach('running');
  await cluster.advance(2_000);
  agents[0]?.leave();
  await cluster.finish();
  expect(agents[0]?.calls).toMatchObject({ setup: 1, teardown: 0 });
  expect(cluster.total('teardown')).toBe(1);
});

test('an agent lost during teardown fails the run, and teardown is not run again', async () => {
  const { cluster, agents } = clusterOf(THREE, 'replace');
  cluster.start();
  await cluster.reach('teardown');
  agents[0]?.kill();
  const result = await cluster.finish();
  expect(result.error?.message).toMatch(/^agent 'a' was lost while it ran teardown\(\)/);
  expect(cluster.total('teardown')).toBeLessThanOrEqual(1);
});

test('a summary is made without the script when the agent that was asked for it is lost', async () => {
  const { cluster, agents } = clusterOf(THREE, 'fail');
  const result = await cluster.run();
  agents[0]?.partition(60_000);
  const outcome = result.handleSummary('{}');
  await cluster.advance(12_000);
  expect(await outcome).toEqual({ kind: 'absent' });
});

test('an agent that does not stop when it is told to is given up', async () => {
  const cluster = new SimulatedCluster({ agents: 2, test: { durationMs: 300_000 } });
  cluster.join('a');
  cluster.join('b', { behaviour: { isStubborn: true } });
  cluster.start();
  await cluster.reach('running');
  cluster.stop.request({ kind: 'signal', signal: 'interrupt' });
  const stoppedAtMs = cluster.clock.now();
  const result = await cluster.finish();
  expect(result.error?.exitCode).toBe(105);
  expect(cluster.clock.now() - stoppedAtMs).toBeLessThan(30_000);
});

test('an agent that is never ready is given up after two minutes', async () => {
  const cluster = new SimulatedCluster({ agents: 2, spec: { onAgentLoss: 'continue' } });
  cluster.join('a');
  cluster.join('b', { behaviour: { prepareMs: 1e9 } });
  const result = await cluster.run();
  expect(result.completeness.losses).toMatchObject([
    { agent: 'b', reason: 'it was not ready within 120 seconds' },
  ]);
  expect(result.completeness.missingShare).toBeCloseTo(0.5, 1);
});

test('an instance that kills every agent it is given is not passed on for ever', async () => {
  const cluster = new SimulatedCluster({
    agents: 1,
    spec: { onAgentLoss: 'replace' },
    test: { durationMs: 60_000 },
  });
  const agents = ['a', 'b'].map((name) => cluster.join(name));
  cluster.start();
  await cluster.reach('running');
  while (cluster.result === undefined) {
    await cluster.advance(500);
    for (const agent of agents) {
      for (const tenure of agent.tenures.values()) tenure.fail('agent', 'out of memory');
    }
  }
  expect(cluster.result.error).toMatchObject({
    exitCode: 97,
    message: expect.stringContaining('out of memory'),
  });
  expect(agents.map(({ tenures }) => tenures.size)).toEqual([2, 2]);
});
