import type { Metric } from '@squall/core';
import type { SentSeries } from '../delivery/series-table.ts';
import { type Attribute, BOUNDS, type MetricData, type Point } from './metric-data.ts';

/** What the samples of a series come to. */
export interface Instrument {
  /** Hot path. */
  add(value: number, timeMs: number): void;
  points(): readonly Point[];
}

/** What a metric is to OpenTelemetry. */
export function describeMetric({ name, type, contains }: Metric, prefix: string): Omit<MetricData, 'points'> {
  const unit = { default: '', time: 'ms', data: 'By' }[contains];
  switch (type) {
    case 'counter':
      return { name: prefix + name, unit, type: 'sum' };
    case 'gauge':
      return { name: prefix + name, unit, type: 'gauge' };
    case 'rate':
      return { name: `${prefix}${name}.total`, unit, type: 'integer-sum' };
    case 'trend':
      return { name: prefix + name, unit, type: 'histogram' };
  }
}

export function createInstrument({ metric, tags }: SentSeries): Instrument {
  switch (metric.type) {
    case 'counter':
      return new Counter(tags);
    case 'gauge':
      return new Gauge(tags);
    case 'rate':
      return new Rate(tags);
    case 'trend':
      return new Histogram(tags);
  }
}

class Counter implements Instrument {
  readonly #attributes: readonly Attribute[];
  #sum = 0;

  constructor(attributes: readonly Attribute[]) {
    this.#attributes = attributes;
  }

  add(value: number): void {
    this.#sum += value;
  }

  points(): readonly Point[] {
    return [{ attributes: this.#attributes, value: this.#sum }];
  }
}

class Gauge implements Instrument {
  readonly #attributes: readonly Attribute[];
  #value = 0;
  #timeMs = Number.NEGATIVE_INFINITY;

  constructor(attributes: readonly Attribute[]) {
    this.#attributes = attributes;
  }

  add(value: number, timeMs: number): void {
    if (timeMs < this.#timeMs) return;
    this.#value = value;
    this.#timeMs = timeMs;
  }

  points(): readonly Point[] {
    return [{ attributes: this.#attributes, value: this.#value }];
  }
}

/** Two counters: of zeros, and of everything else. */
class Rate implements Instrument {
  readonly #zeroAttributes: readonly Attribute[];
  readonly #nonzeroAttributes: readonly Attribute[];
  #zeros = 0;
  #others = 0;

  constructor(attributes: readonly Attribute[]) {
    this.#zeroAttributes = [...attributes, ['condition', 'zero']];
    this.#nonzeroAttributes = [...attributes, ['condition', 'nonzero']];
  }

  add(value: number): void {
    if (value === 0) this.#zeros++;
    else this.#others++;
  }

  points(): readonly Point[] {
    const zeros = { attributes: this.#zeroAttributes, value: this.#zeros };
    const others = { attributes: this.#nonzeroAttributes, value: this.#others };
    return [zeros, others].filter(({ value }) => value > 0);
  }
}

class Histogram implements Instrument {
  readonly #attributes: readonly Attribute[];
  readonly #bucketCounts = new Array<number>(BOUNDS.length + 1).fill(0);
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;

  constructor(attributes: readonly Attribute[]) {
    this.#attributes = attributes;
  }

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    let bucket = 0;
    while (bucket < BOUNDS.length && value > (BOUNDS[bucket] as number)) bucket++;
    this.#bucketCounts[bucket] = (this.#bucketCounts[bucket] as number) + 1;
  }

  points(): readonly Point[] {
    const value = {
      count: this.#count,
      sum: this.#sum,
      min: this.#min,
      max: this.#max,
      bucketCounts: this.#bucketCounts,
    };
    return [{ attributes: this.#attributes, value }];
  }
}
