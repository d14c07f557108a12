import { expect, test } from 'vitest';
import { parseSelector, splitFilter } from './metric-selector.ts';

test.each([
  ['http_reqs', 'http_reqs', []],
  ['http_req_duration{status:200}', 'http_req_duration', ['status:200']],
  [
    'checks{ name:home page, load_zone:amazon:us:ashburn }',
    'checks',
    ['name:home page', 'load_zone:amazon:us:ashburn'],
  ],
  ['checks{group:"::cart"}', 'checks', ['group:::cart']],
  ['checks{}', 'checks', []],
])('%s is the metric %s with the tags %j', (text, metric, filters) => {
  expect(parseSelector(text)).toEqual({ metric, filters });
});

test('a value may have colons of its own', () => {
  expect(splitFilter('load_zone:amazon:us:ashburn')).toEqual(['load_zone', 'amazon:us:ashburn']);
});
