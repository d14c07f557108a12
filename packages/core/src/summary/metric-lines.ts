import { humanize } from './humanize.ts';
import { categoryOf, isListed, METRIC_CATEGORIES } from './metric-category.ts';
import { byMetricName } from './metric-order.ts';
import type { SummaryMetric } from './summary-input.ts';
import type { TextSettings } from './summary-text.ts';
import { type ValueRow, valueTable } from './value-table.ts';

/** A block for each category: its title, its metrics, an empty line. All blocks share one alignment. */
export function metricLines(metrics: readonly SummaryMetric[], settings: TextSettings): readonly string[] {
  const listed = metrics.filter((metric) => isListed(metric.name, settings.mode)).sort(byMetricName);
  const lines = valueTable(
    listed.map((metric) => valueRow(metric, settings)),
    settings.paint,
  );
  return METRIC_CATEGORIES.flatMap((category) => {
    const block = lines.filter((_line, index) => categoryOf(listed[index]?.name ?? '') === category);
    return block.length === 0 ? [] : [settings.paint('bold', category), ...block, ''];
  });
}

function valueRow(metric: SummaryMetric, settings: TextSettings): ValueRow {
  const label = metric.sub === undefined ? metric.name : `  { ${metric.sub.selector} }`;
  const shown = (stat: string) => humanize(metric.stat(stat), metric, settings.timeUnit);
  switch (metric.type) {
    case 'trend':
      return {
        label,
        columns: settings.trendStats.map((stat) => ({ stat, value: trendValue(metric, stat, shown) })),
      };
    case 'counter':
      return { label, value: shown('count'), extras: [`${shown('rate')}/s`] };
    case 'gauge':
      return { label, value: shown('value'), extras: [`min=${shown('min')}`, `max=${shown('max')}`] };
    case 'rate': {
      const passes = metric.stat('passes');
      const total = passes + metric.stat('fails');
      return { label, value: shown('rate'), extras: [`${passes} out of ${total}`] };
    }
  }
}

/** The number of values is a plain integer whatever the metric contains. */
function trendValue(metric: SummaryMetric, stat: string, shown: (stat: string) => string): string {
  return stat === 'count' ? String(metric.stat('count')) : shown(stat);
}
