import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { inputOf, metricOf, trendValues } from './summary.fixture.ts';
import { buildSummaryData, type SummaryDataSettings } from './summary-data.ts';
import { summaryExportJson } from './summary-export.ts';

const SETTINGS: SummaryDataSettings = {
  trendStats: ['avg', 'p(95)', 'count'],
  timeUnit: '',
  noColor: false,
  isStdOutTTY: false,
  isStdErrTTY: true,
  md5Hex: (text) => createHash('md5').update(text).digest('hex'),
};

const INPUT = inputOf({
  runDurationMs: 1.837249,
  groupPaths: ['::G1'],
  checks: [
    { groupPath: '::G1', name: 'c1', passes: 2, fails: 0 },
    { groupPath: '', name: 'top', passes: 0, fails: 1 },
    { groupPath: '::G1::inner', name: 'c1', passes: 1, fails: 1 },
  ],
  metrics: [
    metricOf(
      'tt',
      'trend',
      { avg: 2, 'p(95)': 2, count: 2 },
      { thresholds: { 'avg<5': true, 'p(99)<1': false } },
    ),
    metricOf('http_reqs{a:b}', 'counter', { count: 5, rate: 24.5 }),
    metricOf('level', 'gauge', { value: 3, min: 1, max: 4 }),
    metricOf('checks', 'rate', { rate: 0.6, passes: 3, fails: 2 }, { thresholds: { 'rate>0.9': false } }),
  ],
  setupData: { x: [1, 2] },
});

describe('the data of handleSummary()', () => {
  test('has k6’s keys, values and thresholds', () => {
    const data = buildSummaryData(INPUT, SETTINGS);
    expect(data.options).toEqual({
      summaryTrendStats: ['avg', 'p(95)', 'count'],
      summaryTimeUnit: '',
      noColor: false,
    });
    expect(data.state).toEqual({ isStdOutTTY: false, isStdErrTTY: true, testRunDurationMs: 1.837249 });
    expect(data.setup_data).toEqual({ x: [1, 2] });
    expect(data.metrics).toEqual({
      tt: {
        type: 'trend',
        contains: 'default',
        values: { avg: 2, 'p(95)': 2, count: 2 },
        thresholds: { 'avg<5': { ok: true }, 'p(99)<1': { ok: false } },
      },
      'http_reqs{a:b}': { type: 'counter', contains: 'default', values: { count: 5, rate: 24.5 } },
      level: { type: 'gauge', contains: 'default', values: { value: 3, min: 1, max: 4 } },
      checks: {
        type: 'rate',
        contains: 'default',
        values: { rate: 0.6, passes: 3, fails: 2 },
        thresholds: { 'rate>0.9': { ok: false } },
      },
    });
  });

  test('nests groups and checks under the root, with the MD5 of their path as id', () => {
    const { root_group: root } = buildSummaryData(INPUT, SETTINGS);
    expect(root).toMatchObject({ name: '', path: '', id: 'd41d8cd98f00b204e9800998ecf8427e' });
    expect(root.checks.map(({ path, passes, fails }) => [path, passes, fails])).toEqual([['::top', 0, 1]]);
    const [g1] = root.groups;
    expect(g1).toMatchObject({ name: 'G1', path: '::G1', id: '37d7dc994020c19e844020904e5e49ad' });
    expect(g1?.checks).toEqual([
      { name: 'c1', path: '::G1::c1', id: 'd9427db1ea1f8fe9d93c7f3df69e4cb5', passes: 2, fails: 0 },
    ]);
    expect(g1?.groups[0]).toMatchObject({
      name: 'inner',
      path: '::G1::inner',
      checks: [{ passes: 1, fails: 1 }],
    });
  });

  test('has no setup_data when setup() returned nothing', () => {
    const data = buildSummaryData(inputOf({}), SETTINGS);
    expect('setup_data' in data).toBe(false);
    expect(data.setup_data).toBeUndefined();
  });
});

describe('the summary export', () => {
  const exported = JSON.parse(summaryExportJson(buildSummaryData(INPUT, SETTINGS)));

  test('flattens metrics, calls a rate `value` and marks crossed thresholds', () => {
    expect(exported.metrics.checks).toEqual({
      passes: 3,
      fails: 2,
      value: 0.6,
      thresholds: { 'rate>0.9': true },
    });
    expect(exported.metrics['http_reqs{a:b}']).toEqual({ count: 5, rate: 24.5 });
    expect(exported.metrics.tt).toEqual({
      avg: 2,
      'p(95)': 2,
      count: 2,
      thresholds: { 'avg<5': false, 'p(99)<1': true },
    });
  });

  test('keys groups and checks by name and leaves out options and state', () => {
    expect(exported.root_group.groups.G1.groups.inner.checks.c1.passes).toBe(1);
    expect(Object.keys(exported)).toEqual(['root_group', 'metrics', 'setup_data']);
  });

  test('is indented by four spaces and has no newline at the end', () => {
    const input = inputOf({ metrics: [metricOf('tt', 'trend', trendValues(1))] });
    const json = summaryExportJson(buildSummaryData(input, { ...SETTINGS, trendStats: ['avg'] }));
    expect(json).toBe(`{
    "root_group": {
        "name": "",
        "path": "",
        "id": "d41d8cd98f00b204e9800998ecf8427e",
        "groups": {},
        "checks": {}
    },
    "metrics": {
        "tt": {
            "avg": 1
        }
    }
}`);
  });
});
