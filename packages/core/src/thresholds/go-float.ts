import { goQuote } from '../errors/go-quote.ts';

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const HEX = /^([+-]?)0x([\da-f_]*)\.?([\da-f_]*)p([+-]?\d+)$/i;
const SPECIAL = /^([+-]?)(inf|infinity|nan)$/i;

/**
 * A float as Go's `strconv.ParseFloat` reads it.
 * @throws Error with Go's text.
 */
export function parseGoFloat(text: string): number {
  const value = readDecimal(text) ?? readSpecial(text) ?? readHex(text);
  if (value === undefined) throw new Error(`strconv.ParseFloat: parsing ${goQuote(text)}: invalid syntax`);
  if (Math.abs(value) === Number.POSITIVE_INFINITY && !SPECIAL.test(text)) {
    throw new Error(`strconv.ParseFloat: parsing ${goQuote(text)}: value out of range`);
  }
  return value;
}

function readDecimal(text: string): number | undefined {
  return DECIMAL.test(text) ? Number(text) : undefined;
}

function readSpecial(text: string): number | undefined {
  const match = SPECIAL.exec(text);
  if (match === null) return undefined;
  if (match[2]?.toLowerCase() === 'nan') return Number.NaN;
  return match[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Hexadecimal mantissa, binary exponent: `0x1.8p3` is 12. */
function readHex(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', exponent = ''] = HEX.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replaceAll('_', '');
  if (digits === '') return undefined;
  const scale = Number(exponent) - 4 * fraction.replaceAll('_', '').length;
  return (sign === '-' ? -1 : 1) * Number(`0x${digits}`) * 2 ** scale;
}
