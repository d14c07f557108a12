import {
  type Content,
  chart,
  html,
  humanize,
  humanizeRate,
  humanizeTime,
  type Markup,
  type Metric,
  type RunOutcome,
  type Sink,
  type SinkValues,
  section,
  sinkValues,
} from '@squall/core';
import type { RunHistory } from './run-history.ts';
import type { WatchedThreshold } from './watched-thresholds.ts';

const STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'];

export interface ShownRun {
  readonly name: string;
  readonly history: RunHistory;
  readonly thresholds: readonly WatchedThreshold[];
  /** Undefined while it goes on. */
  readonly outcome: RunOutcome | undefined;
}

interface ShownMetric extends Metric {
  readonly values: SinkValues;
}

/** Everything on the page that changes while the run goes on. */
export function dashboardContent({ name, history, thresholds, outcome }: ShownRun): Markup {
  const metrics = [...history.totals]
    .map(
      ([metric, sink]): ShownMetric => ({ ...metric, values: sinkValues(sink, STATS, history.durationMs) }),
    )
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return html`<header><h1>${name} ${verdict(outcome)}</h1><p class="facts"><span>${
    outcome === undefined ? 'running for' : 'took'
  } ${humanizeTime(history.durationMs)}</span></p></header>
${tiles(metrics, outcome !== undefined)}
<div class="charts">${charts(history, outcome !== undefined)}</div>
${thresholdTable(thresholds)}
${checkTable(history)}
${metricTables(metrics)}`;
}

function verdict(outcome: RunOutcome | undefined): Markup {
  if (outcome === undefined) return html`<span class="verdict idle">running</span>`;
  if (outcome.ending !== 'finished' && outcome.ending !== 'threshold') {
    return html`<span class="verdict bad">✗ not completed</span>`;
  }
  return outcome.hasFailed
    ? html`<span class="verdict bad">✗ failed</span>`
    : html`<span class="verdict good">✓ passed</span>`;
}

function tiles(metrics: readonly ShownMetric[], isOver: boolean): Markup {
  const tile = (label: string, name: string, stat: string, format: (value: number) => string) => {
    const value = metrics.find((metric) => metric.name === name)?.values[stat];
    return value === undefined
      ? undefined
      : html`<div class="tile"><b>${format(value)}</b><span>${label}</span></div>`;
  };
  return html`<div class="tiles">
${isOver ? tile('most VUs', 'vus', 'max', number) : tile('VUs', 'vus', 'value', number)}
${tile('requests', 'http_reqs', 'count', number)}
${tile('requests per second', 'http_reqs', 'rate', number)}
${tile('failed requests', 'http_req_failed', 'rate', humanizeRate)}
${tile('median response time', 'http_req_duration', 'med', humanizeTime)}
${tile('95th percentile', 'http_req_duration', 'p(95)', humanizeTime)}
${tile('iterations', 'iterations', 'count', number)}
${tile('checks passed', 'checks', 'rate', humanizeRate)}
</div>`;
}

function charts(history: RunHistory, isOver: boolean): Content {
  const { stepS } = history;
  const line = (name: string, metric: string, stat: string) => {
    const values = history.steps(metric, (sink, ofStepS) => statOf(sink, stat, ofStepS));
    // What is still being measured would look like a collapse.
    return { name, values: isOver || values.length < 2 ? values : values.slice(0, -1) };
  };
  const bytes = (value: number) => `${humanize(value, { type: 'counter', contains: 'data' }, '')}/s`;
  const shown = [
    { title: 'Virtual users', format: number, lines: [line('VUs', 'vus', 'value')] },
    {
      title: 'Per second',
      format: number,
      lines: [line('requests', 'http_reqs', 'rate'), line('iterations', 'iterations', 'rate')],
    },
    {
      title: 'Response time',
      format: humanizeTime,
      lines: [
        line('p50', 'http_req_duration', 'p(50)'),
        line('p95', 'http_req_duration', 'p(95)'),
        line('p99', 'http_req_duration', 'p(99)'),
      ],
    },
    {
      title: 'Iteration duration',
      format: humanizeTime,
      lines: [line('p50', 'iteration_duration', 'p(50)'), line('p95', 'iteration_duration', 'p(95)')],
    },
    { title: 'Failed requests', format: humanizeRate, lines: [line('failed', 'http_req_failed', 'rate')] },
    {
      title: 'Transferred',
      format: bytes,
      lines: [line('received', 'data_received', 'rate'), line('sent', 'data_sent', 'rate')],
    },
  ];
  return shown.map((one) => {
    const length = Math.max(0, ...one.lines.map(({ values }) => values.length));
    return chart({ ...one, stepS, seconds: Array.from({ length }, (_, i) => i * stepS) });
  });
}

function statOf(sink: Sink, stat: string, stepS: number): number {
  return sinkValues(sink, [stat], stepS * 1000)[stat] ?? 0;
}

function thresholdTable(thresholds: readonly WatchedThreshold[]): Content {
  return section('Thresholds', thresholds, [
    { title: '', isShort: true, cell: ({ isCrossed }) => (isCrossed === undefined ? '–' : mark(!isCrossed)) },
    { title: 'Metric', isShort: true, cell: ({ metric }) => html`<code>${metric}</code>` },
    { title: 'Threshold', isShort: true, cell: ({ expression }) => html`<code>${expression}</code>` },
  ]);
}

function checkTable({ checks }: RunHistory): Content {
  return section('Checks', checks, [
    { title: '', isShort: true, cell: ({ fails }) => mark(fails === 0) },
    {
      title: 'Check',
      isText: true,
      cell: ({ group, name }) => [...group.split('::'), name].filter((part) => part !== '').join(' › '),
    },
    { title: 'Passed', cell: ({ passes }) => number(passes) },
    { title: 'Failed', cell: ({ fails }) => number(fails) },
    { title: 'Share', cell: ({ passes, fails }) => humanizeRate(passes / (passes + fails)) },
  ]);
}

function metricTables(metrics: readonly ShownMetric[]): Content {
  const name = {
    title: 'Metric',
    isShort: true,
    cell: (metric: Metric) => html`<code>${metric.name}</code>`,
  };
  const trends = metrics.filter(({ type }) => type === 'trend');
  const others = metrics.filter(({ type }) => type !== 'trend');
  return [
    section('Trends', trends, [
      name,
      ...STATS.map((stat) => ({ title: stat, cell: (metric: ShownMetric) => textOf(metric, stat) })),
    ]),
    section('Counters, rates and gauges', others, [
      name,
      {
        title: 'Value',
        cell: (metric) =>
          textOf(metric, { counter: 'count', rate: 'rate', gauge: 'value', trend: '' }[metric.type]),
      },
      { title: 'Details', isShort: true, cell: detailsOf },
    ]),
  ];
}

function detailsOf(metric: ShownMetric): string {
  const { passes = 0, fails = 0 } = metric.values;
  if (metric.type === 'counter') return rateText(metric);
  if (metric.type === 'rate') return `${number(passes)} of ${number(passes + fails)}`;
  return `min ${textOf(metric, 'min')}, max ${textOf(metric, 'max')}`;
}

function rateText(metric: ShownMetric): string {
  const { rate = 0 } = metric.values;
  return `${metric.contains === 'data' ? humanize(rate, metric, '') : number(rate)}/s`;
}

function textOf(metric: ShownMetric, stat: string): string {
  return humanize(metric.values[stat] ?? 0, metric, '');
}

function mark(isGood: boolean): Markup {
  return isGood ? html`<span class="good">✓</span>` : html`<span class="bad">✗</span>`;
}

function number(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });
}
