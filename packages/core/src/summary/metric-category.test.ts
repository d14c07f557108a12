import { expect, test } from 'vitest';
import { categoryOf, isListed } from './metric-category.ts';

test.each([
  ['http_reqs', 'HTTP'],
  ['http_req_failed{status:200}', 'HTTP'],
  ['http_thing', 'CUSTOM'],
  ['vus_max', 'EXECUTION'],
  ['vus_waiting', 'EXECUTION'],
  ['iterations_x', 'EXECUTION'],
  ['data_sent', 'NETWORK'],
  ['browser_web_vital_lcp', 'WEB_VITALS'],
  ['browser_data_sent', 'BROWSER'],
  ['grpc_req_duration', 'GRPC'],
  ['ws_sessions', 'WEBSOCKET'],
  ['orders', 'CUSTOM'],
])('%s is listed under %s', (name, category) => {
  expect(categoryOf(name)).toBe(category);
});

test('checks and group durations are never listed as metrics', () => {
  expect(isListed('checks', 'full')).toBe(false);
  expect(isListed('checks_mine', 'full')).toBe(false);
  expect(isListed('group_duration', 'full')).toBe(false);
});

test('the parts of a request are listed in full mode only', () => {
  expect(isListed('http_req_blocked', 'full')).toBe(true);
  expect(isListed('http_req_blocked', 'compact')).toBe(false);
  expect(isListed('http_req_waiting{a:b}', 'compact')).toBe(false);
  expect(isListed('http_req_duration', 'compact')).toBe(true);
});
