import { expect, test } from 'vitest';
import { createMetricRegistry } from '../metrics/registry.ts';
import { RunMetrics } from '../metrics/run-metrics.ts';
import { ThreadRecorder } from '../metrics/thread-recorder.ts';
import { summaryOfRun } from './summary-of-run.ts';
import { renderSummaryText } from './summary-text.ts';
import { paintPlain } from './text-style.ts';

type Samples = readonly (readonly [
  name: string,
  type: 'counter' | 'rate' | 'trend',
  value: number,
  tags: Record<string, string>,
])[];

function runOf(samples: Samples): RunMetrics {
  const run = new RunMetrics({ registry: createMetricRegistry() });
  const recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  for (const [name, type, value, tags] of samples) {
    const metric = recorder.registry.getOrCreate(name, type);
    recorder.add(recorder.series(metric, recorder.emptyTags.withAll(tags)), value, 0);
  }
  const window = recorder.takeWindow();
  if (window !== undefined) run.merge(0, window);
  return run;
}

const SAMPLES: Samples = [
  ['steps', 'counter', 1, { scenario: 'alpha', group: '' }],
  ['steps', 'counter', 2, { scenario: 'alpha', group: '::g' }],
  ['steps', 'counter', 4, { scenario: 'beta', group: '' }],
  ['waits', 'trend', 1, { scenario: 'alpha', group: '::g' }],
  ['waits', 'trend', 3, { scenario: 'alpha', group: '' }],
  ['steps', 'counter', 8, { group: '::setup' }],
  ['checks', 'rate', 1, { scenario: 'alpha', group: '::g', check: 'ok' }],
  ['checks', 'rate', 0, { scenario: 'beta', group: '::g', check: 'ok' }],
  ['group_duration', 'trend', 5, { scenario: 'alpha', group: '::g' }],
];

const summary = () =>
  summaryOfRun({ metrics: runOf(SAMPLES), thresholds: undefined, durationMs: 2000, setupData: 7 }, 'full');

test('shows each observed metric with its values', () => {
  const { metrics, runDurationMs, setupData } = summary();
  expect(metrics.map(({ name }) => name)).toEqual(['steps', 'waits', 'checks', 'group_duration']);
  const [steps, waits, checks] = metrics;
  expect([steps?.stat('count'), steps?.stat('rate')]).toEqual([15, 7.5]);
  expect([waits?.stat('avg'), waits?.stat('p(100)'), waits?.stat('p')]).toEqual([2, 3, 1]);
  expect([checks?.stat('rate'), checks?.stat('passes'), checks?.stat('fails')]).toEqual([0.5, 1, 1]);
  expect([runDurationMs, setupData]).toEqual([2000, 7]);
});

test('carries thresholds and selectors', () => {
  const metrics = runOf([]);
  metrics.registry.getOrCreate('steps', 'counter');
  metrics.markObserved(metrics.declare('steps{ a:b }'));
  const results = [{ expression: 'count>1', ok: false }];
  const thresholds = {
    metrics: [{ metric: 'steps{a:b}', results, failed: true }],
    failing: ['steps{a:b}'],
    shouldAbort: false,
  };
  const input = summaryOfRun({ metrics, thresholds, durationMs: 1, setupData: undefined }, 'compact');
  expect(input.details).toBeUndefined();
  expect(input.metrics.find(({ sub }) => sub !== undefined)).toMatchObject({
    name: 'steps{a:b}',
    sub: { parent: 'steps', selector: 'a:b' },
    thresholds: results,
  });
});

test('puts the groups of a scenario together and keeps single groups apart', () => {
  const { details, checks, groupPaths } = summary();
  const values = (metrics: readonly { name: string; stat(name: string): number }[]) =>
    metrics.map((metric) => [metric.name, metric.stat('count')]);
  expect(details?.scenarios.map(({ name, metrics }) => [name, values(metrics)])).toEqual([
    [
      'alpha',
      [
        ['steps', 3],
        ['waits', 2],
        ['checks', 0],
        ['group_duration', 1],
      ],
    ],
    [
      'beta',
      [
        ['steps', 4],
        ['checks', 0],
      ],
    ],
  ]);
  expect(details?.groups.map(({ scenario, path, metrics }) => [scenario, path, values(metrics)[0]])).toEqual([
    ['alpha', '::g', ['steps', 2]],
    [undefined, '::setup', ['steps', 8]],
    ['beta', '::g', ['checks', 0]],
  ]);
  expect(details?.groups[0]?.checks).toEqual([{ groupPath: '::g', name: 'ok', passes: 1, fails: 0 }]);
  expect(checks).toEqual([{ groupPath: '::g', name: 'ok', passes: 1, fails: 1 }]);
  expect(groupPaths).toEqual(['::g']);
});

test('leaves samples directly in setup() out of the full text', () => {
  const text = renderSummaryText(summary(), {
    mode: 'full',
    trendStats: ['avg'],
    timeUnit: '',
    paint: paintPlain,
    notices: [],
  });
  expect(text).not.toContain('GROUP: setup');
  expect([...text.matchAll(/[█↳] (.*) $/gm)].map((match) => match[1])).toEqual([
    'TOTAL RESULTS',
    'SCENARIO: alpha',
    'GROUP: g',
    'SCENARIO: beta',
    'GROUP: g',
  ]);
});
