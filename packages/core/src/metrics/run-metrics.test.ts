import { expect, test } from 'vitest';
import type { LogFields, LogLevel } from '../log/logger.ts';
import { createMetricRegistry } from './registry.ts';
import { RunMetrics } from './run-metrics.ts';
import { sinkValues } from './sinks/sink-values.ts';
import { ThreadRecorder } from './thread-recorder.ts';

function startRun() {
  const registry = createMetricRegistry();
  return {
    registry,
    run: new RunMetrics({ registry }),
    recorder: new ThreadRecorder({ registry: createMetricRegistry() }),
  };
}

function record(recorder: ThreadRecorder, name: string, type: 'counter' | 'gauge' | 'rate' | 'trend') {
  const metric = recorder.registry.getOrCreate(name, type);
  return (value: number, tags: Record<string, string> = {}, timeMs = 0) =>
    recorder.add(recorder.series(metric, recorder.emptyTags.withAll(tags)), value, timeMs);
}

function merge(run: RunMetrics, recorder: ThreadRecorder, source: string | number = 0) {
  const window = recorder.takeWindow();
  if (window !== undefined) run.merge(source, structuredClone(window));
}

test('adds up what several threads measured, each with ids of its own', () => {
  const { run, recorder: first } = startRun();
  const second = new ThreadRecorder({ registry: createMetricRegistry() });
  record(first, 'hits', 'counter')(2, { a: '1' });
  record(second, 'other', 'gauge')(7);
  record(second, 'hits', 'counter')(3, { a: '1' });
  merge(run, first, 'one');
  merge(run, second, 'two');
  expect(run.get('hits')?.sink).toMatchObject({ type: 'counter', sum: 5 });
  expect(run.series().map(({ metric, tags }) => [metric.name, { ...tags.tags }])).toEqual([
    ['hits', { a: '1' }],
    ['other', {}],
  ]);
});

test('keeps adding over windows and forgets what it handed out', () => {
  const { run, recorder } = startRun();
  const add = record(recorder, 't_t', 'trend');
  add(1);
  add(2);
  merge(run, recorder);
  add(6);
  merge(run, recorder);
  expect(recorder.takeWindow()).toBeUndefined();
  expect(sinkValues(run.get('t_t')!.sink, ['avg', 'count', 'med', 'p(75)'], 0)).toEqual({
    avg: 3,
    count: 3,
    med: 2,
    'p(75)': 4,
  });
});

test('shows metrics in the order of their first samples and none without', () => {
  const { run, recorder } = startRun();
  recorder.registry.getOrCreate('never', 'counter');
  run.registry.getOrCreate('never', 'counter');
  record(recorder, 'bb', 'trend')(1);
  record(recorder, 'aa', 'counter')(1);
  merge(run, recorder);
  expect(run.observed().map(({ name }) => name)).toEqual(['bb', 'aa']);
  expect(run.get('never')).toBeUndefined();
});

test('gives a sub-metric the samples whose tags contain all its pairs', () => {
  const { run, recorder } = startRun();
  run.registry.getOrCreate('hits', 'counter');
  const red = run.declare('hits{ colour : "red" }');
  const redXL = run.declare('hits{size:xl,colour:red}');
  const add = record(recorder, 'hits', 'counter');
  add(1, { colour: 'red' });
  add(2, { colour: 'red', size: 'xl', more: 'x' });
  add(4, { colour: 'blue', size: 'xl' });
  merge(run, recorder);
  expect(red.name).toBe('hits{colour : "red"}');
  expect([red.sink, redXL.sink]).toMatchObject([{ sum: 3 }, { sum: 2 }]);
  expect(run.observed().map(({ name }) => name)).toEqual([
    'hits',
    'hits{colour : "red"}',
    'hits{size:xl,colour:red}',
  ]);
});

test('lets selectors with the same tags share one sub-metric, named as first written', () => {
  const { run } = startRun();
  run.registry.getOrCreate('hits', 'counter');
  const first = run.declare('hits{b:2,a:1}');
  expect(run.declare('hits{a:1, b:"2"}')).toBe(first);
  expect(first.name).toBe('hits{b:2,a:1}');
});

test('shows a declared sub-metric without samples only when it is marked as observed', () => {
  const { run } = startRun();
  run.registry.getOrCreate('hits', 'counter');
  const green = run.declare('hits{colour:green}');
  expect(run.observed()).toEqual([]);
  run.markObserved(green);
  expect(run.observed().map(({ name }) => name)).toEqual(['hits{colour:green}', 'hits']);
});

test('refuses sub-metrics of metrics it does not know', () => {
  const { run } = startRun();
  expect(() => run.declare('nope{a:b}')).toThrow("metric 'nope' does not exist in the script");
});

test('breaks metrics down by scenario and group', () => {
  const { run, recorder } = startRun();
  const add = record(recorder, 'hits', 'counter');
  add(1, { scenario: 'a', group: '' });
  add(2, { scenario: 'a', group: '::g', url: 'x' });
  add(4, { scenario: 'a', group: '::g', url: 'y' });
  add(8, { group: '::setup' });
  add(16);
  merge(run, recorder);
  expect(
    run.slices().map(({ scenario, group, sink }) => [scenario, group, sinkValues(sink, [], 0).count]),
  ).toEqual([
    ['a', '', 1],
    ['a', '::g', 6],
    [undefined, '::setup', 8],
  ]);
});

test('lists groups and checks in the order in which they were first seen', () => {
  const { run, recorder } = startRun();
  const check = record(recorder, 'checks', 'rate');
  const group = record(recorder, 'group_duration', 'trend');
  check(1, { scenario: 'a', group: '::z::y', check: 'second' });
  group(5, { scenario: 'a', group: '::z::y' });
  group(5, { scenario: 'a', group: '::b' });
  check(0, { scenario: 'b', group: '::z::y', check: 'second', extra: '1' });
  check(1, { scenario: 'a', group: '', check: 'first' });
  check(1, { scenario: 'a', group: '::lost' });
  check(1, { scenario: 'a', check: 'no group' });
  merge(run, recorder);
  expect(run.checks.groupPaths()).toEqual(['::z::y', '::b']);
  expect(run.checks.all().map(({ group, name, sink }) => [group, name, sink.trues, sink.total])).toEqual([
    ['::z::y', 'second', 1, 2],
    ['', 'first', 1, 1],
  ]);
  expect(run.checks.byScenario().map(({ scenario, name, sink }) => [scenario, name, sink.total])).toEqual([
    ['a', 'second', 1],
    ['b', 'second', 1],
    ['a', 'first', 1],
  ]);
});

test('resolves raw samples to the series of the run, whether window or samples come first', () => {
  const registry = createMetricRegistry();
  const run = new RunMetrics({ registry });
  const recorder = new ThreadRecorder({ registry: createMetricRegistry(), samples: true });
  const metadata = { iter: '3' };
  const hits = recorder.registry.getOrCreate('hits', 'counter');
  recorder.add(recorder.series(hits, recorder.emptyTags.with('a', 'b')), 4, 1000.5, metadata);
  recorder.add(recorder.series(hits, recorder.emptyTags), 5, 1001);
  const [batch] = recorder.takeSamples().map((samples) => run.resolve('x', structuredClone(samples)));
  merge(run, recorder, 'x');
  expect([...batch!.seriesIds].map((id) => batch!.series[id]?.tags.get('a'))).toEqual(['b', undefined]);
  expect([...batch!.values]).toEqual([4, 5]);
  expect([...batch!.timesMs]).toEqual([1000.5, 1001]);
  expect([...(batch!.metadataIds ?? [])]).toEqual([1, 0]);
  expect(batch!.metadata).toEqual([metadata]);
  expect(run.get('hits')?.sink).toMatchObject({ sum: 9 });
});

test('keeps sinks for as many single series as it is asked to', () => {
  const run = new RunMetrics({ registry: createMetricRegistry(), maxSeriesSinks: 1 });
  const recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  const add = record(recorder, 'hits', 'counter');
  add(1, { a: '1' });
  add(2, { a: '2' });
  merge(run, recorder);
  expect(run.series().map(({ sink }) => sink?.type)).toEqual(['counter', undefined]);
});

test('warns of too many series at the limit and each time it has doubled', () => {
  const warnings: [LogLevel, string, LogFields | undefined][] = [];
  const log = {
    log: (level: LogLevel, text: string, fields?: LogFields) => void warnings.push([level, text, fields]),
  };
  const run = new RunMetrics({ registry: createMetricRegistry(), log, warnAboveSeries: 10 });
  const recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  const add = record(recorder, 'hits', 'counter');
  for (let i = 0; i < 40; i++) add(1, { url: String(i) });
  merge(run, recorder);
  expect(warnings).toEqual(
    [11, 21].map((count) => [
      'warning',
      `The test has generated metrics with ${count} unique time series, which is higher than the suggested limit of 100000 and could cause high memory usage. Consider not using high-cardinality values like unique IDs as metric tags or, if you need them in the URL, use the name metric tag or URL grouping. See https://grafana.com/docs/k6/latest/using-k6/tags-and-groups/ for details.`,
      { component: 'metrics-engine-ingester' },
    ]),
  );
});
