import { describe, expect, test } from 'vitest';
import { inputOf, metricOf, trendValues } from './summary.fixture.ts';
import type { SummaryCheck } from './summary-input.ts';
import { renderSummaryText, type TextSettings } from './summary-text.ts';
import { paintColored, paintPlain } from './text-style.ts';

const COMPACT: TextSettings = {
  mode: 'compact',
  trendStats: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)'],
  timeUnit: '',
  paint: paintPlain,
  notices: [],
};
const FULL: TextSettings = { ...COMPACT, mode: 'full' };

const check = (name: string, passes: number, fails: number, groupPath = ''): SummaryCheck => ({
  groupPath,
  name,
  passes,
  fails,
});

/** The run behind the first sample of the summary specification: two scenarios, 0.2063 s. */
const TWO_SCENARIOS = inputOf({
  runDurationMs: 14_000 / 67.859689,
  checks: [
    check('beta check', 2, 0),
    check('status is 200', 4, 0, '::g1'),
    check('always fails', 0, 4, '::g1'),
    check('inner ok', 4, 0, '::g1::inner'),
  ],
  metrics: [
    metricOf(
      'http_reqs',
      'counter',
      { count: 5, rate: 24.2356031 },
      { thresholds: { 'count>1': true, 'rate>0': true } },
    ),
    metricOf(
      'checks',
      'rate',
      { rate: 10 / 14, passes: 10, fails: 4 },
      { thresholds: { 'rate>0.9': false } },
    ),
    metricOf(
      'http_req_duration',
      'trend',
      { ...trendValues(0.45847, 0.15869, 0.37627, 0.89491, 0.753652, 0.824281), 'p(99.9)': 0.8935 },
      { contains: 'time', thresholds: { 'p(95)<500': true, 'avg<0.0001': false, ' p(99.9)<400 ': true } },
    ),
    metricOf(
      'http_req_duration{group:::g1}',
      'trend',
      trendValues(0.479012, 0.15869, 0.43123, 0.89491, 0.788961, 0.841941),
      { contains: 'time', thresholds: { 'max<1000': true } },
    ),
    metricOf(
      'http_req_duration{expected_response:true}',
      'trend',
      trendValues(0.45847, 0.15869, 0.37627, 0.89491, 0.753652, 0.824281),
      { contains: 'time' },
    ),
    metricOf('http_req_blocked', 'trend', trendValues(1, 1, 1, 1, 1, 1), { contains: 'time' }),
    metricOf('group_duration', 'trend', trendValues(1, 1, 1, 1, 1, 1), { contains: 'time' }),
    metricOf('http_req_failed', 'rate', { rate: 0, passes: 0, fails: 5 }),
    metricOf('my_time', 'trend', trendValues(12.345, 12.345, 12.345, 12.345, 12.345, 12.345), {
      contains: 'time',
    }),
    metricOf('my_rate', 'rate', { rate: 0.5, passes: 4, fails: 4 }),
    metricOf('my_gauge', 'gauge', { value: 3, min: 3, max: 3 }, { thresholds: { 'value<10': true } }),
    metricOf('my_data', 'trend', trendValues(7, 7, 7, 7, 7, 7)),
    metricOf('my_counter', 'counter', { count: 4, rate: 19.3884826 }),
    metricOf('iterations', 'counter', { count: 6, rate: 29.0827241 }),
    metricOf('iteration_duration', 'trend', trendValues(84.491, 50.4, 100.971, 102.091, 102, 102.052), {
      contains: 'time',
    }),
    metricOf('data_sent', 'counter', { count: 358, rate: 1735.3 }, { contains: 'data' }),
    metricOf('data_received', 'counter', { count: 955, rate: 4629.1 }, { contains: 'data' }),
  ],
});

describe('the summary text', () => {
  test('shows thresholds, totals and metric blocks as k6 does', () => {
    expect(renderSummaryText(TWO_SCENARIOS, COMPACT)).toBe(`
  █ THRESHOLDS 

    checks
    ✗ 'rate>0.9' rate=71.42%

    http_req_duration
    ✓ 'p(95)<500' p(95)=824.28µs
    ✗ 'avg<0.0001' avg=458.47µs
    ✓ 'p(99.9)<400' p(99.9)=893.5µs

      {group:::g1}
      ✓ 'max<1000' max=894.91µs

    http_reqs
    ✓ 'count>1' count=5
    ✓ 'rate>0' rate=24.235603/s

    my_gauge
    ✓ 'value<10' value=3


  █ TOTAL RESULTS 

    checks_total.......: 14     67.859689/s
    checks_succeeded...: 71.42% 10 out of 14
    checks_failed......: 28.57% 4 out of 14

    ✓ beta check
    ✓ status is 200
    ✗ always fails
      ↳  0% — ✓ 0 / ✗ 4
    ✓ inner ok

    CUSTOM
    my_counter.....................: 4      19.388483/s
    my_data........................: avg=7        min=7        med=7        max=7        p(90)=7        p(95)=7       
    my_gauge.......................: 3      min=3       max=3
    my_rate........................: 50.00% 4 out of 8
    my_time........................: avg=12.34ms  min=12.34ms  med=12.34ms  max=12.34ms  p(90)=12.34ms  p(95)=12.34ms 

    HTTP
    http_req_duration..............: avg=458.47µs min=158.69µs med=376.27µs max=894.91µs p(90)=753.65µs p(95)=824.28µs
      { expected_response:true }...: avg=458.47µs min=158.69µs med=376.27µs max=894.91µs p(90)=753.65µs p(95)=824.28µs
      { group:::g1 }...............: avg=479.01µs min=158.69µs med=431.23µs max=894.91µs p(90)=788.96µs p(95)=841.94µs
    http_req_failed................: 0.00%  0 out of 5
    http_reqs......................: 5      24.235603/s

    EXECUTION
    iteration_duration.............: avg=84.49ms  min=50.4ms   med=100.97ms max=102.09ms p(90)=102ms    p(95)=102.05ms
    iterations.....................: 6      29.082724/s

    NETWORK
    data_received..................: 955 B  4.6 kB/s
    data_sent......................: 358 B  1.7 kB/s

`);
  });

  test('shows scenarios with their nested groups in full mode', () => {
    const requests = (count: number, rate: number) => metricOf('http_reqs', 'counter', { count, rate });
    const input = inputOf({
      runDurationMs: 12_000 / 58.683064,
      details: {
        scenarios: [
          { name: 'beta', metrics: [], checks: [check('beta check', 2, 0)] },
          {
            name: 'alpha',
            metrics: [
              requests(4, 19.5610207),
              metricOf('my_rate', 'rate', { rate: 0.5, passes: 4, fails: 4 }),
            ],
            checks: [
              check('status is 200', 4, 0, '::g1'),
              check('always fails', 0, 4, '::g1'),
              check('inner ok', 4, 0, '::g1::inner'),
            ],
          },
        ],
        groups: [
          {
            scenario: 'alpha',
            path: '::g1',
            metrics: [requests(4, 19.5610207)],
            checks: [check('status is 200', 4, 0, '::g1'), check('always fails', 0, 4, '::g1')],
          },
          {
            scenario: 'alpha',
            path: '::g1::inner',
            metrics: [],
            checks: [check('inner ok', 4, 0, '::g1::inner')],
          },
        ],
      },
    });
    expect(renderSummaryText(input, FULL)).toBe(`
  █ TOTAL RESULTS 


  █ SCENARIO: alpha 

    checks_total.......: 12     58.683064/s
    checks_succeeded...: 66.66% 8 out of 12
    checks_failed......: 33.33% 4 out of 12

    ✓ status is 200
    ✗ always fails
      ↳  0% — ✓ 0 / ✗ 4
    ✓ inner ok

    CUSTOM
    my_rate.....: 50.00% 4 out of 8

    HTTP
    http_reqs...: 4      19.561021/s

    ↳ GROUP: g1 

      checks_total.......: 8      39.122043/s
      checks_succeeded...: 50.00% 4 out of 8
      checks_failed......: 50.00% 4 out of 8

      ✓ status is 200
      ✗ always fails
          ↳  0% — ✓ 0 / ✗ 4

      HTTP
      http_reqs...: 4 19.561021/s

      ↳ GROUP: inner 

        checks_total.......: 4       19.561021/s
        checks_succeeded...: 100.00% 4 out of 4
        checks_failed......: 0.00%   0 out of 4

        ✓ inner ok


  █ SCENARIO: beta 

    checks_total.......: 2       9.780511/s
    checks_succeeded...: 100.00% 2 out of 2
    checks_failed......: 0.00%   0 out of 2

    ✓ beta check

`);
  });

  test('shows groups of the default scenario and groups opened in setup() as sections', () => {
    const waits = metricOf('waits', 'gauge', { value: 1, min: 0, max: 2 });
    const input = inputOf({
      details: {
        scenarios: [{ name: 'default', metrics: [waits], checks: [] }],
        groups: [
          { scenario: undefined, path: '::setup', metrics: [waits], checks: [] },
          { scenario: undefined, path: '::setup::sg', metrics: [waits], checks: [] },
          {
            scenario: 'default',
            path: '::gA',
            metrics: [waits],
            checks: [check('one in three', 1, 2, '::gA')],
          },
        ],
      },
    });
    expect(renderSummaryText(input, FULL)).toBe(`
  █ TOTAL RESULTS 


  █ GROUP: setup 

    ↳ GROUP: sg 

      CUSTOM
      waits...: 1 min=0 max=2


  █ GROUP: gA 

    checks_total.......: 3      3/s
    checks_succeeded...: 33.33% 1 out of 3
    checks_failed......: 66.66% 2 out of 3

    ✗ one in three
      ↳  33% — ✓ 1 / ✗ 2

    CUSTOM
    waits...: 1 min=0 max=2

`);
  });

  test('follows summaryTrendStats and the time unit, and shows no value for an empty list', () => {
    const metrics = [
      metricOf('m_time', 'trend', { med: 12.3456, 'p(99)': 2450.246912, count: 3 }, { contains: 'time' }),
    ];
    const lines = (settings: Partial<TextSettings>) =>
      renderSummaryText(inputOf({ metrics }), { ...COMPACT, ...settings });
    expect(lines({ trendStats: ['med', 'p(99)', 'count'] })).toContain(
      'm_time...: med=12.34ms p(99)=2.45s count=3\n',
    );
    expect(lines({ trendStats: ['med', 'count'], timeUnit: 's' })).toContain(
      'm_time...: med=0.01s count=3\n',
    );
    expect(lines({ trendStats: [] })).toContain('m_time...: \n');
  });

  test('sorts names as people read them', () => {
    const names = ['Zeta', 'big', 'B2', 'alpha', 'AB', 'ab', 'a1', 'a_b'];
    const metrics = names.map((name) => metricOf(name, 'counter', { count: 1, rate: 1 }));
    const text = renderSummaryText(inputOf({ metrics }), COMPACT);
    const listed = [...text.matchAll(/^ {4}(\w+)\.+:/gm)].map((match) => match[1]);
    expect(listed).toEqual(['a_b', 'a1', 'ab', 'AB', 'alpha', 'B2', 'big', 'Zeta']);
  });

  test('counts checks of one name in several groups as one in the totals', () => {
    const checks = [check('ok', 1, 0, '::a'), check('ok', 0, 1, '::b')];
    expect(renderSummaryText(inputOf({ checks }), COMPACT)).toContain('    ✗ ok\n      ↳  50% — ✓ 1 / ✗ 1\n');
  });

  test('names a sub-metric in full when its parent has no thresholds', () => {
    const metrics = [
      metricOf('http_reqs', 'counter', { count: 1, rate: 1 }),
      metricOf('http_reqs{a:b}', 'counter', { count: 1, rate: 0.5 }, { thresholds: { 'rate < 1': true } }),
    ];
    expect(renderSummaryText(inputOf({ metrics }), COMPACT)).toContain(
      "    http_reqs{a:b}\n    ✓ 'rate < 1' rate=0.5/s\n\n",
    );
  });

  test('decorates titles, dots, values, extras and verdicts when colours are on', () => {
    const input = inputOf({
      metrics: [metricOf('orders', 'counter', { count: 2, rate: 2 }, { thresholds: { 'count>3': false } })],
      checks: [check('ok', 1, 0)],
    });
    const text = renderSummaryText(input, { ...COMPACT, paint: paintColored });
    const e = '\u001b[';
    expect(text).toContain(`  █ ${e}1mTOTAL RESULTS${e}0m \n`);
    expect(text).toContain(`    ${e}31m✗${e}0m ${e}37m'count>3'${e}0m ${e}37mcount${e}0m=${e}36m2${e}0m\n`);
    expect(text).toContain(`    ${e}32m✓ ok${e}0m\n`);
    expect(text).toContain(`    orders${e}2;37m...:${e}0m ${e}36m2${e}0m ${e}2;36m2/s${e}0m\n`);
  });

  test('ends with the notices, if there are any', () => {
    const notices = ['The load generator was the bottleneck.'];
    expect(renderSummaryText(inputOf({}), { ...COMPACT, notices })).toBe(
      '\n  █ TOTAL RESULTS \n\n\n  █ NOTICE \n\n    The load generator was the bottleneck.\n\n',
    );
  });
});
