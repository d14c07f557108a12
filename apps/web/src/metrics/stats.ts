import type { MetricInfo, MetricType } from '../api/types/results.ts';
import { formatBytes, formatCompact, formatPercent } from '../format/number.ts';
import { formatMs } from '../format/time.ts';

/** What can be asked of a metric over time; the first is what one means when one says nothing. */
export const STATS: Readonly<Record<MetricType, readonly string[]>> = {
  counter: ['rate', 'count'],
  gauge: ['value', 'min', 'max'],
  rate: ['rate'],
  trend: ['p(95)', 'avg', 'med', 'p(90)', 'p(99)', 'min', 'max', 'count', 'rate'],
};

type Measured = Pick<MetricInfo, 'type' | 'contains'>;

/** How values of a metric are written, for one of its stats. */
export function formatterOf({ type, contains }: Measured, stat: string): (value: number) => string {
  if (stat === 'count' && type === 'trend') return formatCompact;
  if (stat === 'rate' && type === 'trend') return perSecond(formatCompact);
  if (type === 'rate') return formatPercent;
  const format = FORMATS[contains];
  return stat === 'rate' ? perSecond(format) : format;
}

const FORMATS = { default: formatCompact, time: formatMs, data: formatBytes } as const;

function perSecond(format: (value: number) => string): (value: number) => string {
  return (value) => `${format(value)}/s`;
}

/** The stat of the summary that tells most about a metric. */
export function mainStat(type: MetricType): string {
  switch (type) {
    case 'counter':
      return 'count';
    case 'gauge':
      return 'value';
    case 'rate':
      return 'rate';
    case 'trend':
      return 'p(95)';
  }
}
