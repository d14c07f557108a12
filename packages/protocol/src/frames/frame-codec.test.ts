import type { MetricWindow, SampleBatch, SeriesDefinitions } from '@squall/core';
import { createMetricRegistry, RunMetrics, ThreadRecorder } from '@squall/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../protocol-error.ts';
import { decodeMetricFrame, encodeMetricFrame } from './frame-codec.ts';
import type { MetricFrame } from './metric-frame.ts';

const word = fc.string({ unit: 'grapheme', maxLength: 12 });
const tags = fc.dictionary(word, word, { maxKeys: 4, noNullPrototype: true });
const id = fc.integer({ min: 0, max: 5_000 });
const amount = fc.oneof(fc.integer({ min: 0, max: 1e12 }), fc.double({ noNaN: true }), fc.constant(-0));
const whole = fc.oneof(fc.nat(200), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }));

const definitions: fc.Arbitrary<SeriesDefinitions> = fc.record({
  metrics: fc.array(
    fc.record({
      id,
      name: word,
      type: fc.constantFrom('counter', 'gauge', 'rate', 'trend'),
      contains: fc.constantFrom('default', 'time', 'data'),
    }),
    { maxLength: 4 },
  ),
  series: fc.array(fc.record({ id, metricId: id, tags }), { maxLength: 6 }),
});

const ids = fc.array(id, { maxLength: 8 }).map((list) => Uint32Array.from(list));
const numbers = (of: fc.Arbitrary<number>, length: number) =>
  fc.array(of, { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));

const counters = ids.chain((series) =>
  fc.record({ series: fc.constant(series), sums: numbers(amount, series.length) }),
);
const gauges = ids.chain((series) => {
  const column = numbers(amount, series.length);
  return fc.record({
    series: fc.constant(series),
    values: column,
    timesMs: column,
    mins: column,
    maxs: column,
  });
});
const rates = ids.chain((series) => {
  const column = numbers(whole, series.length);
  return fc.record({ series: fc.constant(series), trues: column, totals: column });
});

function ends(lengths: readonly number[]): Uint32Array {
  let end = 0;
  return Uint32Array.from(lengths, (length) => {
    end += length;
    return end;
  });
}

const lengthLists = (rows: number) => fc.array(fc.nat(5), { minLength: rows, maxLength: rows }).map(ends);
const bucketKey = fc.integer({ min: -(2 ** 20) + 1, max: 2 ** 20 - 1 });
const trends = ids.chain((series) =>
  fc.tuple(lengthLists(series.length), lengthLists(series.length)).chain(([valueEnds, bucketEnds]) => {
    const column = numbers(amount, series.length);
    const buckets = bucketEnds.at(-1) ?? 0;
    return fc.record({
      series: fc.constant(series),
      counts: numbers(whole, series.length),
      sums: column,
      mins: column,
      maxs: column,
      valueEnds: fc.constant(valueEnds),
      values: numbers(amount, valueEnds.at(-1) ?? 0),
      bucketEnds: fc.constant(bucketEnds),
      bucketKeys: fc
        .array(bucketKey, { minLength: buckets, maxLength: buckets })
        .map((list) => Int32Array.from(list)),
      bucketCounts: numbers(whole, buckets),
    });
  }),
);

const windows: fc.Arbitrary<MetricWindow> = fc.record({
  sequence: fc.nat(),
  definitions,
  counters,
  gauges,
  rates,
  trends,
});

const batches: fc.Arbitrary<SampleBatch> = fc.tuple(ids, fc.boolean()).chain(([seriesIds, hasMetadata]) => {
  const column = numbers(amount, seriesIds.length);
  const metadata = hasMetadata ? fc.array(tags, { maxLength: 3 }) : fc.constant([]);
  return fc.record({ definitions, values: column, timesMs: column, metadata }).chain((batch) => {
    const places = fc.array(fc.nat(batch.metadata.length), {
      minLength: seriesIds.length,
      maxLength: seriesIds.length,
    });
    return places.map((list) => ({
      ...batch,
      seriesIds,
      ...(hasMetadata ? { metadataIds: Uint32Array.from(list) } : {}),
    }));
  });
});

const frames: fc.Arbitrary<MetricFrame> = fc.record({
  type: fc.constant('metric-frame' as const),
  tenure: fc.record({ runId: word, instance: fc.nat(1000), epoch: fc.nat(10) }),
  sequence: fc.nat(),
  elapsedMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
  iterationsDone: fc.dictionary(word, whole, { maxKeys: 3, noNullPrototype: true }),
  window: fc.option(windows, { nil: undefined }),
  samples: fc.array(batches, { maxLength: 2 }),
});

test('every frame comes back as it was', () => {
  fc.assert(
    fc.property(frames, (frame) => {
      expect(decodeMetricFrame(encodeMetricFrame(frame))).toEqual(frame);
    }),
    { numRuns: 300 },
  );
});

test('a frame that was cut short, lengthened or damaged is refused or read, and nothing worse', () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.nat(255), (frame, place, byte) => {
      const bytes = encodeMetricFrame(frame);
      const at = place % bytes.length;
      expect(() => decodeMetricFrame(bytes.subarray(0, at))).toThrow(ProtocolError);
      expect(() => decodeMetricFrame(Uint8Array.of(...bytes, 0))).toThrow(ProtocolError);
      const damaged = bytes.slice();
      damaged[at] = byte;
      try {
        decodeMetricFrame(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
    { numRuns: 300 },
  );
});

test('no bytes make the decoder do anything but refuse', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (noise) => {
      try {
        decodeMetricFrame(Uint8Array.of(1, ...noise));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a claim of many items in a short message is refused before memory is set aside for them', () => {
  const bytes = encodeMetricFrame({
    type: 'metric-frame',
    tenure: { runId: 'r', instance: 0, epoch: 0 },
    sequence: 0,
    elapsedMs: 0,
    iterationsDone: {},
    window: undefined,
    samples: [],
  });
  const claim = Uint8Array.of(...bytes.subarray(0, -1), 0xff, 0xff, 0xff, 0xff, 0x7f);
  expect(() => decodeMetricFrame(claim)).toThrow('the message ends too early');
});

test('what a thread recorded arrives in the metrics of the run to the last bit', () => {
  const recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  const run = new RunMetrics({ registry: createMetricRegistry() });
  const series = recorder.series(recorder.registry.getOrCreate('took', 'trend', 'time'), recorder.emptyTags);
  for (let i = 0; i < 3_000; i++) recorder.add(series, Math.exp(i / 500) - 1, i);
  const window = recorder.takeWindow();
  const frame: MetricFrame = {
    type: 'metric-frame',
    tenure: { runId: 'r', instance: 0, epoch: 0 },
    sequence: 0,
    elapsedMs: 1_000,
    iterationsDone: { default: 3_000 },
    window,
    samples: [],
  };
  const received = decodeMetricFrame(encodeMetricFrame(frame)).window;
  if (received !== undefined) run.merge('a', received);
  const sink = run.get('took')?.sink;
  if (sink?.type !== 'trend') throw new Error('took is a trend');
  expect(sink.count).toBe(3_000);
  const exact = Math.exp((2_999 * 0.9) / 500) - 1;
  expect(Math.abs(sink.percentile(0.9) - exact) / exact).toBeLessThan(0.002);
});
