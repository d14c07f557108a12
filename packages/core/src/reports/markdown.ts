import { humanize, humanizeRate, humanizeTime } from '../summary/humanize.ts';
import { byMetricName } from '../summary/metric-order.ts';
import type { SummaryCheck, SummaryMetric } from '../summary/summary-input.ts';
import { judgedValue } from '../summary/threshold-lines.ts';
import type { ReportedRun } from './reported-run.ts';

/** The results for people who read them on the page of a CI run: verdict first, then thresholds, checks, numbers. */
export function renderMarkdown(run: ReportedRun): string {
  const sections = [
    verdict(run),
    ...run.notices.map((notice) => `> ${inText(notice)}`),
    thresholdTable(run),
    checkTable(run),
    trendTable(run),
    otherTable(run),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function verdict({ script, summary, error }: ReportedRun): string {
  const result = error === undefined ? '✅ passed' : '❌ failed';
  const requests = summary.metrics.find(({ name }) => name === 'http_reqs');
  const iterations = summary.metrics.find(({ name }) => name === 'iterations');
  const facts = [
    humanizeTime(summary.runDurationMs),
    ...[iterations, requests].flatMap((metric) =>
      metric === undefined
        ? []
        : [`${metric.stat('count')} ${metric === iterations ? 'iterations' : 'requests'}`],
    ),
  ];
  const lines = [`## ${inText(script)}: ${result}`, facts.join(' · ')];
  if (error !== undefined) lines.push(`**${inText(error.message)}**`);
  return lines.join('\n\n');
}

function thresholdTable({ summary, timeUnit }: ReportedRun): string {
  const rows = sorted(summary.metrics).flatMap((metric) =>
    metric.thresholds.map(({ expression, ok }) => {
      const { aggregation, value } = judgedValue(metric, expression, timeUnit);
      return [ok ? '✅' : '❌', code(metric.name), code(expression), `${aggregation} = ${value}`];
    }),
  );
  return table('Thresholds', ['', 'Metric', 'Threshold', 'Value'], rows);
}

function checkTable({ summary }: ReportedRun): string {
  const rows = summary.checks.map((check) => {
    const { passes, fails } = check;
    const share = humanizeRate(passes / Math.max(1, passes + fails));
    return [fails === 0 ? '✅' : '❌', inText(titleOf(check)), String(passes), String(fails), share];
  });
  return table('Checks', ['', 'Check', 'Passed', 'Failed', 'Share'], rows);
}

function titleOf({ groupPath, name }: SummaryCheck): string {
  return [...groupPath.split('::').filter(Boolean), name].join(' › ');
}

function trendTable({ summary, trendStats, timeUnit }: ReportedRun): string {
  const trends = sorted(summary.metrics).filter(({ type }) => type === 'trend');
  const rows = trends.map((metric) => [
    code(metric.name),
    ...trendStats.map((stat) =>
      stat === 'count' ? String(metric.stat(stat)) : humanize(metric.stat(stat), metric, timeUnit),
    ),
  ]);
  return table('Trends', ['Metric', ...trendStats], rows);
}

function otherTable({ summary, timeUnit }: ReportedRun): string {
  const others = sorted(summary.metrics).filter(({ type }) => type !== 'trend');
  const rows = others.map((metric) => {
    const shown = (stat: string) => humanize(metric.stat(stat), metric, timeUnit);
    return [code(metric.name), ...valueCells(metric, shown)];
  });
  return table('Counters, rates and gauges', ['Metric', 'Value', 'Details'], rows);
}

function valueCells(
  metric: SummaryMetric,
  shown: (stat: string) => string,
): [value: string, details: string] {
  switch (metric.type) {
    case 'counter':
      return [shown('count'), `${shown('rate')}/s`];
    case 'rate': {
      const passes = metric.stat('passes');
      return [shown('rate'), `${passes} out of ${passes + metric.stat('fails')}`];
    }
    default:
      return [shown('value'), `min ${shown('min')}, max ${shown('max')}`];
  }
}

function sorted(metrics: readonly SummaryMetric[]): SummaryMetric[] {
  return [...metrics].sort(byMetricName);
}

/** Nothing when there are no rows. */
function table(title: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [`### ${title}`, '', line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Characters that mean something in Markdown or end a table's cell are kept from doing so. */
function inText(text: string): string {
  return text.replace(/[\\`*_{}[\]<>#|~]/g, '\\$&').replace(/[\r\n]+/g, ' ');
}

function code(text: string): string {
  const inCell = text.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ');
  return inCell.includes('`') ? `\`\` ${inCell} \`\`` : `\`${inCell}\``;
}
