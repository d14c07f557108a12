import { BUCKETS_PER_OCTAVE, bucketKey, bucketMiddle } from './buckets.ts';

const MAX_UINT32 = 0xffff_ffff;

type Counts = Uint32Array | Float64Array;

/** Counts by octave for one sign: `octaves[i]` is that of exponent `first + i`, absent while empty. */
interface Half {
  first: number;
  octaves: (Counts | undefined)[];
}

/**
 * A histogram with a relative error of at most 0.1 % and no bounds on its values. Memory: 2 KB for each power of
 * two that occurs.
 */
export class Histogram {
  #zeros = 0;
  readonly #positive: Half = { first: 0, octaves: [] };
  readonly #negative: Half = { first: 0, octaves: [] };

  /** Hot path: counts one value. Allocates only for the first value of an octave. */
  add(value: number): void {
    const key = bucketKey(value);
    if (key > 0) {
      const octave = this.#positive.octaves[(key >>> 9) - this.#positive.first];
      if (octave !== undefined) {
        const at = key & (BUCKETS_PER_OCTAVE - 1);
        const count = octave[at] as number;
        if (count < MAX_UINT32) {
          octave[at] = count + 1;
          return;
        }
      }
    }
    this.addBucket(key, 1);
  }

  addBucket(key: number, count: number): void {
    if (key === 0) {
      this.#zeros += count;
      return;
    }
    const half = key < 0 ? this.#negative : this.#positive;
    const size = Math.abs(key);
    const octave = openOctave(half, size >>> 9);
    const at = size & (BUCKETS_PER_OCTAVE - 1);
    const sum = (octave[at] as number) + count;
    if (sum <= MAX_UINT32) octave[at] = sum;
    else widen(half, (size >>> 9) - half.first)[at] = sum;
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
    for (const octave of this.#positive.octaves) octave?.fill(0);
    for (const octave of this.#negative.octaves) octave?.fill(0);
  }

  /** The key of the first filled bucket the test accepts, 0 when none. */
  #find(accepts: (key: number, count: number) => boolean): number {
    const { octaves, first } = this.#negative;
    for (let i = octaves.length - 1; i >= 0; i--) {
      const octave = octaves[i];
      if (octave === undefined) continue;
      for (let at = BUCKETS_PER_OCTAVE - 1; at >= 0; at--) {
        const key = -(((first + i) << 9) | at);
        if (octave[at] !== 0 && accepts(key, octave[at] as number)) return key;
      }
    }
    if (this.#zeros > 0 && accepts(0, this.#zeros)) return 0;
    return findUpwards(this.#positive, accepts);
  }
}

function findUpwards({ octaves, first }: Half, accepts: (key: number, count: number) => boolean): number {
  for (let i = 0; i < octaves.length; i++) {
    const octave = octaves[i];
    if (octave === undefined) continue;
    for (let at = 0; at < BUCKETS_PER_OCTAVE; at++) {
      const key = ((first + i) << 9) | at;
      if (octave[at] !== 0 && accepts(key, octave[at] as number)) return key;
    }
  }
  return 0;
}

function openOctave(half: Half, exponent: number): Counts {
  if (half.octaves.length === 0) half.first = exponent;
  while (exponent < half.first) {
    half.octaves.unshift(undefined);
    half.first--;
  }
  while (exponent >= half.first + half.octaves.length) half.octaves.push(undefined);
  const known = half.octaves[exponent - half.first];
  if (known !== undefined) return known;
  const created = new Uint32Array(BUCKETS_PER_OCTAVE);
  half.octaves[exponent - half.first] = created;
  return created;
}

/** Four billion samples in one bucket: rare enough that only their octave pays for wider counts. */
function widen(half: Half, index: number): Counts {
  const wide = Float64Array.from(half.octaves[index] ?? []);
  half.octaves[index] = wide;
  return wide;
}
