import type { SeriesWish } from '../api/result-queries.ts';
import type { MetricInfo } from '../api/types/results.ts';
import { STATS } from './stats.ts';

const BETWEEN = '~';

/** A chart as a part of an address: `http_req_duration~p(95)~status~load_zone:eu`. */
export function chartToText({ metric, stat, by, filters }: SeriesWish): string {
  return [metric, stat, by.join(','), ...filters].join(BETWEEN);
}

/** undefined for what nobody wrote here. */
export function chartFromText(text: string): SeriesWish | undefined {
  const [metric = '', stat = '', by = '', ...filters] = text.split(BETWEEN);
  if (metric === '' || stat === '') return undefined;
  return { metric, stat, by: by === '' ? [] : by.split(','), filters };
}

/** A chart of another metric that keeps what still makes sense. */
export function withMetric(wish: SeriesWish, info: MetricInfo): SeriesWish {
  const stats = STATS[info.type];
  const hasTag = (tag: string) => tag in info.tags;
  return {
    metric: info.name,
    stat: stats.includes(wish.stat) ? wish.stat : (stats[0] ?? 'value'),
    by: wish.by.filter(hasTag),
    filters: wish.filters.filter((filter) => hasTag(filter.slice(0, filter.indexOf(':')))),
  };
}

const FIRST = ['http_req_duration', 'iteration_duration', 'vus'];

/** What one probably wants to see first. */
export function firstChart(metrics: readonly MetricInfo[]): SeriesWish | undefined {
  const info =
    FIRST.map((name) => metrics.find((metric) => metric.name === name)).find(Boolean) ?? metrics[0];
  return info && withMetric({ metric: '', stat: '', by: [], filters: [] }, info);
}
