import { UserError } from '../errors/user-error.ts';

const NS_PER_UNIT: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  '\u00b5s': 1_000n,
  '\u03bcs': 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

const MAX_NS = 2n ** 63n - 1n;
const DAY_NS = 24n * 3_600_000_000_000n;
const PLAIN_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Go's duration text, as flags take it: every number needs a unit (`1h2m3.5s`), days are unknown.
 * Returns milliseconds.
 */
export function parseGoDuration(text: string): number {
  return nsToMs(parseGoDurationNs(text));
}

/** k6's duration text: Go's form, whole days before it (`1d2h`), or a plain number of milliseconds. */
export function parseDuration(text: string): number {
  if (PLAIN_NUMBER.test(text)) return truncateToNs(Number(text));
  const dayEnd = text.indexOf('d');
  if (dayEnd < 0) return parseGoDuration(text);
  return nsToMs(parseDaysNs(text, dayEnd));
}

/** A duration as it stands in JSON: text as above, or a number of milliseconds. */
export function parseJsonDuration(value: unknown): number {
  if (typeof value === 'string') return parseDuration(value);
  if (typeof value === 'number') return truncateToNs(value);
  throw invalid(`'${JSON.stringify(value)}' is not a valid duration value`);
}

function parseDaysNs(text: string, dayEnd: number): bigint {
  const rest = text.slice(dayEnd + 1);
  const restNs = rest === '' ? 0n : parseGoDurationNs(rest);
  if (restNs < 0n) throw invalid(`invalid time format '${rest}'`);
  const days = text.slice(0, dayEnd);
  if (!/^[+-]?\d+$/.test(days)) {
    throw invalid(`strconv.ParseInt: parsing ${JSON.stringify(days)}: invalid syntax`);
  }
  const wholeDays = BigInt(days.replace('+', ''));
  return wholeDays * DAY_NS + (wholeDays < 0n ? -restNs : restNs);
}

function parseGoDurationNs(text: string): bigint {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0n;
  if (unsigned === '') throw invalidText(text);
  let rest = unsigned;
  let totalNs = 0n;
  while (rest !== '') {
    const number = /^(\d*)(?:\.(\d*))?/.exec(rest);
    const whole = number?.[1] ?? '';
    const fraction = number?.[2] ?? '';
    if (whole === '' && fraction === '') throw invalidText(text);
    rest = rest.slice(number?.[0].length);
    const unit = /^[^.\d]*/.exec(rest)?.[0] ?? '';
    rest = rest.slice(unit.length);
    totalNs += scaled(whole, fraction, unitNs(unit, text));
    if (totalNs > MAX_NS) throw invalidText(text);
  }
  return text.startsWith('-') ? -totalNs : totalNs;
}

function unitNs(unit: string, text: string): bigint {
  if (unit === '') throw invalid(`time: missing unit in duration ${JSON.stringify(text)}`);
  const ns = Object.hasOwn(NS_PER_UNIT, unit) ? NS_PER_UNIT[unit] : undefined;
  if (ns === undefined) {
    throw invalid(`time: unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`);
  }
  return ns;
}

function scaled(whole: string, fraction: string, perUnit: bigint): bigint {
  const fractionNs = (BigInt(fraction || 0) * perUnit) / 10n ** BigInt(fraction.length);
  return BigInt(whole || 0) * perUnit + fractionNs;
}

const nsToMs = (ns: bigint): number => Number(ns) / 1e6;

/** k6 keeps whole nanoseconds. */
const truncateToNs = (ms: number): number => Math.trunc(ms * 1e6) / 1e6;

const invalid = (message: string): UserError => new UserError('INVALID_OPTION', message);
const invalidText = (text: string): UserError => invalid(`time: invalid duration ${JSON.stringify(text)}`);
