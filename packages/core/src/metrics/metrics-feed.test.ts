import { expect, test } from 'vitest';
import { createRunMetrics } from './create-run-metrics.ts';
import { MetricsFeed } from './metrics-feed.ts';
import type { Output } from './output.ts';
import { createMetricRegistry } from './registry.ts';
import { ThreadRecorder } from './thread-recorder.ts';
import type { ResolvedSamples } from './window.ts';

/** Takes samples as quickly as the test lets it. */
class TestOutput implements Output {
  readonly description = 'test';
  readonly received: string[][] = [];
  readonly #isSlow: boolean;
  #release: () => void = () => {};

  constructor(isSlow = false) {
    this.#isSlow = isSlow;
  }

  async start(): Promise<void> {}

  receive(batches: readonly ResolvedSamples[]): Promise<void> | undefined {
    this.received.push(batches.flatMap(samplesOf));
    return this.#isSlow ? new Promise((resolve) => (this.#release = resolve)) : undefined;
  }

  async release(): Promise<void> {
    this.#release();
    await new Promise<void>((resolve) => queueMicrotask(() => queueMicrotask(() => resolve())));
  }

  async stop(): Promise<void> {}
}

function samplesOf({ series, seriesIds, values }: ResolvedSamples): string[] {
  return Array.from(seriesIds, (id, i) => {
    const { metric, tags } = series[id] ?? { metric: { name: '?' }, tags: { tags: {} } };
    return `${metric.name}${JSON.stringify(tags.tags)}=${values[i]}`;
  });
}

function startFeed(outputs: readonly Output[]) {
  const metrics = createRunMetrics({ declared: [], systemTags: [], log: { log: () => {} } });
  const recorder = new ThreadRecorder({ registry: createMetricRegistry(), samples: true });
  const hits = recorder.series(recorder.registry.getOrCreate('hits', 'counter'), recorder.emptyTags);
  const feed = new MetricsFeed(metrics, outputs, { run: 'r' });
  const measure = (value: number) => {
    recorder.add(hits, value, 0);
    feed.receive(0, recorder.takeWindow(), recorder.takeSamples());
  };
  return { metrics, feed, measure };
}

test('what threads measured reaches the metrics and, sample by sample, the outputs', async () => {
  const output = new TestOutput();
  const { metrics, feed, measure } = startFeed([output]);
  measure(1);
  measure(2);
  await feed.drained();
  expect(metrics.get('hits')?.sink).toMatchObject({ type: 'counter', sum: 3 });
  expect(output.received.flat()).toEqual(['hits{}=1', 'hits{}=2']);
});

test('a gauge of the main thread carries the tags of the run', async () => {
  const output = new TestOutput();
  const { metrics, feed } = startFeed([output]);
  feed.addGauge('vus', 3, 1_000);
  await feed.drained();
  expect(metrics.get('vus')?.sink).toMatchObject({ type: 'gauge', value: 3 });
  expect(output.received.flat()).toEqual(['vus{"run":"r"}=3']);
});

test('without outputs no samples are kept', async () => {
  const { metrics, feed } = startFeed([]);
  feed.addGauge('vus', 3, 1_000);
  await feed.drained();
  expect(metrics.get('vus')?.sink).toMatchObject({ value: 3 });
});

test('samples wait, in order, while the slowest output is behind', async () => {
  const slow = new TestOutput(true);
  const quick = new TestOutput();
  const { feed, measure } = startFeed([slow, quick]);
  for (const value of [1, 2, 3]) measure(value);
  expect(quick.received).toEqual([['hits{}=1']]);
  const drained = feed.drained();
  await slow.release();
  expect(quick.received).toEqual([['hits{}=1'], ['hits{}=2', 'hits{}=3']]);
  await slow.release();
  await drained;
  expect(slow.received).toEqual(quick.received);
});
