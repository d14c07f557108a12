/** Width of the smallest bucket. */
export const RESOLUTION = 0.001;

const EXACT_BUCKETS = 256;
const MANTISSA_BITS = 7;
const LARGEST = 2 ** 63 - 1;

/** The buckets next to each other from one on, after so many empty ones. */
export interface BucketSpan {
  readonly offset: number;
  length: number;
}

/** The distribution of values in k6's form: buckets that are at most 1/128 of their value wide. */
export class HdrHistogram {
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  /** Values below and above what buckets can hold. */
  tooLow = 0;
  tooHigh = 0;
  readonly #buckets = new Map<number, number>();

  /** Hot path. */
  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    const scaled = value / RESOLUTION;
    if (scaled < 0) this.tooLow++;
    else if (scaled > LARGEST) this.tooHigh++;
    else {
      const index = bucketIndex(Math.ceil(scaled));
      this.#buckets.set(index, (this.#buckets.get(index) ?? 0) + 1);
    }
  }

  /** Filled buckets only: how many values each holds, and where they are. */
  get buckets(): { readonly counters: readonly number[]; readonly spans: readonly BucketSpan[] } {
    const filled = [...this.#buckets].sort(([a], [b]) => a - b);
    const spans: BucketSpan[] = [];
    let next = -1;
    for (const [index] of filled) {
      const last = spans.at(-1);
      if (last !== undefined && index === next) last.length++;
      else spans.push({ offset: index - Math.max(0, next), length: 1 });
      next = index + 1;
    }
    return { counters: filled.map(([, count]) => count), spans };
  }
}

/** Of a whole number, which may be larger than integers can be told apart. */
export function bucketIndex(value: number): number {
  if (value < EXACT_BUCKETS) return value;
  let octave = Math.floor(Math.log2(value)) - MANTISSA_BITS;
  // Just below a power of two the logarithm is rounded up to it.
  if (value < 2 ** (octave + MANTISSA_BITS)) octave--;
  return (octave << MANTISSA_BITS) + Math.floor(value / 2 ** octave);
}
