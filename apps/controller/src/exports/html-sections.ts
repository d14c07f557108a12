import {
  type Content,
  chart,
  html,
  humanize,
  humanizeRate,
  humanizeTime,
  type Markup,
  section,
} from '@squall/core';
import type { ExportedRun } from './exported-run.ts';

type Threshold = ExportedRun['thresholds'][number];
type Metric = ExportedRun['summary']['metrics'][number];
type RequestRow = ExportedRun['requests']['http']['rows'][number];

export const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 2 : 0 });

export function charts({ overview }: ExportedRun): Content {
  const { stepS, seconds } = overview;
  const axis = { stepS, seconds };
  return [
    chart({
      ...axis,
      title: 'Virtual users',
      format: number,
      lines: [{ name: 'VUs', values: overview.vus }],
    }),
    chart({
      ...axis,
      title: 'Per second',
      format: number,
      lines: [
        { name: 'requests', values: overview.requestsPerS },
        { name: 'iterations', values: overview.iterationsPerS },
      ],
    }),
    chart({
      ...axis,
      title: 'Response time',
      format: humanizeTime,
      lines: [
        { name: 'p50', values: overview.p50Ms },
        { name: 'p95', values: overview.p95Ms },
        { name: 'p99', values: overview.p99Ms },
      ],
    }),
    chart({
      ...axis,
      title: 'Failed requests',
      format: (value) => `${number(value * 100)} %`,
      lines: [{ name: 'failed', values: overview.failedShare }],
    }),
  ];
}

export function insightList({ insights }: ExportedRun): Markup | undefined {
  if (insights.length === 0) return undefined;
  return html`<section><h2>Insights <small>${insights.length}</small></h2><ul class="insights">${insights.map(
    ({ level, title, text }) => html`<li class="${level}"><b>${title}</b><p>${text}</p></li>`,
  )}</ul></section>`;
}

export function thresholdTable({ thresholds, summary }: ExportedRun): Markup | undefined {
  const metrics = new Map(summary.metrics.map((metric) => [metric.name, metric]));
  const shown = ({ metric }: Threshold, stat: string, value: number | null): string => {
    const known = metrics.get(metric);
    return value === null || known === undefined ? '–' : valueText(known, stat, value);
  };
  return section('Thresholds', thresholds, [
    { title: '', isShort: true, cell: ({ isCrossed }) => mark(!isCrossed) },
    { title: 'Metric', isShort: true, cell: ({ metric }) => html`<code>${metric}</code>` },
    { title: 'Threshold', isShort: true, cell: ({ expression }) => html`<code>${expression}</code>` },
    { title: 'Value', cell: (threshold) => shown(threshold, threshold.stat, threshold.actual) },
    {
      title: 'By load zone',
      isShort: true,
      cell: (threshold) =>
        (threshold.byZone ?? []).map(
          ({ loadZone, actual, isCrossed }) =>
            html`<div>${mark(!isCrossed)} ${loadZone}: ${shown(threshold, threshold.stat, actual)}</div>`,
        ),
    },
  ]);
}

export function checkTable({ checks }: ExportedRun): Markup | undefined {
  return section('Checks', checks, [
    { title: '', isShort: true, cell: ({ fails }) => mark(fails === 0) },
    { title: 'Check', isText: true, cell: ({ group, name }) => placeText(group, name) },
    { title: 'Passed', cell: ({ passes }) => number(passes) },
    { title: 'Failed', cell: ({ fails }) => number(fails) },
    { title: 'Share', cell: ({ passes, fails }) => humanizeRate(passes / Math.max(1, passes + fails)) },
    {
      title: 'By load zone',
      isShort: true,
      cell: ({ byZone }) =>
        byZone.map(
          ({ loadZone, passes, fails }) =>
            html`<div>${loadZone}: ${humanizeRate(passes / Math.max(1, passes + fails))}</div>`,
        ),
    },
  ]);
}

export function requestTables({ requests: { http, ws, grpc } }: ExportedRun): Content {
  return [
    requestTable('HTTP requests', http),
    requestTable('WebSocket sessions', ws),
    requestTable('gRPC calls', grpc),
  ];
}

function requestTable(title: string, { rows, isCut }: ExportedRun['requests']['http']): Content {
  const first = rows[0]?.tags ?? {};
  const tagColumns = Object.keys(first).map((tag) => ({
    title: tag,
    isText: tag === 'name' || tag === 'url',
    isShort: tag !== 'name' && tag !== 'url',
    cell: ({ tags }: RequestRow) => tags[tag] ?? '',
  }));
  const table = section(title, rows, [
    ...tagColumns,
    { title: 'Count', cell: ({ count }) => number(count) },
    { title: 'Per second', cell: ({ ratePerS }) => number(ratePerS) },
    {
      title: 'Failed',
      cell: ({ failedShare }) =>
        failedShare
          ? html`<span class="bad">${humanizeRate(failedShare)}</span>`
          : failedShare === null
            ? '–'
            : '0%',
    },
    { title: 'Avg', cell: ({ avgMs }) => humanizeTime(avgMs) },
    { title: 'Med', cell: ({ medMs }) => humanizeTime(medMs) },
    { title: 'p95', cell: ({ p95Ms }) => humanizeTime(p95Ms) },
    { title: 'p99', cell: ({ p99Ms }) => humanizeTime(p99Ms) },
    { title: 'Max', cell: ({ maxMs }) => humanizeTime(maxMs) },
  ]);
  return [table, isCut ? html`<p class="faint">There are more rows than these.</p>` : undefined];
}

export function groupTable({ groups }: ExportedRun): Markup | undefined {
  return section('Groups', groups, [
    { title: 'Group', isShort: true, cell: ({ group }) => placeText(group) },
    { title: 'Count', cell: ({ count }) => number(count) },
    { title: 'Avg', cell: ({ avgMs }) => humanizeTime(avgMs) },
    { title: 'p95', cell: ({ p95Ms }) => humanizeTime(p95Ms) },
    {
      title: 'p95 by load zone',
      isShort: true,
      cell: ({ byZone }) =>
        byZone.map(({ loadZone, p95Ms }) => html`<div>${loadZone}: ${humanizeTime(p95Ms)}</div>`),
    },
  ]);
}

export function generatorTable({ generators }: ExportedRun): Markup | undefined {
  const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
  return section('Load generators', generators, [
    { title: 'Agent', isShort: true, cell: ({ agent }) => agent },
    { title: 'Load zone', isShort: true, cell: ({ loadZone }) => loadZone },
    { title: 'Max VUs', cell: ({ vus }) => number(most(vus)) },
    { title: 'Max CPU', cell: ({ cpuShare }) => `${number(most(cpuShare) * 100)} %` },
    { title: 'Max lag', cell: ({ maxLagMs }) => humanizeTime(maxLagMs) },
    {
      title: '',
      isText: true,
      cell: ({ isLost, lossReason }) =>
        isLost ? html`<span class="bad">lost: ${lossReason ?? ''}</span>` : '',
    },
  ]);
}

export function metricTables({ summary: { metrics } }: ExportedRun): Content {
  const trends = metrics.filter(({ type }) => type === 'trend');
  const others = metrics.filter(({ type }) => type !== 'trend');
  const stats = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'];
  return [
    section('Trends', trends, [
      { title: 'Metric', isShort: true, cell: ({ name }) => html`<code>${name}</code>` },
      ...stats.map((stat) => ({
        title: stat,
        cell: (metric: Metric) => valueText(metric, stat, metric.values[stat] ?? 0),
      })),
    ]),
    section('Counters, rates and gauges', others, [
      { title: 'Metric', isShort: true, cell: ({ name }) => html`<code>${name}</code>` },
      { title: 'Value', cell: mainValue },
      { title: 'Details', isShort: true, cell: detailsOf },
    ]),
  ];
}

function mainValue(metric: Metric): string {
  const stat = { counter: 'count', rate: 'rate', gauge: 'value', trend: 'avg' }[metric.type];
  return valueText(metric, stat, metric.values[stat] ?? 0);
}

function detailsOf(metric: Metric): string {
  const { type, values } = metric;
  const { rate = 0, passes = 0, fails = 0, min = 0, max = 0 } = values;
  if (type === 'counter') return valueText(metric, 'rate', rate);
  if (type === 'rate') return `${number(passes)} of ${number(passes + fails)}`;
  return `min ${valueText(metric, 'min', min)}, max ${valueText(metric, 'max', max)}`;
}

function valueText(metric: Pick<Metric, 'type' | 'contains'>, stat: string, value: number): string {
  const text = humanize(value, metric, '');
  return metric.type === 'counter' && stat === 'rate' ? `${text}/s` : text;
}

function mark(isGood: boolean): Markup {
  return isGood ? html`<span class="good">✓</span>` : html`<span class="bad">✗</span>`;
}

function placeText(group: string, name = ''): string {
  return [...group.split('::'), name].filter((part) => part !== '').join(' › ');
}
