import { matchesPattern } from './path-part.ts';
import { kindOf, unquote } from './raw-json.ts';

/** What stands in `#(…)`: a path into the element, and a comparison unless only its existence counts. */
export interface Query {
  readonly path: string;
  readonly operator: string;
  readonly value: string;
  /** Index after the closing bracket. */
  readonly end: number;
}

/** Parses from `#(` or `#[`; undefined when it is not closed. */
export function parseQuery(path: string): Query | undefined {
  let depth = 0;
  let operatorAt = 0;
  let i = 1;
  for (; i < path.length; i++) {
    const char = path.charAt(i);
    if (char === '\\') i++;
    else if (depth === 1 && operatorAt === 0 && '!=<>%'.includes(char)) operatorAt = i;
    else if (char === '[' || char === '(') depth++;
    else if (char === ']' || char === ')') {
      depth--;
      if (depth === 0) break;
    } else if (char === '"') i = endOfQuoted(path, i);
  }
  if (depth > 0 || i >= path.length) return undefined;
  if (operatorAt === 0) return { path: path.slice(2, i).trim(), operator: '', value: '', end: i + 1 };
  const { operator, value } = splitComparison(path.slice(operatorAt, i).trim());
  return { path: path.slice(2, operatorAt).trim(), operator, value, end: i + 1 };
}

function endOfQuoted(text: string, from: number): number {
  let i = from + 1;
  while (i < text.length && text.charAt(i) !== '"') i += text.charAt(i) === '\\' ? 2 : 1;
  return i;
}

function splitComparison(comparison: string): { operator: string; value: string } {
  const written = /^(==|!=|!%|<=|>=|[=<>%!])/.exec(comparison)?.[0] ?? '';
  const value = comparison.slice(written.length).trim();
  const quoted = value.length >= 2 && value.startsWith('"') && value.endsWith('"');
  return { operator: written === '==' ? '=' : written, value: quoted ? unescapeValue(value) : value };
}

function unescapeValue(quoted: string): string {
  return quoted.slice(1, -1).replace(/\\(.)/gs, '$1');
}

/** Whether an element whose `path` led to `found` fits the query. */
export function fitsQuery(query: Query, found: string | undefined): boolean {
  if (query.value.startsWith('~')) return fitsTruth(query, found);
  if (found === undefined) return false;
  return query.operator === '' || compare(query.operator, found, query.value);
}

/** `~true`, `~false`, `~null`, `~*`: what counts as such. */
function fitsTruth({ operator, value }: Query, found: string | undefined): boolean {
  const kind = found === undefined ? undefined : kindOf(found);
  let isSo: boolean;
  switch (value.slice(1)) {
    case '*':
      isSo = found !== undefined;
      break;
    case 'null':
      isSo = found === undefined || kind === 'null';
      break;
    case 'true':
      isSo = isTrueish(found);
      break;
    case 'false':
      isSo = !isTrueish(found);
      break;
    default:
      return false;
  }
  return compare(operator, isSo ? 'true' : 'false', 'true');
}

function isTrueish(found: string | undefined): boolean {
  if (found === undefined) return false;
  switch (kindOf(found)) {
    case 'true':
      return true;
    case 'number':
      return Number(found) !== 0;
    case 'string':
      return ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(unquote(found));
    default:
      return false;
  }
}

function compare(operator: string, found: string, value: string): boolean {
  switch (kindOf(found)) {
    case 'string':
      return compareText(operator, unquote(found), value);
    case 'number':
      return compareOrder(operator, Number(found) - (Number.parseFloat(value) || 0));
    case 'true':
      return compareTruth(operator, { is: 'true', beats: 'false', always: '>=', stronger: '>' }, value);
    case 'false':
      return compareTruth(operator, { is: 'false', beats: 'true', always: '<=', stronger: '<' }, value);
    default:
      return false;
  }
}

function compareText(operator: string, text: string, value: string): boolean {
  if (operator === '%') return matchesPattern(text, value);
  if (operator === '!%') return !matchesPattern(text, value);
  return compareOrder(operator, text === value ? 0 : text < value ? -1 : 1);
}

function compareOrder(operator: string, difference: number): boolean {
  switch (operator) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      return false;
  }
}

interface Truth {
  readonly is: string;
  readonly beats: string;
  readonly always: string;
  readonly stronger: string;
}

function compareTruth(operator: string, truth: Truth, value: string): boolean {
  if (operator === '=') return value === truth.is;
  if (operator === '!=') return value !== truth.is;
  if (operator === truth.stronger) return value === truth.beats;
  return operator === truth.always;
}
