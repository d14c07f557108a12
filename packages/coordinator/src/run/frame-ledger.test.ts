import { createMetricRegistry, ThreadRecorder } from '@squall/core';
import type { MetricFrame } from '@squall/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameLedger } from './frame-ledger.ts';

function frames(count: number): MetricFrame[] {
  const recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  const series = recorder.series(recorder.registry.getOrCreate('hits', 'counter'), recorder.emptyTags);
  return Array.from({ length: count }, (_, sequence) => {
    recorder.add(series, sequence + 1, 0);
    return {
      type: 'metric-frame',
      tenure: { runId: 'r', instance: 0, epoch: 0 },
      sequence,
      elapsedMs: sequence * 1_000,
      iterationsDone: { default: sequence },
      window: recorder.takeWindow(),
      samples: [],
    };
  });
}

function deliver(ledger: FrameLedger, frame: MetricFrame | undefined): number[] {
  if (frame === undefined) return [];
  const ready = ledger.accept(frame);
  for (const next of ready) ledger.note(next);
  return ready.map(({ sequence }) => sequence);
}

test('frames in any order, each any number of times, are merged once and in order', () => {
  const all = frames(8);
  const deliveries = fc.shuffledSubarray([...all, ...all, ...all], { minLength: 0 });
  fc.assert(
    fc.property(deliveries, (some) => {
      const ledger = new FrameLedger();
      const merged = [...some, ...all].flatMap((frame) => deliver(ledger, frame));
      expect(merged).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(ledger.tally).toEqual({ hits: 36 });
      expect([ledger.merged, ledger.elapsedMs, ledger.iterationsDone]).toEqual([8, 7_000, { default: 7 }]);
    }),
  );
});

test('duplicates take no room that early frames need', () => {
  const ledger = new FrameLedger();
  const all = frames(400);
  for (const frame of all.slice(0, 300)) deliver(ledger, frame);
  for (const frame of all.slice(0, 300)) deliver(ledger, frame);
  expect(deliver(ledger, all[301])).toEqual([]);
  expect(deliver(ledger, all[300])).toEqual([300, 301]);
});

test('keeps a bounded number of early frames; the others are sent again', () => {
  const ledger = new FrameLedger();
  const all = frames(400);
  for (const frame of all.slice(1)) deliver(ledger, frame);
  expect(deliver(ledger, all[0])).toHaveLength(257);
  expect(all.slice(257).flatMap((frame) => deliver(ledger, frame))).toHaveLength(143);
  expect(ledger.tally).toEqual({ hits: (400 * 401) / 2 });
});

test('nothing may be acknowledged before it has been committed', () => {
  const ledger = new FrameLedger();
  const [first] = frames(1);
  if (first === undefined) throw new Error('there is a frame');
  deliver(ledger, first);
  expect(ledger.acknowledgeable).toBe(-1);
  ledger.committed(first);
  expect(ledger.acknowledgeable).toBe(0);
});

test('a frame that refers to a series nobody defined is refused', () => {
  const [, second] = frames(2);
  if (second === undefined) throw new Error('there are two frames');
  expect(() => new FrameLedger().note(second)).toThrow('never defined');
});
