import { expect, test } from 'vitest';
import { isUserError } from '../errors/user-error.ts';
import { parseThresholdExpression } from './threshold-expression.ts';

test.each([
  ['p(95)<500', { method: 'p', percentile: 95, operator: '<', limit: 500 }],
  ['p(99.9) <= 1e3', { method: 'p', percentile: 99.9, operator: '<=', limit: 1000 }],
  ['p<1', { method: 'p', percentile: 0, operator: '<', limit: 1 }],
  ['  rate  >=  -0.5 ', { method: 'rate', percentile: 0, operator: '>=', limit: -0.5 }],
  ['count===2', { method: 'count', percentile: 0, operator: '===', limit: 2 }],
  ['count==2', { method: 'count', percentile: 0, operator: '==', limit: 2 }],
  ['value!=0', { method: 'value', percentile: 0, operator: '!=', limit: 0 }],
  ['max<inf', { method: 'max', percentile: 0, operator: '<', limit: Number.POSITIVE_INFINITY }],
  ['med>.5', { method: 'med', percentile: 0, operator: '>', limit: 0.5 }],
  ['min>0x1.8p3', { method: 'min', percentile: 0, operator: '>', limit: 12 }],
])('takes %j apart', (text, expected) => {
  expect(parseThresholdExpression(text)).toEqual(expected);
});

const left = (text: string, reason: string) =>
  `failed parsing threshold expression's "${text}" left hand side; reason: ${reason}`;
const right = (text: string, reason: string) =>
  `failed parsing threshold expresion's "${text}" right hand side; reason: strconv.ParseFloat: parsing ${reason}`;

test.each([
  ['count', 'failed parsing threshold expression "count"; reason: malformed threshold expression'],
  ['count<', 'failed parsing threshold expression "count<"; reason: malformed threshold expression'],
  ['', 'failed parsing threshold expression ""; reason: malformed threshold expression'],
  ['foo<1', left('foo<1', 'failed parsing method from expression')],
  ['p90<1', left('p90<1', 'failed parsing method from expression')],
  ['p(95<1', left('p(95<1', 'failed parsing method from expression')],
  ['<1', left('<1', 'failed parsing method from expression')],
  ['p(101)<1', left('p(101)<1', 'malformed percentile value, provide a number between 0 and 100')],
  ['p(-1)<1', left('p(-1)<1', 'malformed percentile value, provide a number between 0 and 100')],
  ['p(nan)<1', left('p(nan)<1', 'malformed percentile value, provide a number between 0 and 100')],
  [
    'p(x)<1',
    left('p(x)<1', 'malformed percentile value; reason: strconv.ParseFloat: parsing "x": invalid syntax'),
  ],
  ['p(95)<abc', right('p(95)<abc', '"abc": invalid syntax')],
  ['avg<200ms', right('avg<200ms', '"200ms": invalid syntax')],
  ['avg<=', right('avg<=', '"=": invalid syntax')],
  ['avg<1 2', right('avg<1 2', '"1 2": invalid syntax')],
  ['avg<1e999', right('avg<1e999', '"1e999": value out of range')],
  ['avg<0xp1', right('avg<0xp1', '"0xp1": invalid syntax')],
])('refuses %j as k6 does', (text, message) => {
  const attempt = () => parseThresholdExpression(text);
  expect(attempt).toThrow(message);
  try {
    attempt();
  } catch (error) {
    expect(isUserError(error) && [error.message, error.exitCode]).toEqual([message, 104]);
  }
});
