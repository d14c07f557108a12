import type { TagSet } from '@squall/core';
import type { VUContext } from '../../vu/vu-context.ts';
import { RequestSeries, type SeriesDeps } from './request-series.ts';
import type { RequestUrl } from './request-url.ts';

export interface SeriesKey {
  readonly base: TagSet;
  readonly method: string;
  readonly url: RequestUrl;
}

/** Finds the series of requests: by name where the tags have one, otherwise by URL. */
export class SeriesCache {
  readonly #named = new WeakMap<TagSet, Map<string, RequestSeries>>();

  find(key: SeriesKey, vu: VUContext): RequestSeries {
    const isNamed = vu.test.systemTags.has('name') && key.base.get('name') !== undefined;
    return isNamed ? this.#findNamed(key, vu) : findByUrl(key, vu);
  }

  #findNamed({ base, method, url }: SeriesKey, vu: VUContext): RequestSeries {
    let byMethod = this.#named.get(base);
    if (byMethod === undefined) {
      byMethod = new Map();
      this.#named.set(base, byMethod);
    }
    let series = byMethod.get(method);
    if (series === undefined) {
      series = new RequestSeries({ base, method, url: url.clean }, depsOf(vu));
      byMethod.set(method, series);
    }
    return series;
  }
}

function findByUrl({ base, method, url }: SeriesKey, vu: VUContext): RequestSeries {
  const key = `${method} ${base.id}`;
  let series = url.series.get(key);
  // The id alone does not tell tag sets of two interners apart.
  if (series === undefined || series.tags.base !== base) {
    series = new RequestSeries({ base, method, url: url.clean }, depsOf(vu));
    url.series.set(key, series);
  }
  url.lastSeries = series;
  return series;
}

function depsOf(vu: VUContext): SeriesDeps {
  return { recorder: vu.recorder, metrics: vu.test.metrics, systemTags: vu.test.systemTags };
}
