import type { Finder } from './insight.ts';
import { count } from './number-text.ts';

const MANY_URLS = 100;
const MANY_SERIES = 5_000;

export const tooManyUrls: Finder = ({ urls }) => {
  if (urls <= MANY_URLS) return undefined;
  return {
    kind: 'too-many-urls',
    level: 'warning',
    title: `${count(urls)} different URLs`,
    text: 'Each is counted for itself, so that tables are long and percentiles of single rows mean little. Give requests whose URLs hold ids a common name: http.get(url, { tags: { name: "/items/{id}" } }), or use http.url.',
  };
};

export const tooManySeries: Finder = ({ series }) => {
  if (series <= MANY_SERIES) return undefined;
  return {
    kind: 'too-many-series',
    level: 'warning',
    title: `${count(series)} time series`,
    text: 'A tag has very many values: an id, a time or a random number perhaps. That takes memory on generators and here, and makes pages slow. Put such values into logs, or leave the tag out with systemTags.',
  };
};
