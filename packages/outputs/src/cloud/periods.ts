import type { ResolvedSamples, Series } from '@squall/core';
import { addTo, emptyAggregate, type SeriesPeriod } from './aggregates.ts';

type Period = Map<number, SeriesPeriod>;

/** Adds samples up, for each series and each period of time. */
export class Periods {
  readonly #lengthMs: number;
  /** By the number of the period since 1970. */
  readonly #open = new Map<number, Period>();

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** Hot path. */
  add({ series, seriesIds, values, timesMs }: ResolvedSamples): void {
    let number = Number.NaN;
    let period: Period = new Map();
    for (let i = 0; i < seriesIds.length; i++) {
      const timeMs = timesMs[i] as number;
      const at = Math.floor(timeMs / this.#lengthMs);
      if (at !== number) {
        number = at;
        period = this.#period(at);
      }
      const handle = series[seriesIds[i] as number] as Series;
      let entry = period.get(handle.id);
      if (entry === undefined) {
        entry = this.#entry(handle, at);
        period.set(handle.id, entry);
      }
      entry.samples++;
      addTo(entry.aggregate, values[i] as number, timeMs);
    }
  }

  /** Takes out the periods that ended until then. */
  takeEnded(untilMs: number): SeriesPeriod[] {
    const taken: SeriesPeriod[] = [];
    for (const [number, period] of this.#open) {
      if ((number + 1) * this.#lengthMs > untilMs) continue;
      this.#open.delete(number);
      taken.push(...period.values());
    }
    return taken;
  }

  #period(number: number): Period {
    const known = this.#open.get(number);
    if (known !== undefined) return known;
    const opened: Period = new Map();
    this.#open.set(number, opened);
    return opened;
  }

  #entry(series: Series, number: number): SeriesPeriod {
    const timeS = (number * this.#lengthMs) / 1000;
    return { series, timeS, aggregate: emptyAggregate(series.metric.type), samples: 0 };
  }
}
