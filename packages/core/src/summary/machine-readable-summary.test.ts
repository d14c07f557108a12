import { expect, test } from 'vitest';
import { buildMachineReadableSummary, type MachineReadableSettings } from './machine-readable-summary.ts';
import { inputOf, metricOf, trendValues } from './summary.fixture.ts';

const SETTINGS: MachineReadableSettings = {
  mode: 'compact',
  trendStats: ['avg', 'p(95)', 'p(99)'],
  execution: 'local',
  script: 'export default () => {}',
  generatedAt: '2026-11-22T18:33:49.567Z',
  k6Version: '2.2.0',
};

const INPUT = inputOf({
  runDurationMs: 209.265141,
  checks: [
    { groupPath: '', name: 'beta check', passes: 2, fails: 0 },
    { groupPath: '::g', name: 'other', passes: 8, fails: 4 },
  ],
  metrics: [
    metricOf('gg', 'gauge', { value: 4, min: 4, max: 4 }),
    metricOf('iterations', 'counter', { count: 6, rate: 29 }),
    metricOf('http_req_blocked', 'trend', trendValues(1)),
    metricOf(
      'http_req_duration',
      'trend',
      { ...trendValues(1.28, 0.33, 0.58, 4.33, 2.91, 3.62), 'p(99)': 9 },
      {
        contains: 'time',
      },
    ),
    metricOf('http_req_failed', 'rate', { rate: 0.25, passes: 1, fails: 3 }),
    metricOf('checks', 'rate', { rate: 1, passes: 1, fails: 0 }),
  ],
});

test('describes the run', () => {
  const summary = buildMachineReadableSummary(INPUT, SETTINGS);
  expect(summary.version).toBe('1.0.0');
  expect(summary.config).toEqual({
    duration: 0.209265141,
    execution: 'local',
    script: 'export default () => {}',
  });
  expect(summary.metadata).toEqual({ generated_at: '2026-11-22T18:33:49.567Z', k6_version: '2.2.0' });
});

test('lists the metrics the text would show, category by category', () => {
  const { metrics } = buildMachineReadableSummary(INPUT, SETTINGS).results;
  expect(metrics).toEqual([
    {
      contains: 'time',
      name: 'http_req_duration',
      type: 'trend',
      values: { avg: 1.28, max: null, med: null, min: null, p90: null, p95: 3.62 },
    },
    {
      contains: 'default',
      name: 'http_req_failed',
      type: 'rate',
      values: { matches: 1, rate: 0.25, total: 4 },
    },
    { contains: 'default', name: 'iterations', type: 'counter', values: { count: 6 } },
    { contains: 'default', name: 'gg', type: 'gauge', values: { max: 4, min: 4, value: 4 } },
  ]);
});

test('lists request parts in full mode', () => {
  const { metrics } = buildMachineReadableSummary(INPUT, { ...SETTINGS, mode: 'full' }).results;
  expect(metrics.map(({ name }) => name)).toContain('http_req_blocked');
});

test('reports checks as three totals and one result for each name', () => {
  const { checks } = buildMachineReadableSummary(INPUT, SETTINGS).results;
  expect(checks.metrics).toEqual([
    { contains: 'default', name: 'checks_total', type: 'counter', values: { count: 14 } },
    {
      contains: 'default',
      name: 'checks_failed',
      type: 'rate',
      values: { matches: 4, rate: 0.2857142857142857, total: 14 },
    },
    {
      contains: 'default',
      name: 'checks_succeeded',
      type: 'rate',
      values: { matches: 10, rate: 0.7142857142857143, total: 14 },
    },
  ]);
  expect(checks.results).toEqual([
    { name: 'beta check', passes: 2, fails: 0 },
    { name: 'other', passes: 8, fails: 4 },
  ]);
});
