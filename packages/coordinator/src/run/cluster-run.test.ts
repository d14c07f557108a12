import type { ThresholdConfig } from '@squall/core';
import { expect, test } from 'vitest';
import { ARCHIVE, SimulatedCluster } from '../simulation/simulated-cluster.fixture.ts';

const limit = (threshold: string, abortOnFail = false): ThresholdConfig => ({
  threshold,
  abortOnFail,
  delayAbortEvalMs: null,
});

function clusterOf(
  names: readonly string[],
  options: ConstructorParameters<typeof SimulatedCluster>[0] = {},
) {
  const cluster = new SimulatedCluster({ agents: names.length, ...options });
  const agents = names.map((name) => cluster.join(name));
  return { cluster, agents };
}

test('carries a run through all its phases and merges everything the agents measured', async () => {
  const { cluster } = clusterOf(['a', 'b', 'c']);
  const result = await cluster.run();
  expect(cluster.phases.map(([phase]) => phase)).toEqual([
    'awaiting-agents',
    'preparing',
    'setup',
    'running',
    'teardown',
    'settling',
    'ended',
  ]);
  expect(result.error).toBeUndefined();
  expect(result.completeness).toEqual({ kind: 'complete', missingShare: 0, losses: [], problems: [] });
  expect(cluster.executed).toBe(300);
  expect(cluster.merged('iterations')).toBe(300);
  expect(cluster.merged('http_req_duration')).toBe(300);
  // One more in setup, one in teardown.
  expect(cluster.merged('http_reqs')).toBe(302);
});

test('runs setup, teardown and handleSummary once, on one agent', async () => {
  const { cluster, agents } = clusterOf(['a', 'b', 'c']);
  const result = await cluster.run();
  const outcome = result.handleSummary('{}');
  await cluster.advance(500);
  expect(await outcome).toMatchObject({ kind: 'returned' });
  expect(agents.map(({ calls }) => calls)).toEqual([
    { setup: 1, teardown: 1, handleSummary: 1 },
    { setup: 0, teardown: 0, handleSummary: 0 },
    { setup: 0, teardown: 0, handleSummary: 0 },
  ]);
});

test('hands what setup returned to every agent, and to the result', async () => {
  const { cluster, agents } = clusterOf(['a', 'b', 'c']);
  const result = await cluster.run();
  const received = agents.map(({ tenures }) =>
    [...tenures.values()].map(({ setupDataJson }) => setupDataJson),
  );
  expect(received).toEqual([['{"token":"x"}'], ['{"token":"x"}'], ['{"token":"x"}']]);
  expect(result.setupDataJson).toBe('{"token":"x"}');
});

test('ships the archive once to each agent, and not again in the next run', async () => {
  const { cluster, agents } = clusterOf(['a', 'b']);
  (await cluster.run()).release();
  await cluster.advance(100);
  cluster.result = undefined;
  cluster.start();
  await cluster.finish();
  expect(agents.map(({ archiveBytesFetched }) => archiveBytesFetched)).toEqual([
    ARCHIVE.length,
    ARCHIVE.length,
  ]);
});

test('gives each agent its segment, number, zone and variables', async () => {
  const cluster = new SimulatedCluster({
    spec: {
      zones: [
        { label: 'far', loadZone: 'asia', weight: 60, agents: 2 },
        { label: 'near', loadZone: undefined, weight: 40, agents: 1 },
      ],
      runTags: { team: 'x' },
    },
  });
  const here = cluster.join('here');
  const asia = ['one', 'two'].map((name) => cluster.join(name, { hello: { loadZone: 'asia' } }));
  await cluster.run();
  const [assignment] = [...here.tenures.values()].map((tenure) => tenure.assignment);
  expect(assignment).toMatchObject({
    tenure: { runId: 'run-1', instance: 2, epoch: 0 },
    executionSegment: '3/5:1',
    executionSegmentSequence: '0,3/10,3/5,1',
    loadZone: 'local',
    tags: { team: 'x', instance_id: '2', load_zone: 'local' },
    env: { FROM_USER: '1', LI_DISTRIBUTION: 'near', K6_CLOUDRUN_INSTANCE_ID: '2' },
  });
  const segments = asia.flatMap(({ tenures }) =>
    [...tenures.values()].map(({ assignment }) => assignment.executionSegment),
  );
  expect(segments).toEqual(['0:3/10', '3/10:3/5']);
});

test('starts agents whose clocks are hours apart at the same time, and says how well', async () => {
  const cluster = new SimulatedCluster();
  const offsets = [0, 5 * 3_600_000, -7 * 3_600_000 - 13];
  offsets.forEach((clockOffsetMs, i) => {
    cluster.join(`agent-${i}`, { clockOffsetMs, conditions: { latencyMs: 3 + 20 * i } });
  });
  const result = await cluster.run();
  // The simulated agents look at their clocks every 50 ms.
  expect(result.startSkewMs).toBeLessThanOrEqual(50);
  expect(result.completeness.kind).toBe('complete');
});

test('gives agents the time of the coordinator to stamp their samples with', async () => {
  const { cluster, agents } = clusterOf(['a']);
  const far = new SimulatedCluster({ agents: 1 });
  const distant = far.join('b', { clockOffsetMs: 3_600_000 });
  await Promise.all([cluster.run(), far.run()]);
  const offsetOf = (agent = distant) => [...agent.tenures.values()][0]?.assignment.wallOffsetMs ?? 0;
  expect(offsetOf(agents[0]) - offsetOf(distant)).toBeCloseTo(3_600_000, 3);
});

test('waits for as many agents as were asked for', async () => {
  const { cluster } = clusterOf(['a', 'b'], { agents: 3 });
  cluster.start();
  await cluster.advance(5_000);
  expect(cluster.started?.run.phase).toBe('awaiting-agents');
  expect(cluster.started?.run.missing).toMatchObject([{ joined: 2, demand: { agents: 3 } }]);
  cluster.join('c');
  expect((await cluster.finish()).error).toBeUndefined();
});

test('fails when too few agents join in time', async () => {
  const { cluster } = clusterOf(['a', 'b'], { agents: 3 });
  const result = await cluster.run();
  expect(result.error).toMatchObject({ exitCode: 97, message: '2 of 3 agents joined within 60 seconds' });
});

test('refuses an agent that cannot take its part, before anything starts', async () => {
  const cluster = new SimulatedCluster({ agents: 2 });
  const small = { capacity: { maxVUs: 2, fileDescriptors: undefined, maxArchiveBytes: 1e9 } };
  cluster.join('a', { hello: small });
  cluster.join('b', { hello: small });
  const result = await cluster.run();
  expect(result.error).toMatchObject({
    exitCode: 97,
    message: "agent 'a' takes 2 VUs at most, its part of the test needs 3",
  });
});

test('refuses to ship an archive that is too large for an agent', async () => {
  const cluster = new SimulatedCluster({ agents: 1 });
  cluster.join('a', { hello: { capacity: { maxVUs: 10, fileDescriptors: 1024, maxArchiveBytes: 2_000 } } });
  const result = await cluster.run();
  expect(result.error?.message).toBe("the archive has 2500 bytes, agent 'a' takes 2000 at most");
});

test('warns of an agent with too few file descriptors', async () => {
  const cluster = new SimulatedCluster({ agents: 1 });
  cluster.join('a', { hello: { capacity: { maxVUs: 10, fileDescriptors: 64, maxArchiveBytes: 1e9 } } });
  await cluster.run();
  expect(cluster.log.find(([level]) => level === 'warning')?.[1]).toContain('may open 64 files and sockets');
});

test('the percentile of the union crosses a threshold that no agent crosses alone', async () => {
  // Two agents with disjoint latencies: the p(99) of either is 100 or 900, that of all is 900.
  const cluster = new SimulatedCluster({
    agents: 2,
    test: { iterationMs: 100, slowInstances: { 1: 900 } },
    thresholds: {
      http_req_duration: [limit('avg<300'), limit('p(99)<1000')],
      http_reqs: [limit('count>300')],
    },
  });
  cluster.join('a');
  cluster.join('b');
  const result = await cluster.run();
  const sink = result.metrics.get('http_req_duration')?.sink;
  if (sink?.type !== 'trend') throw new Error('a duration is a trend');
  expect([sink.percentile(0.25), sink.percentile(0.99), sink.average]).toEqual([100, 900, 500]);
  expect(result.error).toMatchObject({ exitCode: 99 });
  expect(result.thresholds?.failing).toEqual(['http_req_duration']);
  expect(result.thresholds?.metrics[0]?.results.map(({ ok }) => ok)).toEqual([false, true]);
});

test('a threshold on a tag of one zone sees that zone only', async () => {
  const cluster = new SimulatedCluster({
    test: { slowInstances: { 0: 900 } },
    spec: {
      zones: [
        { label: 'a', loadZone: 'asia', weight: 1, agents: 1 },
        { label: 'b', loadZone: 'europe', weight: 1, agents: 1 },
      ],
    },
    thresholds: {
      'http_req_duration{load_zone:europe}': [limit('max<=100')],
      'http_req_duration{load_zone:asia}': [limit('min>=900')],
    },
  });
  cluster.join('one', { hello: { loadZone: 'asia' } });
  cluster.join('two', { hello: { loadZone: 'europe' } });
  expect((await cluster.run()).error).toBeUndefined();
});

test('a crossed threshold with abortOnFail stops the whole fleet within two seconds, and teardown still runs', async () => {
  const { cluster, agents } = clusterOf(['a', 'b', 'c'], {
    test: { durationMs: 60_000 },
    thresholds: { http_reqs: [limit('count<100', true)] },
  });
  cluster.start();
  await cluster.reach('running');
  let crossedAtMs: number | undefined;
  while (agents.some(({ isWorking }) => isWorking) || cluster.started?.run.phase === 'running') {
    await cluster.advance(50);
    if (cluster.executed >= 100) crossedAtMs ??= cluster.clock.now();
  }
  const stoppedAtMs = cluster.clock.now();
  const result = await cluster.finish();
  // A window, the evaluation after it, and the way there and back.
  expect(stoppedAtMs - (crossedAtMs ?? 0)).toBeLessThan(2_500);
  expect(result.error?.exitCode).toBe(99);
  expect(result.error?.message).toContain('abortOnFail');
  expect(cluster.total('teardown')).toBe(1);
  expect(cluster.merged('iterations')).toBe(cluster.executed);
});

test.each([
  [{ kind: 'signal', signal: 'interrupt' }, 105],
  [{ kind: 'api' }, 103],
] as const)(
  'a stop by %j ends all load within two seconds, then teardown, with exit code %i',
  async (reason, exitCode) => {
    const { cluster, agents } = clusterOf(['a', 'b', 'c']);
    cluster.start();
    await cluster.reach('running');
    await cluster.advance(3_000);
    cluster.stop.request(reason);
    await cluster.advance(100);
    expect(agents.map(({ isWorking }) => isWorking)).toEqual([false, false, false]);
    const result = await cluster.finish();
    expect(result.error?.exitCode).toBe(exitCode);
    expect(cluster.total('teardown')).toBe(1);
    expect(cluster.merged('iterations')).toBe(cluster.executed);
    expect(result.completeness.problems).toEqual([]);
  },
);

test('a stop leaves teardown alone, however long it takes', async () => {
  const cluster = new SimulatedCluster({ agents: 1, spec: { setupTimeoutMs: undefined } });
  cluster.join('a', { behaviour: { stageMs: 20_000 } });
  cluster.start();
  await cluster.reach('teardown');
  await cluster.advance(1_000);
  cluster.stop.request({ kind: 'signal', signal: 'interrupt' });
  const result = await cluster.finish();
  expect(result.error?.exitCode).toBe(105);
  expect(result.completeness).toMatchObject({ kind: 'complete', losses: [] });
  expect(cluster.merged('http_reqs')).toBe(cluster.executed + 1); // The one of teardown.
});

test('a script that aborts on one agent stops all of them', async () => {
  const cluster = new SimulatedCluster({ agents: 2 });
  cluster.join('a');
  cluster.join('b', { behaviour: { abortAtMs: 2_000 } });
  const result = await cluster.run();
  expect(result.error).toEqual({ message: 'enough', exitCode: 108, fields: {} });
  expect(cluster.executed).toBeLessThan(100);
});

test('a script that marks the test as failed on one agent fails the run at its end', async () => {
  const cluster = new SimulatedCluster({ agents: 2 });
  cluster.join('a');
  cluster.join('b', { behaviour: { failAtMs: 2_000 } });
  const result = await cluster.run();
  expect(result.error?.exitCode).toBe(110);
  expect(cluster.executed).toBe(300);
});

test('a script that cannot be loaded fails the run with its own error', async () => {
  const cluster = new SimulatedCluster({ agents: 2 });
  cluster.join('a');
  cluster.join('b', { behaviour: { initError: 'x is not defined' } });
  const result = await cluster.run();
  expect(result.error).toMatchObject({ message: 'x is not defined', exitCode: 107 });
  expect(cluster.total('setup')).toBe(0);
});

test.each([
  ['throws', { kind: 'failed', error: { code: 'SCRIPT_EXCEPTION', message: 'no login' } }, 107],
  ['takes too long', { kind: 'timed-out' }, 100],
] as const)(
  'a setup that %s ends the run without load and without teardown',
  async (_how, setupOutcome, exitCode) => {
    const cluster = new SimulatedCluster({ agents: 2 });
    for (const name of ['a', 'b']) cluster.join(name, { behaviour: { setupOutcome } });
    const result = await cluster.run();
    expect(result.error?.exitCode).toBe(exitCode);
    expect([cluster.executed, cluster.total('teardown')]).toEqual([0, 0]);
  },
);

test('a failing teardown fails a run that went well otherwise', async () => {
  const cluster = new SimulatedCluster({ agents: 1 });
  cluster.join('a', { behaviour: { teardownOutcome: { kind: 'timed-out' } } });
  expect((await cluster.run()).error?.exitCode).toBe(101);
});

test('a run without setup and teardown does without them', async () => {
  const { cluster } = clusterOf(['a', 'b'], {
    spec: { setupTimeoutMs: undefined, teardownTimeoutMs: undefined },
  });
  const result = await cluster.run();
  expect([result.error, cluster.total('setup'), cluster.total('teardown')]).toEqual([undefined, 0, 0]);
});

test('a stop during setup ends the run at once', async () => {
  const { cluster } = clusterOf(['a', 'b']);
  cluster.start();
  await cluster.reach('setup');
  cluster.stop.request({ kind: 'signal', signal: 'terminated' });
  const stoppedAtMs = cluster.clock.now();
  const result = await cluster.finish();
  expect(cluster.clock.now() - stoppedAtMs).toBeLessThan(500);
  expect([result.error?.exitCode, cluster.executed]).toEqual([105, 0]);
});

test('a run that was stopped before it began ends without doing anything', async () => {
  const { cluster } = clusterOf(['a']);
  cluster.stop.request({ kind: 'api' });
  expect((await cluster.run()).error?.exitCode).toBe(103);
  expect(cluster.phases.map(([phase]) => phase)).toEqual(['awaiting-agents', 'ended']);
});

test('vus is the number of VUs of all agents together', async () => {
  const { cluster } = clusterOf(['a', 'b', 'c']);
  const result = await cluster.run();
  expect(result.metrics.get('vus')?.sink).toMatchObject({ max: 6 });
  expect(result.metrics.get('vus_max')?.sink).toMatchObject({ value: 6, min: 6, max: 6 });
});

test('hands on what scripts and runners log', async () => {
  const { cluster, agents } = clusterOf(['a']);
  cluster.start();
  await cluster.reach('running');
  agents[0]?.send({
    type: 'log',
    tenure: { runId: 'run-1', instance: 0, epoch: 0 },
    records: [{ level: 'info', message: 'from the script', fields: {}, timeMs: 0 }],
    dropped: 0,
  });
  await cluster.advance(100);
  expect(cluster.log).toContainEqual(['a', 'from the script']);
});

test('agents forget a run when it is released', async () => {
  const { cluster, agents } = clusterOf(['a', 'b']);
  const result = await cluster.run();
  expect(agents.map(({ tenures }) => tenures.size)).toEqual([1, 1]);
  result.release();
  await cluster.advance(100);
  expect(agents.map(({ tenures }) => tenures.size)).toEqual([0, 0]);
});
