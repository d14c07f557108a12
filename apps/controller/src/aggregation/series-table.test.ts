import { expect, test } from 'vitest';
import { SeriesTable } from './series-table.ts';
import { TagRules } from './tag-rules.ts';

const REQUESTS = { name: 'http_reqs', type: 'counter', contains: 'default' } as const;

test('series beyond the limit are counted together, and it is known how many they are', () => {
  const table = new SeriesTable(new TagRules({}, {}), 3);
  const metric = table.metric(REQUESTS);
  const idOf = (i: number, scenario = 'a') =>
    table.open(metric, { name: `/${i}`, scenario, load_zone: 'z' }).id;
  expect([0, 1, 2, 3, 4, 0].map((i) => idOf(i))).toEqual([0, 1, 2, 3, 3, 0]);
  expect(idOf(5, 'b')).toBe(4);
  expect(idOf(5, 'b')).toBe(4);
  expect(table.surplus).toBe(3);
  expect(table.all[3]?.tags).toEqual({ scenario: 'a', load_zone: 'z' });
});

test('what was stored gets the same ids again', () => {
  const rules = new TagRules({}, {});
  const table = new SeriesTable(rules);
  const metric = table.metric(REQUESTS);
  for (const name of ['a', 'b', 'c']) table.open(metric, { name, instance_id: '1' });
  const restored = new SeriesTable(rules);
  restored.restore(table.definitions(), 7);
  expect(restored.open(restored.metric(REQUESTS), { instance_id: '2', name: 'b' }).id).toBe(1);
  expect(restored.all).toEqual(table.all);
  expect(restored.surplus).toBe(7);
});
