const EXACT_BUCKETS = 256;
const BUCKETS_PER_OCTAVE = 128;

/**
 * The middle of a bucket of k6's histogram, in units of its resolution. Up to 255 a bucket holds what rounds up to
 * its index. Above, with d = floor(index / 128) - 1 and m = index - 128 d, it holds m 2^d - 1 < u <= (m + 1) 2^d - 1.
 */
export function hdrBucketMiddle(index: number): number {
  if (index === 0) return 0;
  if (index < EXACT_BUCKETS) return index - 0.5;
  const octave = Math.floor(index / BUCKETS_PER_OCTAVE) - 1;
  const width = 2 ** octave;
  const mantissa = index - octave * BUCKETS_PER_OCTAVE;
  return mantissa * width - 1 + width / 2;
}
