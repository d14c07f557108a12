import { expect, test } from 'vitest';
import { parseMetricSelector, submetricName } from './metric-selector.ts';

test.each([
  ['http_reqs', 'http_reqs', undefined, {}],
  ['http_reqs{status:200}', 'http_reqs', 'status:200', { status: '200' }],
  ['a{ x : 1 , y:"two words" }', 'a', 'x : 1 , y:"two words"', { x: '1', y: 'two words' }],
  ['a{group:::g1}', 'a', 'group:::g1', { group: '::g1' }],
  ["a{url:'http://x:80/'}", 'a', "url:'http://x:80/'", { url: 'http://x:80/' }],
  ['a{b:{c}}', 'a', 'b:{c}', { b: '{c}' }],
])('takes %s apart', (text, metricName, selector, tags) => {
  expect(parseMetricSelector(text)).toEqual({ metricName, selector, tags });
});

test('names a sub-metric by its selector as written', () => {
  const { metricName, selector = '' } = parseMetricSelector('a{ x : 1 }');
  expect(submetricName(metricName, selector)).toBe('a{x : 1}');
});
