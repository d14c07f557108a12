import { addSink, createSink, type Metric, type ResolvedSamples, type Series, type Sink } from '@squall/core';

/** Which metrics have a chart. */
const CHARTED = [
  'vus',
  'http_reqs',
  'http_req_failed',
  'http_req_duration',
  'iteration_duration',
  'iterations',
  'data_sent',
  'data_received',
];

/** More points than that are not to be seen, and cost memory. */
const MAX_STEPS = 360;
const FIRST_STEP_MS = 1000;

/** Without raw values: they would pile up. */
const LIMITS = { rawValues: 0 };

type Sinks = Map<string, Sink>;

export interface CheckTotals {
  readonly group: string;
  readonly name: string;
  passes: number;
  fails: number;
}

/** What a run measured: all of it, and step by step what is charted. Steps get longer with the run. */
export class RunHistory {
  readonly totals = new Map<Metric, Sink>();
  readonly #checks = new Map<string, CheckTotals>();
  #steps: (Sinks | undefined)[] = [];
  #stepMs = FIRST_STEP_MS;
  #startMs: number | undefined;
  #endMs = 0;

  get stepS(): number {
    return this.#stepMs / 1000;
  }

  get durationMs(): number {
    return Math.max(0, this.#endMs - (this.#startMs ?? 0));
  }

  get checks(): readonly CheckTotals[] {
    return [...this.#checks.values()];
  }

  /** Hot path. */
  add({ series, seriesIds, values, timesMs }: ResolvedSamples): void {
    for (let i = 0; i < seriesIds.length; i++) {
      const one = series[seriesIds[i] as number] as Series;
      this.#addOne(one, values[i] as number, timesMs[i] as number);
    }
  }

  /** One value for each step; null where nothing was measured, though a gauge keeps its value. */
  steps(metric: string, read: (sink: Sink, stepS: number) => number): (number | null)[] {
    let last: Sink | undefined;
    return Array.from(this.#steps, (sinks) => {
      const sink = sinks?.get(metric) ?? (last?.type === 'gauge' ? last : undefined);
      last = sink;
      return sink === undefined ? null : read(sink, this.stepS);
    });
  }

  #addOne({ metric, tags }: Series, value: number, timeMs: number): void {
    this.#startMs ??= timeMs;
    if (timeMs > this.#endMs) this.#endMs = timeMs;
    let total = this.totals.get(metric);
    if (total === undefined) {
      total = createSink(metric.type, LIMITS);
      this.totals.set(metric, total);
    }
    total.add(value, timeMs);
    if (CHARTED.includes(metric.name)) this.#sinkAt(metric, timeMs).add(value, timeMs);
    if (metric.name === 'checks') this.#addCheck(tags.get('group') ?? '', tags.get('check') ?? '', value);
  }

  #addCheck(group: string, name: string, value: number): void {
    const key = `${group}\n${name}`;
    let totals = this.#checks.get(key);
    if (totals === undefined) {
      totals = { group, name, passes: 0, fails: 0 };
      this.#checks.set(key, totals);
    }
    if (value === 0) totals.fails++;
    else totals.passes++;
  }

  #sinkAt({ name, type }: Metric, timeMs: number): Sink {
    const sinceMs = Math.max(0, timeMs - (this.#startMs ?? 0));
    while (sinceMs >= this.#stepMs * MAX_STEPS) this.#coarsen();
    const at = Math.floor(sinceMs / this.#stepMs);
    const step = this.#steps[at] ?? new Map<string, Sink>();
    this.#steps[at] = step;
    const sink = step.get(name) ?? createSink(type, LIMITS);
    step.set(name, sink);
    return sink;
  }

  #coarsen(): void {
    const pairs: (Sinks | undefined)[] = [];
    this.#steps.forEach((step, i) => {
      const at = i >> 1;
      const before = pairs[at];
      pairs[at] = before === undefined ? step : merged(before, step);
    });
    this.#steps = pairs;
    this.#stepMs *= 2;
  }
}

function merged(into: Sinks, from: Sinks | undefined): Sinks {
  for (const [name, sink] of from ?? []) {
    const known = into.get(name);
    if (known === undefined) into.set(name, sink);
    else addSink(known, sink);
  }
  return into;
}
