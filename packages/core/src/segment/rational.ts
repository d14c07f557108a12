/** An exact fraction in lowest terms with a positive denominator. */
export interface Rational {
  readonly num: bigint;
  readonly den: bigint;
}

export const ZERO: Rational = { num: 0n, den: 1n };
export const ONE: Rational = { num: 1n, den: 1n };

export function rational(num: bigint, den: bigint): Rational {
  const divisor = greatestCommonDivisor(num < 0n ? -num : num, den);
  return { num: num / divisor, den: den / divisor };
}

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

export const subtract = (a: Rational, b: Rational): Rational =>
  rational(a.num * b.den - b.num * a.den, a.den * b.den);

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.num * b.den - b.num * a.den;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** `1/2`, or `1` without denominator. */
export const formatRational = (r: Rational): string => (r.den === 1n ? `${r.num}` : `${r.num}/${r.den}`);

export const toNumber = (r: Rational): number => Number(r.num) / Number(r.den);

/** `1/2`, `-3`, `0.25`, `.5`, `1e-2`; undefined for anything else. */
export function parseRational(text: string): Rational | undefined {
  const fraction = /^([+-]?\d+)\/(\d+)$/.exec(text);
  if (fraction !== null) {
    const den = BigInt(fraction[2] ?? 0);
    return den === 0n ? undefined : rational(BigInt((fraction[1] ?? '').replace('+', '')), den);
  }
  const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i.exec(text);
  if (decimal === null) return undefined;
  const [, sign, whole = '', decimals = '', exponent = '0'] = decimal;
  if (whole === '' && decimals === '') return undefined;
  const digits = BigInt(`${whole}${decimals}`) * (sign === '-' ? -1n : 1n);
  const shift = Number(exponent) - decimals.length;
  return shift < 0 ? rational(digits, 10n ** BigInt(-shift)) : rational(digits * 10n ** BigInt(shift), 1n);
}
