import { expect, test } from 'vitest';
import { RAW_VALUES } from './limits.ts';
import { createMetricRegistry } from './registry.ts';
import { SAMPLES_PER_CHUNK } from './sample-columns.ts';
import { ThreadRecorder, type ThreadRecorderOptions } from './thread-recorder.ts';

function newRecorder(options: Partial<ThreadRecorderOptions> = {}) {
  return new ThreadRecorder({ registry: createMetricRegistry(), ...options });
}

test('interns series: the same metric and tags give the same handle', () => {
  const recorder = newRecorder();
  const one = recorder.registry.getOrCreate('one', 'counter');
  const two = recorder.registry.getOrCreate('two', 'counter');
  const tags = recorder.emptyTags.with('a', 'b');
  const series = recorder.series(one, tags);
  expect(recorder.series(one, recorder.emptyTags.with('a', 'b'))).toBe(series);
  expect(recorder.series(two, tags)).not.toBe(series);
  expect([series.id, recorder.series(two, tags).id, recorder.series(one, recorder.emptyTags).id]).toEqual([
    0, 1, 2,
  ]);
});

test('hands out only series with samples, defined once, in the order of their first samples', () => {
  const recorder = newRecorder();
  const unused = recorder.registry.getOrCreate('unused', 'counter');
  const used = recorder.registry.getOrCreate('used', 'rate');
  recorder.series(unused, recorder.emptyTags);
  const first = recorder.series(used, recorder.emptyTags);
  const second = recorder.series(used, recorder.emptyTags.with('a', 'b'));
  recorder.add(second, 1, 0);
  recorder.add(first, 0, 0);
  expect(recorder.takeWindow()).toMatchObject({
    sequence: 0,
    definitions: {
      metrics: [{ id: 1, name: 'used', type: 'rate', contains: 'default' }],
      series: [
        { id: 2, metricId: 1, tags: { a: 'b' } },
        { id: 1, metricId: 1, tags: {} },
      ],
    },
    rates: { series: Uint32Array.of(2, 1), trues: Float64Array.of(1, 0), totals: Float64Array.of(1, 1) },
    counters: { series: new Uint32Array(0) },
  });
  recorder.add(first, 5, 0);
  expect(recorder.takeWindow()).toMatchObject({
    sequence: 1,
    definitions: { metrics: [], series: [] },
    rates: { series: Uint32Array.of(1), trues: Float64Array.of(1) },
  });
});

test('has no window when nothing was recorded', () => {
  const recorder = newRecorder();
  expect(recorder.takeWindow()).toBeUndefined();
  expect(recorder.takeSamples()).toEqual([]);
});

test('sends values while they are few and buckets when they are many, whatever their number', () => {
  const recorder = newRecorder();
  const trend = recorder.series(recorder.registry.getOrCreate('tt', 'trend'), recorder.emptyTags);
  const sizes = [RAW_VALUES.window, RAW_VALUES.window + 1, 200_000].map((count) => {
    for (let i = 0; i < count; i++) recorder.add(trend, 1 + (i % 1000) / 1000, 0);
    const window = recorder.takeWindow();
    return [window?.trends.values.length, window?.trends.bucketKeys.length, window?.trends.counts[0]];
  });
  expect(sizes).toEqual([
    [1024, 0, 1024],
    [0, 512, 1025],
    [0, 512, 200_000],
  ]);
});

test('collects no raw samples unless asked to', () => {
  const recorder = newRecorder();
  recorder.add(recorder.series(recorder.registry.getOrCreate('cc', 'counter'), recorder.emptyTags), 1, 0);
  expect(recorder.takeSamples()).toEqual([]);
});

test('cuts raw samples into chunks and says when one is full', () => {
  let full = 0;
  const recorder = newRecorder({ samples: true, onSamplesFull: () => void full++ });
  const series = recorder.series(recorder.registry.getOrCreate('cc', 'counter'), recorder.emptyTags);
  for (let i = 0; i < SAMPLES_PER_CHUNK * 2 + 5; i++) recorder.add(series, i, i);
  expect(full).toBe(2);
  const batches = recorder.takeSamples();
  expect(batches.map(({ values }) => [values.length, values[0]])).toEqual([
    [SAMPLES_PER_CHUNK, 0],
    [SAMPLES_PER_CHUNK, SAMPLES_PER_CHUNK],
    [5, SAMPLES_PER_CHUNK * 2],
  ]);
  expect(batches.map(({ definitions }) => definitions.series.length)).toEqual([1, 0, 0]);
});

test('sends each metadata object once per chunk', () => {
  const recorder = newRecorder({ samples: true });
  const series = recorder.series(recorder.registry.getOrCreate('cc', 'counter'), recorder.emptyTags);
  const first = { vu: '1' };
  const second = { vu: '2' };
  for (const metadata of [first, second, undefined, first]) recorder.add(series, 1, 0, metadata);
  const [batch] = recorder.takeSamples();
  expect(batch?.metadata).toEqual([first, second]);
  expect(batch?.metadataIds).toEqual(Uint32Array.of(1, 2, 0, 1));
  recorder.add(series, 1, 0);
  expect(recorder.takeSamples()[0]?.metadataIds).toBeUndefined();
});

test('adds up every type in its window', () => {
  const recorder = newRecorder();
  const handle = (name: string, type: 'counter' | 'gauge') =>
    recorder.series(recorder.registry.getOrCreate(name, type), recorder.emptyTags);
  const counter = handle('cc', 'counter');
  const gauge = handle('gg', 'gauge');
  for (const [value, timeMs] of [
    [3, 10],
    [1, 20],
    [2, 15],
  ] as const) {
    recorder.add(counter, value, timeMs);
    recorder.add(gauge, value, timeMs);
  }
  expect(recorder.takeWindow()).toMatchObject({
    counters: { sums: Float64Array.of(6) },
    gauges: {
      values: Float64Array.of(1),
      timesMs: Float64Array.of(20),
      mins: Float64Array.of(1),
      maxs: Float64Array.of(3),
    },
  });
});
