import { expect, test } from 'vitest';
import type { MetricType } from './metric.ts';
import { createMetricRegistry } from './registry.ts';
import { RunMetrics } from './run-metrics.ts';
import { ThreadRecorder } from './thread-recorder.ts';
import { WindowCombiner } from './window-combiner.ts';
import { addTallies, tallyDifferences, WindowTally } from './window-tally.ts';

function recorder(samples = false): ThreadRecorder {
  return new ThreadRecorder({ registry: createMetricRegistry(), samples });
}

function add(to: ThreadRecorder, name: string, type: MetricType, values: readonly number[], url = 'a'): void {
  const series = to.series(to.registry.getOrCreate(name, type), to.emptyTags.with('url', url));
  for (const value of values) to.add(series, value, value);
}

function values(run: RunMetrics): unknown {
  return run.observed().map(({ name, sink }) => {
    if (sink.type === 'trend')
      return [name, sink.count, sink.sum, sink.percentile(0.5), sink.percentile(0.9)];
    if (sink.type === 'counter') return [name, sink.sum];
    if (sink.type === 'rate') return [name, sink.trues, sink.total];
    return [name, sink.value, sink.min, sink.max];
  });
}

test('the windows of two threads add up to the same through one combined window', () => {
  const [direct, combined] = [0, 1].map(() => new RunMetrics({ registry: createMetricRegistry() }));
  const threads = [recorder(), recorder()];
  const combiner = new WindowCombiner();
  for (const round of [1, 2, 3]) {
    for (const [id, thread] of threads.entries()) {
      add(thread, 'took', 'trend', [round, round + id], id === 0 ? 'x' : 'y');
      add(thread, id === 0 ? 'hits' : 'checks_', id === 0 ? 'counter' : 'rate', [round, 0]);
      add(thread, 'took', 'trend', [100 * id], 'shared');
      add(thread, 'level', 'gauge', [round * 10 + id]);
      const window = thread.takeWindow();
      if (window === undefined) throw new Error('something was recorded');
      direct!.merge(id, window);
      combiner.add(id, window, []);
    }
    if (round > 1) combined!.merge('one', structuredClone(combiner.take()!.window!));
  }
  expect(values(combined!)).toEqual(values(direct!));
  expect(combiner.take()).toBeUndefined();
});

test('each series is defined once, whichever thread came first', () => {
  const threads = [recorder(), recorder()];
  const combiner = new WindowCombiner();
  const definitions = () => combiner.take()?.window?.definitions;
  for (const [id, thread] of threads.entries()) {
    add(thread, 'hits', 'counter', [1]);
    combiner.add(id, thread.takeWindow(), []);
    if (id === 0) expect(definitions()).toMatchObject({ metrics: [{ name: 'hits' }], series: [{ id: 0 }] });
    else expect(definitions()).toEqual({ metrics: [], series: [] });
  }
});

test('a series with very many values goes on in buckets, and the percentiles stay the same', () => {
  const [direct, combined] = [0, 1].map(() => new RunMetrics({ registry: createMetricRegistry() }));
  const thread = recorder();
  const combiner = new WindowCombiner();
  const rawValues: number[] = [];
  for (let round = 0; round < 20; round++) {
    add(
      thread,
      'took',
      'trend',
      Array.from({ length: 1_000 }, (_, i) => Math.exp(((i * 7 + round) % 1_000) / 200)),
    );
    const window = thread.takeWindow()!;
    direct!.merge(0, window);
    combiner.add(0, window, []);
    const sent = combiner.take()!.window!;
    rawValues.push(sent.trends.values.length);
    combined!.merge(0, structuredClone(sent));
  }
  expect(rawValues.map((length) => length > 0)).toEqual([...Array(9).fill(true), ...Array(11).fill(false)]);
  expect(values(combined!)).toEqual(values(direct!));
});

test('raw samples keep their order and find their series', () => {
  const combiner = new WindowCombiner();
  const threads = [recorder(true), recorder(true)];
  for (const [id, thread] of threads.entries()) {
    add(thread, 'took', 'trend', [7 + id, 8 + id], id === 0 ? 'x' : 'y');
    combiner.add(id, undefined, thread.takeSamples());
    combiner.add(id, thread.takeWindow(), []);
  }
  const taken = combiner.take();
  const run = new RunMetrics({ registry: createMetricRegistry() });
  run.merge(0, taken!.window!);
  const seen = taken!.samples.flatMap((batch) => {
    const resolved = run.resolve(0, batch);
    return [...resolved.seriesIds].map((id, i) => [resolved.series[id]?.tags.get('url'), resolved.values[i]]);
  });
  expect(seen).toEqual([
    ['x', 7],
    ['x', 8],
    ['y', 8],
    ['y', 9],
  ]);
});

test('samples alone bring their definitions along', () => {
  const combiner = new WindowCombiner();
  const thread = recorder(true);
  add(thread, 'hits', 'counter', [3]);
  combiner.add(0, undefined, thread.takeSamples());
  const taken = combiner.take();
  expect(taken?.window).toBeUndefined();
  expect(taken?.samples[0]?.definitions.series).toHaveLength(1);
});

test('a tally counts samples, and sums of counters, by metric', () => {
  const thread = recorder();
  const tally = new WindowTally();
  for (const url of ['a', 'b']) {
    add(thread, 'took', 'trend', [1, 2, 3], url);
    add(thread, 'hits', 'counter', [0.5, 1], url);
    add(thread, 'failed', 'rate', [0, 1], url);
    add(thread, 'level', 'gauge', [5], url);
    const window = thread.takeWindow();
    if (window !== undefined) tally.add(window);
  }
  expect(tally.totals()).toEqual({ took: 6, hits: 3, failed: 4 });
});

test('tallies differ where a sample is missing, but not by the order of a sum', () => {
  const whole = { hits: 0.1 + 0.2 + 0.3, took: 4 };
  expect(tallyDifferences(whole, { hits: 0.3 + 0.2 + 0.1, took: 4 })).toEqual([]);
  expect(tallyDifferences(whole, { ...whole, took: 3 })).toEqual([
    { metric: 'took', expected: 4, actual: 3 },
  ]);
  expect(tallyDifferences(whole, { hits: whole.hits })).toEqual([{ metric: 'took', expected: 4, actual: 0 }]);
  expect(addTallies([whole, { took: 1, other: 2 }])).toEqual({ hits: whole.hits, took: 5, other: 2 });
});
