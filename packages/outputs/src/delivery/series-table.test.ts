import { createMetricRegistry, RunMetrics } from '@squall/core';
import { expect, test } from 'vitest';
import { recordSamples } from '../recorded-samples.fixture.ts';
import { SeriesTable } from './series-table.ts';

const newTable = () =>
  new SeriesTable<number[]>({ create: () => [], add: (state, value) => void state.push(value) });

test('adds up series by series, and knows the latest time of each', () => {
  const table = newTable();
  const samples = [
    { metric: 'hits', value: 1, timeMs: 30, tags: { a: '1' } },
    { metric: 'hits', value: 2, timeMs: 20, tags: { a: '1' } },
    { metric: 'hits', value: 3, timeMs: 10 },
    { metric: 'lat', type: 'trend', value: 4, timeMs: 5, tags: { a: '1' } },
  ] as const;
  for (const batch of recordSamples(samples)) table.add(batch);
  expect(
    table.all.map(({ series, state, latestMs }) => [series.metric.name, series.tags, state, latestMs]),
  ).toEqual([
    ['hits', [['a', '1']], [1, 2], 30],
    ['hits', [], [3], 10],
    ['lat', [['a', '1']], [4], 5],
  ]);
});

test('tags without a value make no series of their own', () => {
  const table = newTable();
  const samples = [
    { metric: 'hits', value: 1, timeMs: 1, tags: { group: '' } },
    { metric: 'hits', value: 2, timeMs: 1 },
  ];
  for (const batch of recordSamples(samples)) table.add(batch);
  expect(table.all.map(({ state }) => state)).toEqual([[1, 2]]);
});

test('a series counts as changed until somebody says otherwise, and again with its next sample', () => {
  const table = newTable();
  const run = new RunMetrics({ registry: createMetricRegistry() });
  const batches = recordSamples([{ metric: 'hits', value: 1, timeMs: 1 }], run);
  for (const batch of batches) table.add(batch);
  expect(table.changed).toHaveLength(1);
  for (const entry of table.changed) entry.isChanged = false;
  expect(table.changed).toEqual([]);
  for (const batch of batches) table.add(batch);
  expect(table.changed).toHaveLength(1);
});
