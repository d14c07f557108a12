import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { newRunOf } from '../aggregation/measured-run.fixture.ts';
import { Rollups } from '../aggregation/rollups.ts';
import { addUser, memoryStores } from '../database/memory-stores.fixture.ts';
import { encodePush, somePush } from '../k6-push/encode-push.fixture.ts';
import type { MetricSet } from '../k6-push/metric-set.ts';
import { exitCodeOf } from './exit-code.ts';
import { RunResults } from './run-results.ts';

/** What comes of these thresholds for a run that pushed this. */
async function judge(thresholds: Readonly<Record<string, string[]>>, pushes: readonly MetricSet[]) {
  using stores = memoryStores();
  const { id, defaultProjectId } = await addUser(stores, 'ada@example.test');
  const owner = { projectId: defaultProjectId ?? 0, startedBy: id };
  const run = await newRunOf(stores, owner, { place: 'local', options: { thresholds } });
  for (const [i, push] of pushes.entries()) {
    const body = encodePush(push);
    await stores.frames.add({ runId: run.id, key: `${i}`, format: 'k6-push-2', body, receivedAtMs: 1 });
  }
  const log = { log: () => undefined };
  const rollups = new Rollups({ ...stores, store: stores.rollups, clock: new VirtualClock(), log });
  return await new RunResults({ rollups, facts: stores.runFacts, health: stores.health }).judge(run);
}

test('all pushes of a long run count, and rates are per second of it', async () => {
  const pushes = Array.from({ length: 250 }, (_, i) => somePush(1_000 + 3 * i));
  const { failing } = await judge({ http_reqs: ['count==1000', 'rate>1.3', 'rate<1.4'] }, pushes);
  expect(failing).toEqual([]);
});

test('a threshold about a part of a metric is judged by the series with those tags', async () => {
  const thresholds = {
    'http_reqs{scenario:s}': ['count==4'],
    'http_reqs{scenario:other}': ['count>0'],
  };
  expect((await judge(thresholds, [somePush()])).failing).toEqual(['http_reqs{scenario:other}']);
});

test('a run that made no requests can be judged, and what was never fed holds', async () => {
  const push = somePush();
  const withoutHttp = { ...push, metrics: push.metrics.filter(({ name }) => !name.startsWith('http')) };
  const thresholds = { checks: ['rate>0.2'], http_reqs: ['count>0'], mine: ['count>0'] };
  const { metrics } = await judge(thresholds, [withoutHttp]);
  expect(metrics.map(({ metric, failed }) => [metric, failed])).toEqual([
    ['checks', false],
    ['http_reqs', true],
  ]);
});

test('a run that pushed nothing can be judged', async () => {
  expect((await judge({ http_req_failed: ['rate<0.1'] }, [])).failing).toEqual([]);
});

test.each([
  { result: 'passed', resultCode: null, conclusion: null, exitCode: 0 },
  { result: null, resultCode: null, conclusion: null, exitCode: 0 },
  { result: 'failed', resultCode: null, conclusion: null, exitCode: 99 },
  { result: 'error', resultCode: 8036, conclusion: null, exitCode: 103 },
  { result: 'error', resultCode: 8035, conclusion: null, exitCode: 107 },
  { result: 'error', resultCode: 8034, conclusion: null, exitCode: 97 },
  { result: 'error', resultCode: 8036, conclusion: { exitCode: 108 }, exitCode: 108 },
] as const)('a run with the result $result and the code $resultCode ends as $exitCode', (given) => {
  expect(exitCodeOf(given, given.conclusion)).toBe(given.exitCode);
});
