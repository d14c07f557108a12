import { UserError } from '../errors/user-error.ts';
import {
  compare,
  formatRational,
  ONE,
  parseRational,
  type Rational,
  rational,
  subtract,
  toNumber,
  ZERO,
} from './rational.ts';

/** The part (from, to] of a test, 0 ≤ from < to ≤ 1. */
export interface Segment {
  readonly from: Rational;
  readonly to: Rational;
}

export const WHOLE_SEGMENT: Segment = { from: ZERO, to: ONE };

/** `25%`, `0.25` and `1/4` mean 0 to that value; `1/2:3/4` names both ends; the empty text is the whole. */
export function parseSegment(text: string): Segment {
  if (text === '') return WHOLE_SEGMENT;
  const colon = text.indexOf(':');
  if (colon < 0) return createSegment(ZERO, parsePoint(text));
  return createSegment(parsePoint(text.slice(0, colon)), parsePoint(text.slice(colon + 1)));
}

/** Comma-separated points, each pair of neighbours a segment: `0,1/2,1`. The empty text has no segments. */
export function parseSegmentSequence(text: string): readonly Segment[] {
  if (text === '') return [];
  const points = text.split(',').map(parsePoint);
  if (points.length < 2) {
    throw invalid(`at least 2 points are needed for an execution segment sequence, ${points.length} given`);
  }
  return points.slice(1).map((to, i) => createSegment(points[i] ?? ZERO, to));
}

export const formatSegment = (s: Segment): string => `${formatRational(s.from)}:${formatRational(s.to)}`;

export function formatSegmentSequence(sequence: readonly Segment[]): string {
  const [first] = sequence;
  if (first === undefined) return '';
  return [first.from, ...sequence.map((segment) => segment.to)].map(formatRational).join(',');
}

export const segmentLength = (segment: Segment): Rational => subtract(segment.to, segment.from);

/** Share of the whole, 0 to 1, for display. */
export const segmentFraction = (segment: Segment): number => toNumber(segmentLength(segment));

export const isSameSegment = (a: Segment, b: Segment): boolean =>
  compare(a.from, b.from) === 0 && compare(a.to, b.to) === 0;

export function createSegment(from: Rational, to: Rational): Segment {
  if (compare(from, ZERO) < 0) {
    throw invalid(`segment start value must be at least 0 but was ${twoDecimals(from)}`);
  }
  if (compare(from, to) >= 0) {
    throw invalid(`segment start(${twoDecimals(from)}) must be less than its end(${twoDecimals(to)})`);
  }
  if (compare(to, ONE) > 0) {
    throw invalid(`segment end value can't be more than 1 but was ${twoDecimals(to)}`);
  }
  return { from, to };
}

function parsePoint(text: string): Rational {
  if (text.endsWith('%')) {
    const percent = text.slice(0, -1);
    if (!/^[+-]?\d+$/.test(percent)) throw invalid(`'${text}' is not a valid percentage`);
    return rational(BigInt(percent.replace('+', '')), 100n);
  }
  const value = parseRational(text);
  if (value === undefined) {
    throw invalid(`'${text}' is not a valid percentage, decimal, fraction or interval value`);
  }
  return value;
}

/** Exact, half away from zero. */
function twoDecimals(value: Rational): string {
  const magnitude = value.num < 0n ? -value.num : value.num;
  const hundredths = (magnitude * 200n + value.den) / (value.den * 2n);
  const sign = value.num < 0n && hundredths > 0n ? '-' : '';
  return `${sign}${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}

const invalid = (message: string): UserError => new UserError('INVALID_OPTION', message);
