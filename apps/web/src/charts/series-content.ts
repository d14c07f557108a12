import type { MetricInfo, SeriesAnswer } from '../api/types/results.ts';
import { formatterOf } from '../metrics/stats.ts';
import { type ChartContent, hasValues, seriesColor } from './chart-content.ts';

interface SeriesMeaning extends Pick<MetricInfo, 'type' | 'contains'> {
  readonly metric: string;
  readonly stat: string;
  readonly limit?: { readonly value: number; readonly label: string } | undefined;
}

/** Lines of one metric, named by the tags that tell them apart. */
export function seriesContent(
  { seconds, series }: SeriesAnswer,
  { metric, stat, type, contains, limit }: SeriesMeaning,
): ChartContent {
  return {
    seconds,
    lines: series
      .map(({ tags, values }, index) => ({
        label: Object.values(tags).join(', ') || `${metric} ${stat}`,
        color: seriesColor(index),
        scale: 'value',
        isFilled: series.length === 1,
        values,
      }))
      .filter(hasValues),
    scales: { value: { format: formatterOf({ type, contains }, stat) } },
    limit: limit && { scale: 'value', ...limit },
  };
}
