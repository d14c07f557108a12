/** Buckets for each power of two: neighbouring bounds differ by a factor of 1.09, at most 1.1 as k6 asks for. */
export const SCHEMA = 3;
const BUCKETS_PER_OCTAVE = 2 ** SCHEMA;

/** Values nearer to zero than this share one bucket. */
export const ZERO_THRESHOLD = 2 ** -128;

/** Empty buckets between filled ones cost less than another span, up to so many. */
const MAX_GAP = 2;

/** Runs of buckets, and the count of each bucket as its difference to the one before. */
export interface BucketRuns {
  readonly spans: readonly { readonly offset: number; readonly length: number }[];
  readonly deltas: readonly number[];
}

/** A distribution as Prometheus' native histograms have it: exponential buckets, as many as are filled. */
export class NativeHistogram {
  count = 0;
  sum = 0;
  zeroCount = 0;
  readonly #positive = new Map<number, number>();
  readonly #negative = new Map<number, number>();

  /** Hot path. */
  add(value: number): void {
    this.count++;
    this.sum += value;
    if (Math.abs(value) <= ZERO_THRESHOLD) {
      this.zeroCount++;
      return;
    }
    const buckets = value > 0 ? this.#positive : this.#negative;
    const index = bucketIndex(Math.abs(value));
    buckets.set(index, (buckets.get(index) ?? 0) + 1);
  }

  get positive(): BucketRuns {
    return runsOf(this.#positive);
  }

  get negative(): BucketRuns {
    return runsOf(this.#negative);
  }
}

/** Bucket i holds what is above 2^((i-1)/8), up to 2^(i/8). */
function bucketIndex(value: number): number {
  if (value === Number.POSITIVE_INFINITY) return 1024 * BUCKETS_PER_OCTAVE + 1;
  return Math.ceil(Math.log2(value) * BUCKETS_PER_OCTAVE);
}

function runsOf(buckets: ReadonlyMap<number, number>): BucketRuns {
  const spans: { offset: number; length: number }[] = [];
  const deltas: number[] = [];
  let next = 0;
  let before = 0;
  const append = (count: number) => {
    deltas.push(count - before);
    before = count;
    next++;
  };
  for (const [index, count] of [...buckets].sort(([a], [b]) => a - b)) {
    const last = spans.at(-1);
    const gap = index - next;
    if (last === undefined || gap > MAX_GAP) {
      spans.push({ offset: gap, length: 1 });
      next = index;
    } else {
      for (let i = 0; i < gap; i++) append(0);
      last.length += gap + 1;
    }
    append(count);
  }
  return { spans, deltas };
}
