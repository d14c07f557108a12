type Version = readonly [number, number, number];

/** A half-open range of versions. */
interface Range {
  readonly from: Version;
  readonly to: Version;
}

const PART = /^(<=|=<|>=|=>|!=|~>|<|>|=|~|\^)?\s*v?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?$/;
const NEVER = Number.POSITIVE_INFINITY;
const START: Version = [0, 0, 0];
const END: Version = [NEVER, 0, 0];

/** Whether a version is one a constraint such as `>= 1.0, < 3 || ~0.57` allows. */
export function satisfiesVersion(version: string, constraint: string): 'yes' | 'no' | 'malformed' {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  const alternatives = constraint.split('||').map((text) => rangesOf(text));
  if (alternatives.some((ranges) => ranges === undefined)) return 'malformed';
  const isIn = ({ from, to }: Range) =>
    compare([major, minor, patch], from) >= 0 && compare([major, minor, patch], to) < 0;
  const isMet = alternatives.some((parts) => parts?.every((ranges) => ranges.some(isIn)));
  return isMet ? 'yes' : 'no';
}

/** For each part of a conjunction the ranges one of which must hold; undefined for nonsense. */
function rangesOf(text: string): Range[][] | undefined {
  const parts = text
    .replace(/([<>=!~^]+)\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  const ranges = parts.map((part) => rangesOfPart(part));
  const isComplete = ranges.length > 0 && ranges.every((range) => range !== undefined);
  return isComplete ? (ranges as Range[][]) : undefined;
}

function rangesOfPart(part: string): Range[] | undefined {
  const match = PART.exec(part);
  if (match === null) return undefined;
  const [, operator = '=', ...numbers] = match;
  const given = numbers.filter((number) => number !== undefined && /\d/.test(number)).map(Number);
  if (given.length === 0) return [{ from: START, to: END }];
  const [major = 0, minor = 0, patch = 0] = given;
  const from: Version = [major, minor, patch];
  const next = after(from, given.length);
  switch (operator) {
    case '<':
      return [{ from: START, to: from }];
    case '<=':
    case '=<':
      return [{ from: START, to: next }];
    case '>':
      return [{ from: next, to: END }];
    case '>=':
    case '=>':
      return [{ from, to: END }];
    case '!=':
      return [
        { from: START, to: from },
        { from: next, to: END },
      ];
    case '~':
    case '~>':
      return [{ from, to: after(from, Math.min(given.length, 2)) }];
    case '^':
      return [{ from, to: after(from, leadingPart(from)) }];
    default:
      return [{ from, to: next }];
  }
}

/** The first version beyond all that begin with the same `count` numbers. */
function after([major, minor, patch]: Version, count: number): Version {
  if (count === 1) return [major + 1, 0, 0];
  return count === 2 ? [major, minor + 1, 0] : [major, minor, patch + 1];
}

/** How many numbers `^` keeps: up to the first that is not 0. */
function leadingPart([major, minor]: Version): number {
  if (major > 0) return 1;
  return minor > 0 ? 2 : 3;
}

function compare(a: Version, b: Version): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}
