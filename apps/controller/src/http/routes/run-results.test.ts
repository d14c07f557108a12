import { createRunMetrics } from '@squall/core';
import { parseRunReport } from '@squall/protocol';
import { expect, test } from 'vitest';
import { MeasuringAgent, newRunOf, storeFrame } from '../../aggregation/measured-run.fixture.ts';
import { encodePush, somePush } from '../../k6-push/encode-push.fixture.ts';
import type { TestRun } from '../../runs/test-run.ts';
import { encodeVUSample } from '../../runs/vu-sample.ts';
import { type Installation, install, newTeam, type Team } from '../installation.fixture.ts';

const OPTIONS = {
  thresholds: {
    http_req_duration: ['p(95)<250', 'avg<1000'],
    'http_reqs{load_zone:b}': [{ threshold: 'count>20', abortOnFail: true }],
  },
};

/** Two agents in two zones for three seconds: ten fast requests a second there, five slow ones here. */
async function measuredRun({ stores }: Installation, { project, owner }: Team): Promise<TestRun> {
  const run = await newRunOf(
    stores,
    { projectId: project.id, startedBy: owner.user.id },
    { options: OPTIONS },
  );
  const agents = [new MeasuringAgent(0, 'a'), new MeasuringAgent(1, 'b')] as const;
  for (const second of [1, 2, 3]) {
    for (let i = 0; i < 10; i++) agents[0].request(100, { name: 'home' });
    for (let i = 0; i < 5; i++) agents[1].request(300, { name: 'cart', status: '500' }, i > 0);
    for (const agent of agents) await storeFrame(stores, run.id, agent.frame(second * 1000));
    const sample = { elapsedMs: second * 1000, wallMs: second, tags: {} };
    const body = encodeVUSample({
      ...sample,
      gauges: [{ name: 'vus', value: second, min: second, max: second }],
    });
    await stores.frames.add({ runId: run.id, key: `vus:${second}`, format: 'vus', body, receivedAtMs: 1 });
  }
  return run;
}

async function scene() {
  const installation = await install();
  const team = await newTeam(installation);
  const run = await measuredRun(installation, team);
  const get = async (path: string) => {
    const url = `/api/v1/runs/${run.id}/${path}`;
    return installation.call(team.viewer, { method: 'GET', url });
  };
  return {
    ...installation,
    run,
    team,
    get,
    read: async (path: string) => {
      const answer = await get(path);
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json();
    },
  };
}

test('the overview tells each second, of everything or of a part', async () => {
  await using at = await scene();
  expect(await at.read('overview')).toMatchObject({
    stepS: 1,
    seconds: [0, 1, 2],
    vus: [1, 2, 3],
    requestsPerS: [15, 15, 15],
    iterationsPerS: [15, 15, 15],
    failedShare: [1 / 15, 1 / 15, 1 / 15],
  });
  const ofZone = await at.read('overview?filter=load_zone:b&filter=name:cart');
  expect(ofZone).toMatchObject({ requestsPerS: [5, 5, 5], failedShare: [0.2, 0.2, 0.2] });
  expect(ofZone.p50Ms[0]).toBeCloseTo(300, 0);
});

test('metrics are listed with the tags they can be told apart by', async () => {
  await using at = await scene();
  const metrics = await at.read('metrics');
  const requests = metrics.find(({ name }: { name: string }) => name === 'http_reqs');
  expect(requests).toMatchObject({
    type: 'counter',
    series: 2,
    tags: { load_zone: ['a', 'b'], name: ['home', 'cart'], status: ['200', '500'] },
  });
  expect(requests.tags).not.toHaveProperty('instance_id');
});

test('any statistic of a metric is told over time, split by tags', async () => {
  await using at = await scene();
  expect(await at.read('series?metric=http_reqs&stat=rate&by=name')).toEqual({
    stepS: 1,
    seconds: [0, 1, 2],
    series: [
      { tags: { name: 'home' }, values: [10, 10, 10] },
      { tags: { name: 'cart' }, values: [5, 5, 5] },
    ],
    isCut: false,
  });
  const { series } = await at.read('series?metric=http_req_duration&stat=p(90)&filter=name:home');
  expect(series).toHaveLength(1);
  expect(series[0].values[0]).toBeCloseTo(100, 0);
  expect(await at.read('series?metric=http_reqs&stat=count&fromS=1&toS=2')).toMatchObject({
    seconds: [1],
    series: [{ tags: {}, values: [15] }],
  });
  expect(await at.read('series?metric=http_reqs&stat=count&points=2')).toMatchObject({
    stepS: 2,
    series: [{ values: [30, 15] }],
  });
});

test.each([
  { path: 'series?metric=nothing&stat=count', status: 404 },
  { path: 'series?metric=http_reqs&stat=p(95)', status: 400 },
  { path: 'series?metric=http_req_duration&stat=p(195)', status: 400 },
  { path: 'series?stat=count', status: 400 },
  { path: 'overview?filter=name', status: 400 },
  { path: 'requests?kind=other', status: 400 },
])('$path is refused', async ({ path, status }) => {
  await using at = await scene();
  expect((await at.get(path)).statusCode).toBe(status);
});

test('requests are listed by what was asked, the most frequent first', async () => {
  await using at = await scene();
  const { rows, isCut } = await at.read('requests');
  expect(isCut).toBe(false);
  expect(rows).toMatchObject([
    {
      tags: { name: 'home', method: 'GET', status: '200' },
      count: 30,
      ratePerS: 10,
      failedShare: 0,
      avgMs: 100,
      p99Ms: 100,
    },
    { tags: { name: 'cart', status: '500' }, count: 15, failedShare: 0.2, minMs: 300, maxMs: 300 },
  ]);
  const byZone = await at.read('requests?by=load_zone&by=group&filter=load_zone:b');
  expect(byZone.rows).toMatchObject([{ tags: { load_zone: 'b', group: '' }, count: 15 }]);
  expect(await at.read('requests?kind=ws')).toEqual({ rows: [], isCut: false });
});

test('checks and groups are told as a whole and for each load zone', async () => {
  await using at = await scene();
  expect(await at.read('checks')).toEqual([
    {
      group: '',
      name: 'is ok',
      scenario: 'default',
      passes: 42,
      fails: 3,
      byZone: [
        { loadZone: 'a', passes: 30, fails: 0 },
        { loadZone: 'b', passes: 12, fails: 3 },
      ],
    },
  ]);
  expect(await at.read('groups')).toMatchObject([
    {
      group: '::cart',
      count: 45,
      byZone: [
        { loadZone: 'a', avgMs: 100 },
        { loadZone: 'b', avgMs: 300 },
      ],
    },
  ]);
});

test('thresholds tell what they are judged by while the run goes on', async () => {
  await using at = await scene();
  expect(await at.read('thresholds')).toEqual([
    {
      metric: 'http_req_duration',
      expression: 'p(95)<250',
      stat: 'p(95)',
      limit: 250,
      actual: 300,
      isCrossed: true,
      abortOnFail: false,
      byZone: [
        { loadZone: 'a', actual: 100, isCrossed: false },
        { loadZone: 'b', actual: 300, isCrossed: true },
      ],
    },
    expect.objectContaining({ expression: 'avg<1000', isCrossed: false }),
    {
      metric: 'http_reqs{load_zone:b}',
      expression: 'count>20',
      stat: 'count',
      limit: 20,
      actual: 15,
      isCrossed: true,
      abortOnFail: true,
      byZone: [{ loadZone: 'b', actual: 15, isCrossed: true }],
    },
  ]);
});

test('the report makes the same summary as the run itself', async () => {
  await using at = await scene();
  await at.stores.runFacts.setPlan(at.run.id, {
    declaredMetrics: [{ name: 'never_fed', type: 'rate', contains: 'default' }],
  });
  await at.stores.runFacts.setConclusion(at.run.id, {
    exitCode: 99,
    elapsedMs: 3_500,
    isInterrupted: false,
    setupDataJson: '{"a":1}',
    notices: ['one'],
    losses: [],
  });
  await at.stores.runs.enter(at.run.id, { to: 'completed', atMs: 5, result: 'failed', message: 'crossed' });
  const report = parseRunReport(await at.read('report'));
  expect(report).toMatchObject({
    state: 'completed',
    result: 'failed',
    message: 'crossed',
    exitCode: 99,
    elapsedMs: 3_500,
    setupDataJson: '{"a":1}',
    notices: ['one'],
  });
  expect(report.declaredMetrics).toContainEqual({ name: 'never_fed', type: 'rate', contains: 'default' });
  const metrics = createRunMetrics({
    declared: report.declaredMetrics,
    systemTags: [],
    log: at.services.log,
  });
  metrics.merge('totals', report.totals);
  expect(metrics.get('http_req_duration')?.sink).toMatchObject({ count: 45, min: 100, max: 300 });
  const summary = await at.read('summary');
  expect(summary.elapsedMs).toBe(3_500);
  const byName = new Map(summary.metrics.map((one: { name: string }) => [one.name, one]));
  expect(byName.get('http_reqs')).toMatchObject({
    values: { count: 45, rate: 45 / 3.5 },
    isSubmetric: false,
  });
  expect(byName.get('vus')).toMatchObject({ values: { value: 3, min: 1, max: 3 } });
  expect(byName.get('http_reqs{load_zone:b}')).toMatchObject({ values: { count: 15 }, parent: 'http_reqs' });
});

test('generators tell how they are, and which were lost', async () => {
  await using at = await scene();
  const report = {
    agent: 'rack-1',
    loadZone: 'a',
    label: 'main',
    instance: 0,
    epoch: 0,
    vus: 5,
    cpuShare: 0.5,
    memoryBytes: 1e8,
    clockSkewMs: 3,
  };
  const { health } = at.stores;
  await health.add(at.run.id, [{ ...report, elapsedMs: 1_100, iterationsDone: 10, lagMs: 4 }]);
  await health.add(at.run.id, [{ ...report, elapsedMs: 2_100, iterationsDone: 30, lagMs: 9 }]);
  const next = { ...report, epoch: 1, agent: 'rack-2', clockSkewMs: undefined };
  await health.add(at.run.id, [{ ...next, elapsedMs: 3_100, iterationsDone: 5, lagMs: 1 }]);
  expect(await at.read('generators')).toMatchObject([
    {
      instance: 0,
      agent: 'rack-1',
      isLost: true,
      lossReason: 'another agent took over',
      seconds: [1, 2],
      iterationsPerS: [10, 20],
      lagMs: [4, 9],
      clockSkewMs: 3,
      maxLagMs: 9,
    },
    { agent: 'rack-2', epoch: 1, isLost: false, lossReason: null, clockSkewMs: null },
  ]);
  // Later on several reports share a row, which keeps the worst of them.
  await health.add(at.run.id, [{ ...next, elapsedMs: 700_000, iterationsDone: 50, lagMs: 80 }]);
  await health.add(at.run.id, [{ ...next, elapsedMs: 704_000, iterationsDone: 60, lagMs: 2 }]);
  const [, second] = await at.read('generators');
  expect(second).toMatchObject({ seconds: [3, 700], lagMs: [1, 80] });
});

test('a run that was pushed by k6 is told in the same way', async () => {
  await using at = await scene();
  const owner = { projectId: at.team.project.id, startedBy: at.team.owner.user.id };
  const run = await newRunOf(at.stores, owner, { place: 'output' });
  for (const timeS of [1_000, 1_003, 1_006]) {
    const body = encodePush(somePush(timeS));
    await at.stores.frames.add({
      runId: run.id,
      key: `${timeS}`,
      format: 'k6-push-2',
      body,
      receivedAtMs: 1,
    });
  }
  const url = `/api/v1/runs/${run.id}/series?metric=http_reqs&stat=rate`;
  const answer = await at.call(at.team.viewer, { method: 'GET', url });
  expect(answer.json()).toMatchObject({
    stepS: 3,
    seconds: [0, 3, 6],
    series: [{ values: [4 / 3, 4 / 3, 4 / 3] }],
  });
  const summary = await at.call(at.team.viewer, { method: 'GET', url: `/api/v1/runs/${run.id}/summary` });
  expect(summary.json().elapsedMs).toBe(9_000);
});

test('a run that measured nothing has nothing to tell', async () => {
  await using at = await scene();
  const owner = { projectId: at.team.project.id, startedBy: at.team.owner.user.id };
  const run = await newRunOf(at.stores, owner, { options: OPTIONS });
  for (const [path, expected] of Object.entries({
    overview: { seconds: [] },
    metrics: [],
    checks: [],
    groups: [],
    requests: { rows: [], isCut: false },
    generators: [],
    thresholds: [{ actual: null }, { actual: null }, { actual: null }],
    report: { elapsedMs: 0, exitCode: 0, isInterrupted: false },
  })) {
    const url = `/api/v1/runs/${run.id}/${path}`;
    const answer = await at.call(at.team.viewer, { method: 'GET', url });
    expect(answer.json(), path).toMatchObject(expected);
  }
});

test.each(['overview', 'metrics', 'summary', 'report'])(
  '%s of a run there is not is not found',
  async (path) => {
    await using at = await scene();
    const answer = await at.call(at.team.viewer, { method: 'GET', url: `/api/v1/runs/4711/${path}` });
    expect(answer.statusCode).toBe(404);
  },
);
