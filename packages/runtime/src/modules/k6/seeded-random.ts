/** A source for `Math.random` that repeats itself for the same seed. The sequence is not k6's own. */
export function seededRandom(seed: number): () => number {
  const integer = Number.isFinite(seed) ? Math.trunc(seed) : 0;
  // The four words of the state; the seed's two halves fill two of them.
  let [a, b, c, d] = [integer | 0, Math.floor(integer / 2 ** 32) | 0, 0x9e3779b9, 1];
  // sfc32: small, fast, and good enough for the statistical tests that matter here.
  const nextWord = () => {
    const word = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + word) | 0;
    return word >>> 0;
  };
  // Seeds that differ little must not begin alike.
  for (let round = 0; round < 15; round++) nextWord();
  // 53 random bits, as many as a fraction holds.
  return () => ((nextWord() >>> 5) * 2 ** 26 + (nextWord() >>> 6)) / 2 ** 53;
}
