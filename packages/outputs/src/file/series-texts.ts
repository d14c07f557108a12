import type { Series } from '@squall/core';

/** Enough for any sane test; one with more series just renders some texts again. */
const MAX_TEXTS = 50_000;

/** Remembers what a format writes for a series. */
export class SeriesTexts<T> {
  readonly #render: (series: Series) => T;
  #texts: (T | undefined)[] = [];
  #count = 0;

  constructor(render: (series: Series) => T) {
    this.#render = render;
  }

  /** Hot path. */
  of(series: Series): T {
    return this.#texts[series.id] ?? this.#remember(series);
  }

  #remember(series: Series): T {
    if (this.#count >= MAX_TEXTS) {
      this.#texts = [];
      this.#count = 0;
    }
    const text = this.#render(series);
    this.#texts[series.id] = text;
    this.#count++;
    return text;
  }
}
