import { bucketKey } from './buckets.ts';
import { Histogram } from './histogram.ts';

const FIRST_RAW_CAPACITY = 16;

/** What travels between trends: either every value or every filled bucket. */
export interface TrendDelta {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** All values, or none at all. */
  readonly values: Float64Array;
  readonly bucketKeys: Int32Array;
  readonly bucketCounts: Float64Array;
}

/**
 * Distribution of values: exact while there are at most `rawLimit` of them, then a histogram with a relative
 * error of at most 0.1 %. Count, sum, minimum and maximum are always exact.
 */
export class TrendSink {
  readonly type = 'trend';
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  readonly #rawLimit: number;
  #raw = new Float64Array(FIRST_RAW_CAPACITY);
  #rawIsSorted = true;
  /** Set while in use: the values then stand there, not in `#raw`. */
  #histogram: Histogram | undefined;
  #spareHistogram: Histogram | undefined;

  constructor(rawLimit: number) {
    this.#rawLimit = rawLimit;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get average(): number {
    return this.count === 0 ? 0 : this.sum / this.count;
  }

  /** Hot path: allocates nothing once the memory for its values is there. */
  add(value: number): void {
    const count = this.count;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    this.count = count + 1;
    if (this.#histogram !== undefined) this.#histogram.add(value);
    else this.#addRaw(value, count);
  }

  merge(delta: TrendDelta): void {
    if (delta.count === 0) return;
    const { values } = delta;
    const staysRaw =
      this.#histogram === undefined &&
      values.length === delta.count &&
      this.count + delta.count <= this.#rawLimit;
    if (staysRaw) this.#appendRaw(values);
    else this.#mergeIntoHistogram(delta);
    this.count += delta.count;
    this.sum += delta.sum;
    this.min = Math.min(this.min, delta.min);
    this.max = Math.max(this.max, delta.max);
  }

  /** Shares memory with this sink: use it before the next `add` or `reset`. */
  delta(): TrendDelta {
    const { count, sum, min, max } = this;
    const keys: number[] = [];
    const counts: number[] = [];
    this.#histogram?.forEach((key, bucketCount) => {
      keys.push(key);
      counts.push(bucketCount);
    });
    const values = this.#raw.subarray(0, this.#histogram === undefined ? count : 0);
    return {
      count,
      sum,
      min,
      max,
      values,
      bucketKeys: Int32Array.from(keys),
      bucketCounts: Float64Array.from(counts),
    };
  }

  /** The value below which that share (0 to 1) of all values lies, interpolated between the two nearest ranks. */
  percentile(share: number): number {
    if (this.count === 0) return 0;
    const rank = share * (this.count - 1);
    const below = Math.floor(rank);
    const lower = this.#valueAtRank(below);
    const upper = this.#valueAtRank(Math.ceil(rank));
    // Also keeps infinite values from becoming NaN.
    return lower === upper ? lower : lower + (upper - lower) * (rank - below);
  }

  /** Forgets the values but keeps memory for as many. */
  reset(): void {
    this.count = 0;
    this.sum = 0;
    this.min = Number.POSITIVE_INFINITY;
    this.max = Number.NEGATIVE_INFINITY;
    this.#rawIsSorted = true;
    if (this.#histogram === undefined) return;
    this.#histogram.reset();
    this.#spareHistogram = this.#histogram;
    this.#histogram = undefined;
  }

  #addRaw(value: number, count: number): void {
    if (count >= this.#rawLimit) {
      this.#openHistogram(count).add(value);
      return;
    }
    if (count >= this.#raw.length) this.#growRaw(count + 1);
    this.#raw[count] = value;
    this.#rawIsSorted = false;
  }

  #appendRaw(values: Float64Array): void {
    this.#growRaw(this.count + values.length);
    this.#raw.set(values, this.count);
    this.#rawIsSorted = false;
  }

  #growRaw(needed: number): void {
    if (needed <= this.#raw.length) return;
    const grown = new Float64Array(Math.min(this.#rawLimit, Math.max(needed, this.#raw.length * 2)));
    grown.set(this.#raw);
    this.#raw = grown;
  }

  #mergeIntoHistogram({ values, bucketKeys, bucketCounts }: TrendDelta): void {
    const histogram = this.#histogram ?? this.#openHistogram(this.count);
    for (const value of values) histogram.add(value);
    for (let i = 0; i < bucketKeys.length; i++) {
      histogram.addBucket(bucketKeys[i] as number, bucketCounts[i] as number);
    }
  }

  #openHistogram(rawCount: number): Histogram {
    const histogram = this.#spareHistogram ?? new Histogram();
    this.#spareHistogram = undefined;
    for (let i = 0; i < rawCount; i++) histogram.addBucket(bucketKey(this.#raw[i] as number), 1);
    this.#histogram = histogram;
    return histogram;
  }

  #valueAtRank(rank: number): number {
    if (rank <= 0) return this.min;
    if (rank >= this.count - 1) return this.max;
    if (this.#histogram !== undefined) {
      return Math.min(this.max, Math.max(this.min, this.#histogram.valueAtRank(rank)));
    }
    if (!this.#rawIsSorted) this.#raw.subarray(0, this.count).sort();
    this.#rawIsSorted = true;
    return this.#raw[rank] as number;
  }
}
