import { expect, test } from 'vitest';
import { recordSamples } from '../recorded-samples.fixture.ts';
import { countSamples, SampleBacklog } from './sample-backlog.ts';

const batchOf = (count: number) =>
  recordSamples(Array.from({ length: count }, (_, i) => ({ metric: 'hits', value: i, timeMs: i })));

test('gives batches back in their order, about as many samples as asked for', () => {
  const backlog = new SampleBacklog(100);
  const batches = [...batchOf(3), ...batchOf(4), ...batchOf(5)];
  backlog.add(batches);
  expect(backlog.size).toBe(12);
  expect(backlog.take(5)).toEqual(batches.slice(0, 2));
  expect(backlog.take(5)).toEqual(batches.slice(2));
  expect(backlog.take(5)).toBeUndefined();
  expect(backlog.size).toBe(0);
});

test('beyond its limit the oldest batches go, and are counted', () => {
  const backlog = new SampleBacklog(10);
  for (let i = 0; i < 100; i++) backlog.add(batchOf(4));
  expect(backlog.size).toBe(8);
  expect(backlog.dropped).toBe(392);
  expect(countSamples(backlog.take(100) ?? [])).toBe(8);
});
