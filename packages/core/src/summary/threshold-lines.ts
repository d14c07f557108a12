import { humanize } from './humanize.ts';
import { byMetricName } from './metric-order.ts';
import type { SummaryMetric, SummaryTimeUnit } from './summary-input.ts';
import type { Paint } from './text-style.ts';

/** For each metric with thresholds its name, one line for each expression, and an empty line. */
export function thresholdLines(
  metrics: readonly SummaryMetric[],
  timeUnit: SummaryTimeUnit,
  paint: Paint,
): readonly string[] {
  const judged = metrics.filter((metric) => metric.thresholds.length > 0).sort(byMetricName);
  const names = new Set(judged.map((metric) => metric.name));
  return judged.flatMap((metric) => {
    const underParent = metric.sub !== undefined && names.has(metric.sub.parent);
    const indent = underParent ? '  ' : '';
    const title = metric.sub !== undefined && underParent ? `{${metric.sub.selector}}` : metric.name;
    const results = metric.thresholds.map(({ expression, ok }) => {
      const mark = ok ? paint('green', '✓') : paint('red', '✗');
      return `${indent}${mark} ${resultText(metric, expression.trim(), timeUnit, paint)}`;
    });
    return [indent + title, ...results, ''];
  });
}

function resultText(
  metric: SummaryMetric,
  expression: string,
  timeUnit: SummaryTimeUnit,
  paint: Paint,
): string {
  const { aggregation, value } = judgedValue(metric, expression, timeUnit);
  return `${paint('white', `'${expression}'`)} ${paint('white', aggregation)}=${paint('cyan', value)}`;
}

/** What a threshold was judged by: `p(95)` of `p(95)<500`, and its value. */
export function judgedValue(
  metric: SummaryMetric,
  expression: string,
  timeUnit: SummaryTimeUnit,
): { readonly aggregation: string; readonly value: string } {
  const aggregation = (expression.split(/!?[<>=]/, 1)[0] ?? '').trim();
  return { aggregation, value: aggregatedValue(metric, aggregation, timeUnit) };
}

function aggregatedValue(metric: SummaryMetric, aggregation: string, timeUnit: SummaryTimeUnit): string {
  if (metric.type === 'counter' && aggregation !== 'count') {
    return `${humanize(metric.stat('rate'), metric, timeUnit)}/s`;
  }
  return humanize(metric.stat(aggregation), metric, timeUnit);
}
