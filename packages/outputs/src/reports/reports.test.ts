import {
  type MetricType,
  type ReportedRun,
  renderJunit,
  renderMarkdown,
  type SummaryMetric,
  type ValueType,
} from '@squall/core';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { createReport } from './create-report.ts';

interface MetricParts {
  readonly type: MetricType;
  readonly contains?: ValueType;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, boolean>>;
}

function metricOf(
  name: string,
  { type, contains = 'default', values, thresholds = {} }: MetricParts,
): SummaryMetric {
  return {
    name,
    type,
    contains,
    thresholds: Object.entries(thresholds).map(([expression, ok]) => ({ expression, ok })),
    stat: (stat) => values[stat] ?? 0,
  };
}

const RUN: ReportedRun = {
  script: 'load_<1>.js',
  endedAt: new Date('2026-11-22T18:00:30.500Z'),
  trendStats: ['avg', 'p(95)', 'count'],
  timeUnit: '',
  error: { message: "thresholds on metrics 'lat' have been crossed", exitCode: 99, fields: {} },
  notices: ['the machine was *busy*'],
  summary: {
    runDurationMs: 30_500,
    metrics: [
      metricOf('lat', {
        type: 'trend',
        contains: 'time',
        values: { avg: 12.345, 'p(95)': 612.3, count: 40 },
        thresholds: { 'p(95)<500': false, 'avg<100': true },
      }),
      metricOf('http_reqs', { type: 'counter', values: { count: 40, rate: 1.25 } }),
      metricOf('checks', { type: 'rate', values: { rate: 0.95, passes: 38, fails: 2 } }),
      metricOf('vus', { type: 'gauge', values: { value: 1, min: 1, max: 2 } }),
    ],
    checks: [
      { groupPath: '', name: 'is "ok" & <b>\u0001', passes: 20, fails: 0 },
      { groupPath: '::shop::cart', name: 'total | sum', passes: 18, fails: 2 },
    ],
    groupPaths: ['::shop', '::shop::cart'],
    details: undefined,
    setupData: undefined,
  },
};

function parseXml(xml: string) {
  expect(XMLValidator.validate(xml)).toBe(true);
  return new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', ignoreDeclaration: true }).parse(
    xml,
  );
}

test('JUnit has a case for each threshold and check, and fails for crossed thresholds only', () => {
  const { testsuites } = parseXml(renderJunit(RUN));
  expect(testsuites).toMatchObject({
    name: 'load_<1>.js',
    tests: '5',
    failures: '1',
    errors: '0',
    skipped: '1',
    time: '30.500',
  });
  const [run, thresholds, checks] = testsuites.testsuite;
  expect(run).toMatchObject({
    name: 'run',
    timestamp: '2026-11-22T18:00:00',
    testcase: { classname: 'load_<1>.js', name: 'runs to its end', time: '30.500' },
  });
  expect(run.testcase).not.toHaveProperty('error');
  expect(thresholds.testcase).toEqual([
    { classname: 'lat', name: 'p(95)<500', time: '0.000', failure: { message: 'p(95) is 612.29ms' } },
    { classname: 'lat', name: 'avg<100', time: '0.000' },
  ]);
  expect(checks.testcase).toEqual([
    { classname: 'checks', name: 'is "ok" & <b>\ufffd', time: '0.000' },
    {
      classname: 'shop / cart',
      name: 'total | sum',
      time: '0.000',
      skipped: { message: 'failed 2 of 20 times; only a threshold on checks would fail the run' },
    },
  ]);
});

test('JUnit shows a run that ended otherwise as an error', () => {
  const error = { message: 'test run was aborted', exitCode: 105, fields: {} };
  const { testsuites } = parseXml(renderJunit({ ...RUN, error }));
  expect(testsuites).toMatchObject({ errors: '1' });
  expect(testsuites.testsuite[0].testcase.error).toEqual({ message: 'test run was aborted' });
});

test('JUnit leaves out suites without cases', () => {
  const { testsuites } = parseXml(
    renderJunit({ ...RUN, error: undefined, summary: { ...RUN.summary, metrics: [], checks: [] } }),
  );
  expect(testsuites.testsuite).toMatchObject({ name: 'run', tests: '1', failures: '0', errors: '0' });
});

test('Markdown begins with the verdict and goes on with tables', () => {
  expect(renderMarkdown(RUN)).toBe(`## load\\_\\<1\\>.js: ❌ failed

30.5s · 40 requests

**thresholds on metrics 'lat' have been crossed**

> the machine was \\*busy\\*

### Thresholds

|  | Metric | Threshold | Value |
| --- | --- | --- | --- |
| ❌ | \`lat\` | \`p(95)<500\` | p(95) = 612.29ms |
| ✅ | \`lat\` | \`avg<100\` | avg = 12.34ms |

### Checks

|  | Check | Passed | Failed | Share |
| --- | --- | --- | --- | --- |
| ✅ | is "ok" & \\<b\\>\u0001 | 20 | 0 | 100.00% |
| ❌ | shop › cart › total \\| sum | 18 | 2 | 90.00% |

### Trends

| Metric | avg | p(95) | count |
| --- | --- | --- | --- |
| \`lat\` | 12.34ms | 612.29ms | 40 |

### Counters, rates and gauges

| Metric | Value | Details |
| --- | --- | --- |
| \`checks\` | 95.00% | 38 out of 40 |
| \`http_reqs\` | 40 | 1.25/s |
| \`vus\` | 1 | min 1, max 2 |
`);
});

test('Markdown of a run that passed says so', () => {
  expect(renderMarkdown({ ...RUN, error: undefined })).toMatch(/^## load\\_\\<1\\>\.js: ✅ passed\n/);
});

test.each([
  ['junit', {}, { description: 'junit (junit.xml)', file: 'junit.xml', appends: false }],
  ['junit=out/r.xml', {}, { description: 'junit (out/r.xml)', file: 'out/r.xml', appends: false }],
  ['markdown', {}, { description: 'markdown (summary.md)', file: 'summary.md', appends: false }],
  ['markdown=-', {}, { description: 'markdown (stdout)', file: '-', appends: false }],
  [
    'markdown',
    { GITHUB_STEP_SUMMARY: '/page' },
    { description: 'markdown (job summary)', file: '/page', appends: true },
  ],
  [
    'markdown=a.md',
    { GITHUB_STEP_SUMMARY: '/page' },
    { description: 'markdown (a.md)', file: 'a.md', appends: false },
  ],
])('%s in environment %j is %j', (spec, env, report) => {
  expect(createReport(spec, { env })).toMatchObject(report);
});

test('other names are left to the outputs', () => {
  expect(createReport('json=junit', { env: {} })).toBeUndefined();
  expect(createReport('toString', { env: {} })).toBeUndefined();
});
