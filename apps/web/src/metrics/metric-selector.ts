import type { TagFilter } from '../api/result-queries.ts';

export interface MetricSelector {
  readonly metric: string;
  readonly filters: readonly TagFilter[];
}

/** `http_req_duration{status:200,name:home}`: what thresholds write for a part of a metric. */
export function parseSelector(text: string): MetricSelector {
  const [, metric = text, tags = ''] = /^([^{]+)\{(.*)\}$/.exec(text) ?? [];
  const filters = tags
    .split(',')
    .map((tag) => filterOf(tag.trim()))
    .filter((filter) => filter !== '');
  return { metric, filters };
}

function filterOf(tag: string): TagFilter {
  const colon = tag.indexOf(':');
  if (colon < 0) return tag;
  return `${tag.slice(0, colon).trim()}:${unquoted(tag.slice(colon + 1).trim())}`;
}

function unquoted(value: string): string {
  return value.replace(/^(['"])(.*)\1$/, '$2');
}

export function splitFilter(filter: TagFilter): readonly [name: string, value: string] {
  const colon = filter.indexOf(':');
  return [filter.slice(0, colon), filter.slice(colon + 1)];
}
