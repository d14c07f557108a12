import { goQuote } from '../../errors/go-quote.ts';
import { OptionError } from './option-error.ts';

const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** Go's `strconv.ParseInt(text, 10, 64)`. */
export function parseDecimalInt(text: string): number {
  if (!/^[+-]?[0-9]+$/.test(text)) throw syntaxError('ParseInt', text);
  return withinInt64(BigInt(text.replace(/^\+/, '')), text);
}

const INT_LITERAL =
  /^[+-]?(0[xX](_?[0-9a-fA-F])+|0[bB](_?[01])+|0[oO](_?[0-7])+|0(_?[0-7])*|[1-9](_?[0-9])*)$/;

/** Go's `strconv.ParseInt(text, 0, 64)`, as flags are read: the prefix gives the base. */
export function parseIntLiteral(text: string): number {
  if (!INT_LITERAL.test(text)) throw syntaxError('ParseInt', text);
  const sign = text.startsWith('-') ? -1n : 1n;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const literal = /^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits;
  return withinInt64(sign * BigInt(literal), text);
}

function withinInt64(value: bigint, text: string): number {
  if (value > MAX_INT64 || value < MIN_INT64) {
    throw new OptionError(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`);
  }
  return Number(value);
}

const TRUE_WORDS = ['1', 't', 'T', 'TRUE', 'true', 'True'];
const FALSE_WORDS = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

/** Go's `strconv.ParseBool`. */
export function parseGoBool(text: string): boolean {
  if (TRUE_WORDS.includes(text)) return true;
  if (FALSE_WORDS.includes(text)) return false;
  throw syntaxError('ParseBool', text);
}

function syntaxError(parser: string, text: string): OptionError {
  return new OptionError(`strconv.${parser}: parsing ${goQuote(text)}: invalid syntax`);
}
