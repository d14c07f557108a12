import { RAW_VALUES } from './limits.ts';
import type { MetricType } from './metric.ts';
import { createSink, type Sink } from './sinks/sink.ts';

/** Idle sinks kept of each type; those of a burst of series are left to the garbage collector. */
const MAX_SPARE = 4096;

/** Lends sinks for the length of a window, so that series which went quiet hold none. */
export class WindowSinks {
  readonly #rawValues: number;
  readonly #spare: Record<MetricType, Sink[]> = { counter: [], gauge: [], rate: [], trend: [] };

  constructor(rawValues: number = RAW_VALUES.window) {
    this.#rawValues = rawValues;
  }

  take(type: MetricType): Sink {
    return this.#spare[type].pop() ?? createSink(type, { rawValues: this.#rawValues });
  }

  giveBack(sink: Sink): void {
    sink.reset();
    const spare = this.#spare[sink.type];
    if (spare.length < MAX_SPARE) spare.push(sink);
  }
}
