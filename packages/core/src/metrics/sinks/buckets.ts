/**
 * Buckets of the log-linear histogram. Each power of two is cut into 512 buckets of equal width, so a value and
 * the middle of its bucket differ by at most 1/1024 of the value. A bucket's key is the exponent and the top nine
 * bits of the mantissa of the IEEE 754 double, negated for negative values; keys sort as their values do. Key 0
 * holds zero and subnormal values (below 2.3e-308).
 */
export const BUCKETS_PER_OCTAVE = 512;

/** Exponents a double can have. */
export const OCTAVES = 2048;

const INFINITE_OCTAVE = 0x7ff;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
// Index of the word with sign and exponent; 1 on little-endian machines.
float[0] = 1;
const HIGH = words[1] === 0 ? 0 : 1;

/** Hot path: the key of a value. NaN has none; the caller keeps it out. */
export function bucketKey(value: number): number {
  float[0] = value;
  const high = words[HIGH] as number;
  const key = (high & 0x7fffffff) >>> 11;
  if (key < BUCKETS_PER_OCTAVE) return 0;
  return high >>> 31 === 1 ? -key : key;
}

/** The middle of a bucket, in place of every value in it. */
export function bucketMiddle(key: number): number {
  const size = Math.abs(key);
  if (size < BUCKETS_PER_OCTAVE) return 0;
  if (size >>> 9 === INFINITE_OCTAVE) return key < 0 ? -Infinity : Infinity;
  // Half a bucket above the lower edge: the tenth bit of the mantissa.
  words[HIGH] = (size << 11) | (1 << 10);
  words[1 - HIGH] = 0;
  const middle = float[0] as number;
  return key < 0 ? -middle : middle;
}
