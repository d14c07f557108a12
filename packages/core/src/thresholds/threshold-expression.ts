import { UserError } from '../errors/user-error.ts';
import { parseGoFloat } from './go-float.ts';

/** The order matters: the first one found in the text with something behind it splits the expression. */
const OPERATORS = ['<=', '<', '>=', '>', '===', '==', '!='] as const;

export type Operator = (typeof OPERATORS)[number];

const METHODS = ['value', 'count', 'rate', 'avg', 'min', 'med', 'max', 'p'] as const;

export type AggregationMethod = (typeof METHODS)[number];

/** `p(95)<500`, taken apart. */
export interface ThresholdExpression {
  readonly method: AggregationMethod;
  /** N of `p(N)`; 0 for all others. */
  readonly percentile: number;
  readonly operator: Operator;
  readonly limit: number;
}

/** @throws UserError with k6's text. */
export function parseThresholdExpression(text: string): ThresholdExpression {
  const operator = OPERATORS.find((candidate) => splitAt(text, candidate) !== undefined);
  const sides = operator === undefined ? undefined : splitAt(text, operator);
  if (operator === undefined || sides === undefined) {
    throw invalid(`failed parsing threshold expression "${text}"; reason: malformed threshold expression`);
  }
  return { ...parseAggregation(sides[0].trim(), text), operator, limit: parseLimit(sides[1].trim(), text) };
}

function splitAt(text: string, operator: string): readonly [string, string] | undefined {
  const at = text.indexOf(operator);
  if (at === -1 || at + operator.length === text.length) return undefined;
  return [text.slice(0, at), text.slice(at + operator.length)];
}

function parseAggregation(left: string, text: string): { method: AggregationMethod; percentile: number } {
  const method = METHODS.find((known) => known === left);
  if (method !== undefined) return { method, percentile: 0 };
  if (!left.startsWith('p(') || !left.endsWith(')'))
    throw leftInvalid(text, 'failed parsing method from expression');
  return { method: 'p', percentile: parsePercentile(left.slice(2, -1), text) };
}

function parsePercentile(argument: string, text: string): number {
  const percentile = goFloat(argument, (reason) =>
    leftInvalid(text, `malformed percentile value; reason: ${reason}`),
  );
  if (percentile >= 0 && percentile <= 100) return percentile;
  throw leftInvalid(text, 'malformed percentile value, provide a number between 0 and 100');
}

function parseLimit(right: string, text: string): number {
  // The misspelling is k6's; scripts that match on its messages see the same text.
  return goFloat(right, (reason) =>
    invalid(`failed parsing threshold expresion's "${text}" right hand side; reason: ${reason}`),
  );
}

function goFloat(text: string, failed: (reason: string) => UserError): number {
  try {
    return parseGoFloat(text);
  } catch (error) {
    throw failed((error as Error).message);
  }
}

function leftInvalid(text: string, reason: string): UserError {
  return invalid(`failed parsing threshold expression's "${text}" left hand side; reason: ${reason}`);
}

function invalid(message: string): UserError {
  return new UserError('INVALID_THRESHOLD', message);
}
