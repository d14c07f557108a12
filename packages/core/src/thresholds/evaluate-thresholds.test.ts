import { expect, test } from 'vitest';
import type { LogFields, LogLevel } from '../log/logger.ts';
import type { MetricType } from '../metrics/metric.ts';
import { createMetricRegistry } from '../metrics/registry.ts';
import { RunMetrics } from '../metrics/run-metrics.ts';
import { ThreadRecorder } from '../metrics/thread-recorder.ts';
import { applyThresholds, declareThresholdMetrics } from './apply-thresholds.ts';
import { abortMessage, crossedMessage, evaluateThresholds } from './evaluate-thresholds.ts';
import type { ThresholdConfig, ThresholdConfigs } from './threshold-config.ts';
import { validateThresholds } from './validate-thresholds.ts';

const METRICS: Record<string, MetricType> = { my_c: 'counter', my_g: 'gauge', my_r: 'rate', my_t: 'trend' };

type Samples = readonly (readonly [metric: string, value: number, tags?: Record<string, string>])[];

const config = (threshold: string, abort: Partial<ThresholdConfig> = {}): ThresholdConfig => ({
  threshold,
  abortOnFail: false,
  delayAbortEvalMs: null,
  ...abort,
});

function startRun(configs: ThresholdConfigs) {
  const registry = createMetricRegistry();
  for (const [name, type] of Object.entries(METRICS)) registry.getOrCreate(name, type);
  const run = new RunMetrics({ registry });
  const logged: [LogLevel, string, LogFields | undefined][] = [];
  const log = {
    log: (level: LogLevel, text: string, fields?: LogFields) => void logged.push([level, text, fields]),
  };
  const applied = applyThresholds(validateThresholds(configs, registry), run, log);
  const recorder = new ThreadRecorder({ registry });
  const measure = (samples: Samples) => {
    for (const [name, value, tags = {}] of samples) {
      const metric = registry.getOrCreate(name, METRICS[name] ?? 'counter');
      recorder.add(recorder.series(metric, recorder.emptyTags.withAll(tags)), value, 0);
    }
    const window = recorder.takeWindow();
    if (window !== undefined) run.merge(0, window);
  };
  return { run, applied, logged, measure };
}

const SAMPLES: Samples = [
  ['my_c', 3],
  ['my_c', 5],
  ['my_g', 7],
  ['my_g', 2],
  ['my_r', 1],
  ['my_r', 0],
  ['my_r', 0],
  ['my_r', 0],
  ['my_t', 10],
  ['my_t', 20],
  ['my_t', 60],
];

test.each([
  ['my_c', 'count==8', true],
  ['my_c', 'count!=8', false],
  ['my_c', 'rate===4', true],
  ['my_c', 'rate<4', false],
  ['my_c', 'rate<=4', true],
  ['my_g', 'value>2', false],
  ['my_g', 'value>=2', true],
  ['my_r', 'rate==0.25', true],
  ['my_t', 'avg==30', true],
  ['my_t', 'min==10', true],
  ['my_t', 'max==60', true],
  ['my_t', 'med==20', true],
  ['my_t', 'p(75)==40', true],
  ['my_t', 'p(100)==60', true],
  ['my_t', 'p==10', true],
])('judges %s %s to be %s after two seconds', (metric, expression, ok) => {
  const { applied, measure } = startRun({ [metric]: [config(expression)] });
  measure(SAMPLES);
  const evaluation = evaluateThresholds(applied, { testDurationMs: 2000, isFinal: true });
  expect(evaluation.metrics).toEqual([{ metric, results: [{ expression, ok }], failed: !ok }]);
});

test.each([
  ['my_c', 'count==0', true],
  ['my_c', 'count>0', false],
  ['my_c', 'rate==0', true],
  ['my_g', 'value==0', true],
  ['my_r', 'rate>0.9', true],
  ['my_t', 'avg==0', true],
  ['my_t', 'min==0', true],
  ['my_t', 'max==0', true],
  ['my_t', 'p(95)==0', true],
  ['my_t', 'med>0', false],
])('judges %s %s without samples to be %s at the end', (metric, expression, ok) => {
  const { applied } = startRun({ [metric]: [config(expression)] });
  const evaluation = evaluateThresholds(applied, { testDurationMs: 1000, isFinal: true });
  expect(evaluation.metrics[0]?.results).toEqual([{ expression, ok }]);
});

test('leaves metrics without samples alone before the end', () => {
  const { applied, measure } = startRun({ my_c: [config('count>10')], my_t: [config('avg<1')] });
  measure([['my_t', 5]]);
  expect(evaluateThresholds(applied, { testDurationMs: 2000, isFinal: false })).toMatchObject({
    metrics: [{ metric: 'my_t' }],
    failing: ['my_t'],
  });
});

test('lets a counter rate pass when no time has gone by', () => {
  const { applied, measure } = startRun({ my_c: [config('rate>1000')] });
  measure([['my_c', 1]]);
  expect(evaluateThresholds(applied, { testDurationMs: 0, isFinal: true }).failing).toEqual([]);
});

test('names every failing metric in sorted order', () => {
  const { applied, measure } = startRun({
    my_t: [config('avg<10'), config('max<100')],
    'my_c{ colour : red }': [config('count>1')],
    my_c: [config('count<0')],
    my_r: [config('rate<1')],
  });
  measure([...SAMPLES, ['my_c', 1, { colour: 'red' }]]);
  const { failing, metrics } = evaluateThresholds(applied, { testDurationMs: 1000, isFinal: true });
  expect(failing).toEqual(['my_c', 'my_c{colour : red}', 'my_t']);
  expect(metrics.map(({ metric }) => metric)).toEqual(['my_t', 'my_c{colour : red}', 'my_c', 'my_r']);
  expect(crossedMessage(failing)).toBe(
    "thresholds on metrics 'my_c, my_c{colour : red}, my_t' have been crossed",
  );
  expect(abortMessage(['a', 'b'])).toBe(
    "thresholds on metrics 'a, b' were crossed; at least one has abortOnFail enabled, stopping test prematurely",
  );
});

test.each([
  [{ abortOnFail: false }, 5000, false],
  [{ abortOnFail: true }, 0, true],
  [{ abortOnFail: true, delayAbortEvalMs: 3000 }, 3000, false],
  [{ abortOnFail: true, delayAbortEvalMs: 3000 }, 4000, true],
])('with %j asks at %d ms to abort: %s', (abort, testDurationMs, shouldAbort) => {
  const { applied, measure } = startRun({ my_c: [config('count>=0'), config('count<1', abort)] });
  measure([['my_c', 1]]);
  expect(evaluateThresholds(applied, { testDurationMs, isFinal: false }).shouldAbort).toBe(shouldAbort);
});

test('does not abort for a threshold that holds', () => {
  const { applied, measure } = startRun({
    my_c: [config('count<1'), config('count<10', { abortOnFail: true })],
  });
  measure([['my_c', 1]]);
  expect(evaluateThresholds(applied, { testDurationMs: 9000, isFinal: false })).toMatchObject({
    failing: ['my_c'],
    shouldAbort: false,
  });
});

test('shows metrics with thresholds even without samples', () => {
  const { run } = startRun({ 'my_c{a:b}': [config('count==0')], my_t: [] });
  expect(run.observed().map(({ name }) => name)).toEqual(['my_c{a:b}', 'my_c', 'my_t']);
});

test('judges a sub-metric that two keys describe by the thresholds of both', () => {
  const { applied } = startRun({ 'my_c{a:b}': [config('count==0')], 'my_c{ "a":b}': [config('count>0')] });
  expect(evaluateThresholds(applied, { testDurationMs: 1000, isFinal: true }).metrics).toEqual([
    {
      metric: 'my_c{a:b}',
      results: [
        { expression: 'count==0', ok: true },
        { expression: 'count>0', ok: false },
      ],
      failed: true,
    },
  ]);
});

test('warns of selectors that name metadata instead of tags', () => {
  const { logged } = startRun({ 'my_c{vu:1}': [config('count==0')] });
  expect(logged).toEqual([
    [
      'warning',
      "The high-cardinality 'vu' metric tag was made non-indexable in k6 v0.41.0, so thresholds like 'my_c{vu:1}' that are based on it won't work correctly.",
      { component: 'metrics-engine' },
    ],
  ]);
});

test('only warns of unknown metrics when thresholds are switched off', () => {
  const { run, logged } = startRun({});
  const log = {
    log: (level: LogLevel, text: string, fields?: LogFields) => void logged.push([level, text, fields]),
  };
  declareThresholdMetrics({ foo: [config('what')], 'my_c{a:b}': [config('count>1')] }, run, log);
  expect(logged).toEqual([
    [
      'warning',
      "Invalid metric 'foo' in threshold definitions",
      { component: 'metrics-engine', error: "metric 'foo' does not exist in the script" },
    ],
  ]);
  expect(run.observed().map(({ name }) => name)).toEqual(['my_c{a:b}', 'my_c']);
});
