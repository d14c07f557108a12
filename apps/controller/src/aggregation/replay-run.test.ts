import { expect, test } from 'vitest';
import { encodePush, somePush } from '../k6-push/encode-push.fixture.ts';
import type { MetricSet } from '../k6-push/metric-set.ts';
import type { FrameStore } from '../runs/run-frames.ts';
import { replayRun } from './replay-run.ts';

const SILENT = { log: () => undefined };

function framesOf(pushes: readonly MetricSet[]): FrameStore {
  const frames = pushes.map((push, i) => ({
    id: i + 1,
    format: 'k6-push-2' as const,
    body: encodePush(push),
  }));
  return {
    add: () => Promise.reject(new Error('nothing is added here')),
    ofRun: async (_runId, afterId, limit) => frames.filter(({ id }) => id > afterId).slice(0, limit),
  };
}

const threshold = (expression: string) => [
  { threshold: expression, abortOnFail: false, delayAbortEvalMs: null },
];

test('all pushes of a long run count, and rates are per second of it', async () => {
  const pushes = Array.from({ length: 250 }, (_, i) => somePush(1_000 + 3 * i));
  const { metrics, thresholds } = await replayRun(
    framesOf(pushes),
    1,
    { http_reqs: [...threshold('count==1000'), ...threshold('rate>1.3'), ...threshold('rate<1.4')] },
    SILENT,
  );
  expect(metrics.get('http_reqs')?.sink).toMatchObject({ sum: 1000 });
  expect(thresholds.failing).toEqual([]);
});

test('a threshold about a part of a metric is judged by the series with those tags', async () => {
  const configs = {
    'http_reqs{scenario:s}': threshold('count==4'),
    'http_reqs{scenario:other}': threshold('count>0'),
  };
  const { thresholds } = await replayRun(framesOf([somePush()]), 1, configs, SILENT);
  expect(thresholds.failing).toEqual(['http_reqs{scenario:other}']);
});

test('a run that made no requests can be judged', async () => {
  const push = somePush();
  const withoutHttp = { ...push, metrics: push.metrics.filter(({ name }) => !name.startsWith('http')) };
  const configs = {
    checks: threshold('rate>0.2'),
    http_reqs: threshold('count>0'),
    mine: threshold('count>0'),
  };
  const { thresholds } = await replayRun(framesOf([withoutHttp]), 1, configs, SILENT);
  expect(thresholds.metrics.map(({ metric, failed }) => [metric, failed])).toEqual([
    ['checks', false],
    ['http_reqs', true],
  ]);
});

test('a run that pushed nothing can be judged', async () => {
  const { thresholds } = await replayRun(framesOf([]), 1, { http_req_failed: threshold('rate<0.1') }, SILENT);
  expect(thresholds.failing).toEqual([]);
});
