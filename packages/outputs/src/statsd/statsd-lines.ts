import type { ResolvedSamples, Series } from '@squall/core';
import { SeriesTexts } from '../file/series-texts.ts';
import { Reservoir } from './reservoir.ts';

/** Timings of one name and push; of more, a fair choice is sent with its sample rate. */
const MAX_TIMINGS = 1_000;

/** Characters that mean something in a line. */
const RESERVED = /[:|@#,\r\n]/g;

export interface LineOptions {
  readonly namespace: string;
  readonly sendsTags: boolean;
  readonly tagBlocklist: ReadonlySet<string>;
}

/** What the samples of one name and set of tags come to between two pushes. */
interface Bucket {
  add(value: number, timeMs: number): void;
  /** The lines, and an empty bucket. */
  take(): readonly string[];
}

/**
 * Adds samples up until they are sent: counters are summed, gauges keep their last value, and timings go one by one
 * as long as they are not too many.
 */
export class StatsdLines {
  readonly #options: LineOptions;
  readonly #buckets = new Map<string, Bucket>();
  readonly #bySeries = new SeriesTexts((series) => this.#bucketOf(series));

  constructor(options: LineOptions) {
    this.#options = options;
  }

  /** Hot path. */
  add({ series, seriesIds, values, timesMs }: ResolvedSamples): void {
    for (let i = 0; i < seriesIds.length; i++) {
      const bucket = this.#bySeries.of(series[seriesIds[i] as number] as Series);
      bucket.add(values[i] as number, timesMs[i] as number);
    }
  }

  take(): readonly string[] {
    return [...this.#buckets.values()].flatMap((bucket) => bucket.take());
  }

  #bucketOf(series: Series): Bucket {
    const { metric, tags } = series;
    const tagText = this.#tagText(series);
    const check = tags.get('check') ?? '';
    const isCheck = metric.type === 'rate' && check !== '';
    const name = this.#options.namespace + (isCheck ? `check.${check.replace(RESERVED, '_')}` : metric.name);
    const key = `${metric.type}|${isCheck}|${name}|${tagText}`;
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = isCheck ? new CheckBucket(name, tagText) : createBucket(metric.type, name, tagText);
      this.#buckets.set(key, bucket);
    }
    return bucket;
  }

  #tagText({ tags }: Series): string {
    const { sendsTags, tagBlocklist } = this.#options;
    if (!sendsTags) return '';
    const sent = Object.entries(tags.tags).filter(([key, value]) => value !== '' && !tagBlocklist.has(key));
    if (sent.length === 0) return '';
    return `|#${sent.map(([key, value]) => `${key.replace(RESERVED, '_')}:${tagValue(value)}`).join(',')}`;
  }
}

/** Values may have colons; receivers look for the first one only. */
function tagValue(text: string): string {
  return text.replace(/[|,#\r\n]/g, '_');
}

function createBucket(type: Series['metric']['type'], name: string, tagText: string): Bucket {
  switch (type) {
    case 'counter':
    case 'rate':
      return new CountBucket(name, tagText);
    case 'gauge':
      return new GaugeBucket(name, tagText);
    case 'trend':
      return new TimingBucket(name, tagText);
  }
}

class CountBucket implements Bucket {
  readonly #name: string;
  readonly #tagText: string;
  #sum = 0;
  #isEmpty = true;

  constructor(name: string, tagText: string) {
    this.#name = name;
    this.#tagText = tagText;
  }

  add(value: number): void {
    this.#sum += value;
    this.#isEmpty = false;
  }

  take(): readonly string[] {
    if (this.#isEmpty) return [];
    const line = `${this.#name}:${this.#sum}|c${this.#tagText}\n`;
    this.#sum = 0;
    this.#isEmpty = true;
    return [line];
  }
}

class CheckBucket implements Bucket {
  readonly #passes: CountBucket;
  readonly #fails: CountBucket;

  constructor(name: string, tagText: string) {
    this.#passes = new CountBucket(`${name}.pass`, tagText);
    this.#fails = new CountBucket(`${name}.fail`, tagText);
  }

  add(value: number): void {
    (value === 0 ? this.#fails : this.#passes).add(1);
  }

  take(): readonly string[] {
    return [...this.#passes.take(), ...this.#fails.take()];
  }
}

class GaugeBucket implements Bucket {
  readonly #name: string;
  readonly #tagText: string;
  #value: number | undefined;
  #timeMs = Number.NEGATIVE_INFINITY;

  constructor(name: string, tagText: string) {
    this.#name = name;
    this.#tagText = tagText;
  }

  add(value: number, timeMs: number): void {
    if (timeMs < this.#timeMs) return;
    this.#value = value;
    this.#timeMs = timeMs;
  }

  take(): readonly string[] {
    const value = this.#value;
    if (value === undefined) return [];
    this.#value = undefined;
    const line = (number: number) => `${this.#name}:${number}|g${this.#tagText}\n`;
    // A sign makes the value relative to the one before.
    return value < 0 ? [line(0), line(value)] : [line(value)];
  }
}

class TimingBucket implements Bucket {
  readonly #name: string;
  readonly #tagText: string;
  readonly #reservoir = new Reservoir(MAX_TIMINGS);

  constructor(name: string, tagText: string) {
    this.#name = name;
    this.#tagText = tagText;
  }

  add(value: number): void {
    this.#reservoir.add(value);
  }

  take(): readonly string[] {
    const { values, share } = this.#reservoir.take();
    const rate = share === 1 ? '' : `|@${Number(share.toPrecision(6))}`;
    return values.map((value) => `${this.#name}:${value}|ms${rate}${this.#tagText}\n`);
  }
}
