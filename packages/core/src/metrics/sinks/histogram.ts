import { BUCKETS_PER_OCTAVE, bucketKey, bucketMiddle, OCTAVES } from './buckets.ts';

type Accepts = (key: number, count: number) => boolean;

/** Counts of the values of one sign. Octaves that occur have a slot each, in the order of their appearance. */
class Half {
  /** Slot by octave, -1 for none. */
  readonly slots = new Int16Array(OCTAVES).fill(-1);
  // Doubles count exactly beyond any number of samples a run can have; 32 bits do not.
  counts = new Float64Array(0);
  lowest = OCTAVES;
  highest = -1;

  /** Index of the bucket with that (positive) key, its octave opened when missing. */
  open(key: number): number {
    const octave = key >>> 9;
    if ((this.slots[octave] as number) < 0) this.#openOctave(octave);
    return this.index(key);
  }

  index(key: number): number {
    return ((this.slots[key >>> 9] as number) << 9) | (key & (BUCKETS_PER_OCTAVE - 1));
  }

  #openOctave(octave: number): void {
    const grown = new Float64Array(this.counts.length + BUCKETS_PER_OCTAVE);
    grown.set(this.counts);
    this.slots[octave] = this.counts.length >>> 9;
    this.counts = grown;
    this.lowest = Math.min(this.lowest, octave);
    this.highest = Math.max(this.highest, octave);
  }
}

/**
 * A histogram with a relative error of at most 0.1 % and no bounds on its values. Memory: 4 KB, and 4 KB for each
 * power of two that occurs.
 */
export class Histogram {
  #zeros = 0;
  readonly #positive = new Half();
  #negative: Half | undefined;

  /** Hot path: counts one value. Allocates only for the first value of an octave. */
  add(value: number): void {
    const key = bucketKey(value);
    if (key > 0) {
      const { slots, counts } = this.#positive;
      const slot = slots[key >>> 9] as number;
      if (slot >= 0) {
        const at = (slot << 9) | (key & (BUCKETS_PER_OCTAVE - 1));
        counts[at] = (counts[at] as number) + 1;
        return;
      }
    }
    this.addBucket(key, 1);
  }

  addBucket(key: number, count: number): void {
    if (key === 0) {
      this.#zeros += count;
      return;
    }
    if (key < 0) this.#negative ??= new Half();
    const half = key < 0 && this.#negative !== undefined ? this.#negative : this.#positive;
    const at = half.open(Math.abs(key));
    half.counts[at] = (half.counts[at] as number) + count;
  }

  /** Calls back with each filled bucket, in the order of the values. */
  forEach(callback: (key: number, count: number) => void): void {
    this.#find((key, count) => {
      callback(key, count);
      return false;
    });
  }

  /** The value with that many smaller ones before it (the middle of its bucket). */
  valueAtRank(rank: number): number {
    let seen = 0;
    const key = this.#find((_key, count) => {
      seen += count;
      return seen > rank;
    });
    return bucketMiddle(key);
  }

  /** Empties the buckets but keeps their memory. */
  reset(): void {
    this.#zeros = 0;
    this.#positive.counts.fill(0);
    this.#negative?.counts.fill(0);
  }

  /** The key of the first filled bucket the test accepts, 0 when none. */
  #find(accepts: Accepts): number {
    const below = this.#negative === undefined ? 0 : findDownwards(this.#negative, accepts);
    if (below !== 0) return below;
    if (this.#zeros > 0 && accepts(0, this.#zeros)) return 0;
    return findUpwards(this.#positive, accepts);
  }
}

function findUpwards(half: Half, accepts: Accepts): number {
  for (let octave = half.lowest; octave <= half.highest; octave++) {
    if ((half.slots[octave] as number) < 0) continue;
    for (let key = octave << 9; key < (octave + 1) << 9; key++) {
      const count = half.counts[half.index(key)] as number;
      if (count !== 0 && accepts(key, count)) return key;
    }
  }
  return 0;
}

function findDownwards(half: Half, accepts: Accepts): number {
  for (let octave = half.highest; octave >= half.lowest; octave--) {
    if ((half.slots[octave] as number) < 0) continue;
    for (let key = ((octave + 1) << 9) - 1; key >= octave << 9; key--) {
      const count = half.counts[half.index(key)] as number;
      if (count !== 0 && accepts(-key, count)) return -key;
    }
  }
  return 0;
}
