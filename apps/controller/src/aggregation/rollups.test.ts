import {
  createMetricRegistry,
  createRunMetrics,
  mergeWindow,
  prepareThresholds,
  type RunMetrics,
  validateThresholds,
} from '@squall/core';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { addUser, memoryStores } from '../database/memory-stores.fixture.ts';
import { readSummary } from '../results/read-summary.ts';
import { runMetricsOf } from '../results/run-metrics-of.ts';
import type { TestRun } from '../runs/test-run.ts';
import type { Stores } from '../storage/stores.ts';
import { withBuiltinMetrics } from './known-metrics.ts';
import { MeasuringAgent, newRunOf, storeFrame } from './measured-run.fixture.ts';
import { newWindowSink } from './metric-windows.ts';
import { Rollups } from './rollups.ts';
import type { RunRollups } from './run-rollups.ts';
import { settingsOf } from './run-settings.ts';

const SILENT = { log: () => undefined };
const THRESHOLDS = {
  'http_req_duration{status:500}': ['p(95)<100'],
  'http_reqs{instance_id:1}': ['count>0'],
};

interface Scene extends Disposable {
  readonly stores: Stores;
  readonly clock: VirtualClock;
  readonly run: TestRun;
  readonly logged: string[];
  /** As another process would: it knows only what is stored. */
  restart(): Rollups;
}

async function scene(options: TestRun['options'] = { thresholds: THRESHOLDS }): Promise<Scene> {
  const stores = memoryStores();
  const clock = new VirtualClock();
  const { id, defaultProjectId } = await addUser(stores, 'ada@example.test');
  const run = await newRunOf(stores, { projectId: defaultProjectId ?? 0, startedBy: id }, { options });
  const logged: string[] = [];
  const log = { log: (_level: string, message: string) => void logged.push(message) };
  return {
    stores,
    clock,
    run,
    logged,
    restart: () => new Rollups({ ...stores, store: stores.rollups, clock, log }),
    [Symbol.dispose]: () => stores[Symbol.dispose](),
  };
}

/** A series of numbers that looks like one of durations, the same every time. */
const durationMs = (i: number): number => 5 + ((i * 7919) % 1000) / 3 + (i % 97 === 0 ? 2000 : 0);

/** What a coordinator would have merged. */
function merging({ options }: Pick<TestRun, 'options'>): RunMetrics {
  const { thresholds, systemTags } = settingsOf({ options });
  const metrics = createRunMetrics({ declared: withBuiltinMetrics([]), systemTags, log: SILENT });
  const registry = createMetricRegistry();
  for (const { name, type, contains } of withBuiltinMetrics([])) registry.getOrCreate(name, type, contains);
  const validated = validateThresholds(thresholds, registry);
  prepareThresholds({ thresholds: validated, thresholdConfigs: thresholds }, metrics, SILENT);
  return metrics;
}

function summaryOf(metrics: RunMetrics) {
  const { metrics: all } = readSummary({ metrics, thresholds: [] }, 10_000);
  return Object.fromEntries(all.map(({ name, values }) => [name, values]));
}

const summaryOfRollups = (rollups: RunRollups, run: TestRun) =>
  summaryOf(runMetricsOf(rollups, settingsOf(run), { plan: null, conclusion: null }).metrics);

/** Sums of fractions depend on their order. */
function expectSame(actual: ReturnType<typeof summaryOf>, expected: ReturnType<typeof summaryOf>): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort());
  for (const [metric, values] of Object.entries(expected)) {
    for (const [stat, value] of Object.entries(values)) {
      expect(actual[metric]?.[stat], `${stat} of ${metric}`).toBeCloseTo(value, 9);
    }
  }
}

test.each([
  { what: 'few', requests: 20 },
  { what: 'many', requests: 3_000 },
])('$what requests of several agents add up to what the coordinator has of them', async ({ requests }) => {
  using at = await scene();
  const merged = merging(at.run);
  const agents = [0, 1, 2].map((i) => new MeasuringAgent(i));
  for (let second = 1; second <= 4; second++) {
    for (const [i, agent] of agents.entries()) {
      for (let n = 0; n < requests / 4; n++) {
        const isOk = n % 10 !== 0;
        agent.request(durationMs(n * second + i), { status: isOk ? '200' : '500' }, isOk);
      }
      const frame = agent.frame(second * 1000);
      if (frame.window !== undefined) merged.merge(`${i}/0`, frame.window);
      await storeFrame(at.stores, at.run.id, frame);
    }
  }
  await at.restart().of(at.run, (rollups) => {
    expectSame(summaryOfRollups(rollups, at.run), summaryOf(merged));
    expect(rollups.elapsedMs).toBe(4000);
  });
});

test('whenever the controller is killed, every frame counts once', async () => {
  using at = await scene();
  const merged = merging(at.run);
  const agents = [new MeasuringAgent(0), new MeasuringAgent(1)];
  let rollups = at.restart();
  for (let second = 1; second <= 40; second++) {
    for (const [i, agent] of agents.entries()) {
      agent.request(durationMs(second * 2 + i), { name: `page ${second % 5}` });
      const frame = agent.frame(second * 1000 - i);
      if (frame.window !== undefined) merged.merge(`${i}/0`, frame.window);
      await storeFrame(at.stores, at.run.id, frame);
    }
    // Stores at some of these moments and not at others.
    await rollups.catchUpAll();
    await at.clock.advance(1_000);
    if (second % 7 === 0) rollups = at.restart();
  }
  const expected = summaryOf(merged);
  await at.restart().of(at.run, async (again) => {
    expectSame(summaryOfRollups(again, at.run), expected);
    expect(await requestsBySecond(again)).toEqual(new Map(secondsTo(40).map((second) => [second, 2])));
  });
});

const secondsTo = (end: number): number[] => Array.from({ length: end }, (_, second) => second);

async function requestsBySecond(rollups: RunRollups): Promise<Map<number, number>> {
  return requestsBy(rollups, 1);
}

async function requestsBy(rollups: RunRollups, stepS: 1 | 10 | 60): Promise<Map<number, number>> {
  const metricIds = rollups.table.metrics.filter(({ name }) => name === 'http_reqs').map(({ id }) => id);
  const range = { stepS, metricIds, fromS: 0, toS: 1e6 };
  const counts = new Map<number, number>();
  for (const part of ['whole', 'parts'] as const) {
    for (const { startS, window } of await rollups.read(range, part)) {
      const sink = newWindowSink('counter');
      mergeWindow(
        window,
        rollups.table.all.map(() => ({ targets: [sink] })),
      );
      const count = sink.type === 'counter' ? sink.sum : -1;
      if (part === 'whole') counts.set(startS, count);
      else expect(counts.get(startS)).toBe(count);
    }
  }
  return counts;
}

test('longer windows are made of shorter ones, and late frames are added to all of them', async () => {
  using at = await scene();
  const [prompt, late] = [new MeasuringAgent(0), new MeasuringAgent(1)];
  const rollups = at.restart();
  late.request(1);
  const frameFromBefore = late.frame(5_000);
  for (let second = 1; second <= 200; second++) {
    prompt.request(durationMs(second));
    await storeFrame(at.stores, at.run.id, prompt.frame(second * 1000));
    if (second % 50 !== 0) continue;
    await rollups.catchUpAll();
    await at.clock.advance(10_000);
  }
  await storeFrame(at.stores, at.run.id, frameFromBefore);
  await rollups.catchUpAll();
  await rollups.of(at.run, async (open) => {
    expect(open.state.closedS).toEqual({ 10: 190, 60: 180 });
    expect((await requestsBy(open, 1)).get(4)).toBe(2);
    expect((await requestsBy(open, 10)).get(0)).toBe(11);
    expect((await requestsBy(open, 60)).get(0)).toBe(61);
  });
  await at.stores.runs.enter(at.run.id, { to: 'completed', atMs: 9, result: 'passed' });
  await rollups.catchUpAll();
  await at.restart().of(at.run, async (ended) => {
    expect([...(await requestsBy(ended, 60)).values()]).toEqual([61, 60, 60, 20]);
    expect([...(await requestsBy(ended, 10)).values()].reduce((a, b) => a + b)).toBe(201);
  });
});

test('windows of a second are kept for a while only, and the space of frames is given back at the end', async () => {
  using at = await scene();
  const agent = new MeasuringAgent(0);
  const rollups = at.restart();
  for (let second = 5; second <= 1500; second += 5) {
    agent.request(durationMs(second));
    await storeFrame(at.stores, at.run.id, agent.frame(second * 1000));
  }
  await rollups.catchUpAll();
  await at.clock.advance(10_000);
  expect((await at.stores.frames.ofRun(at.run.id, 0, 5000)).length).toBe(300);
  await at.stores.runs.enter(at.run.id, { to: 'completed', atMs: 9, result: 'passed' });
  await rollups.catchUpAll();
  await at.restart().of(at.run, async (ended) => {
    const seconds = [...(await requestsBy(ended, 1)).keys()];
    expect(seconds[0]).toBe(544);
    expect(seconds.length).toBe(192);
    expect((await requestsBy(ended, 10)).size).toBe(150);
  });
  expect(await at.stores.frames.ofRun(at.run.id, 0, 5000)).toEqual([]);
  // A repetition is known all the same.
  const again = {
    key: 'frame:0/0/0',
    format: 'agent-frame',
    body: new Uint8Array(1),
    receivedAtMs: 1,
  } as const;
  expect(await at.stores.frames.add({ ...again, runId: at.run.id })).toBe(false);
});

test('something that cannot be read is logged and passed by', async () => {
  using at = await scene();
  const agent = new MeasuringAgent(0);
  await at.stores.frames.add({
    runId: at.run.id,
    key: 'broken',
    format: 'agent-frame',
    body: Uint8Array.of(1, 2, 3),
    receivedAtMs: 1,
  });
  agent.request(10);
  await storeFrame(at.stores, at.run.id, agent.frame(1000));
  await at.restart().of(at.run, async (rollups) => {
    expect(await requestsBySecond(rollups)).toEqual(new Map([[0, 1]]));
  });
  expect(at.logged).toEqual(['something a generator delivered could not be merged']);
});

test('metrics and tags that the options drop are neither stored nor shown, but judged', async () => {
  using at = await scene({
    thresholds: { 'http_req_duration{status:500}': ['p(95)<100'], 'mine{user:1}': ['count<1'] },
    cloud: {
      drop_metrics: ['mine', 'http_reqs'],
      drop_tags: { '*': ['status'] },
      keep_tags: { http_req_failed: ['instance_id', 'status'] },
    },
  });
  const agent = new MeasuringAgent(0);
  agent.request(500, { status: '500' }, false);
  agent.add('mine', 'counter', 1, { user: '1', page: 'a' });
  await storeFrame(at.stores, at.run.id, agent.frame(1000));
  await at.restart().of(at.run, (rollups) => {
    const tagsOf = (name: string) => rollups.table.all.find(({ metric }) => metric.name === name)?.tags ?? {};
    expect(tagsOf('http_req_failed')).toMatchObject({ instance_id: '0', status: '500' });
    expect(tagsOf('http_reqs')).not.toHaveProperty('status');
    expect(tagsOf('http_req_duration')).toMatchObject({ status: '500', method: 'GET' });
    expect(rollups.rules.showsTag('http_req_duration', 'status')).toBe(false);
    expect(rollups.rules.showsMetric('mine')).toBe(false);
    expect(rollups.rules.showsMetric('http_reqs')).toBe(true);
    const summary = summaryOfRollups(rollups, at.run);
    expect(summary['http_req_duration{status:500}']).toMatchObject({ count: 1, max: 500 });
    expect(summary['mine{user:1}']).toMatchObject({ count: 1 });
  });
});
