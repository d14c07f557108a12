import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MetricType } from '../metric.ts';
import { createSink, mergeSinks } from './sink.ts';
import { sinkValues } from './sink-values.ts';

const LIMITS = { rawValues: 100 };

function filled(type: MetricType, samples: readonly (readonly [value: number, timeMs: number])[]) {
  const sink = createSink(type, LIMITS);
  for (const [value, timeMs] of samples) sink.add(value, timeMs);
  return sink;
}

test.each([
  ['counter', [5, 2.5, -1], { count: 6.5, rate: 3.25 }],
  ['counter', [], { count: 0, rate: 0 }],
  ['gauge', [3, 9, 5], { value: 5, min: 3, max: 9 }],
  ['gauge', [], { value: 0, min: 0, max: 0 }],
  ['rate', [1, 0, 7, 0], { rate: 0.5, passes: 2, fails: 2 }],
  ['rate', [], { rate: 0, passes: 0, fails: 0 }],
  ['trend', [1, 2, 3, 10], { avg: 4, 'p(90)': 7.9, min: 1, count: 4, med: 2.5, max: 10 }],
  ['trend', [], { avg: 0, 'p(90)': 0, min: 0, count: 0, med: 0, max: 0 }],
] as const)('a %s of %j has the values %j over two seconds', (type, values, expected) => {
  const sink = filled(
    type,
    values.map((value, i) => [value, i]),
  );
  const reported = sinkValues(sink, ['avg', 'p(90)', 'min', 'count', 'med', 'max'], 2000);
  expect(Object.keys(reported)).toEqual(Object.keys(expected));
  for (const [name, value] of Object.entries(expected)) expect(reported[name]).toBeCloseTo(value, 10);
});

test('a counter has no rate while no time has gone by', () => {
  expect(sinkValues(filled('counter', [[5, 0]]), [], 0)).toEqual({ count: 5, rate: 0 });
});

test('refuses a trend statistic it does not know', () => {
  expect(() => sinkValues(filled('trend', [[5, 0]]), ['p95'], 0)).toThrow('unknown trend statistic p95');
});

test('the gauge value with the latest time wins, however parts are merged', () => {
  const early = filled('gauge', [
    [1, 10],
    [9, 20],
  ]);
  const late = filled('gauge', [[5, 30]]);
  for (const order of [
    [early, late],
    [late, early],
  ]) {
    expect(sinkValues(mergeSinks(order, 'gauge', LIMITS), [], 0)).toEqual({ value: 5, min: 1, max: 9 });
  }
});

test('an empty gauge changes nothing when it is merged', () => {
  const merged = mergeSinks([filled('gauge', [[4, 1]]), filled('gauge', [])], 'gauge', LIMITS);
  expect(sinkValues(merged, [], 0)).toEqual({ value: 4, min: 4, max: 4 });
});

test('merging any split gives what one sink would hold, for every type', () => {
  const type = fc.constantFrom<MetricType>('counter', 'gauge', 'rate', 'trend');
  const parts = fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 10 }), {
    maxLength: 6,
  });
  fc.assert(
    fc.property(type, parts, (metricType, split) => {
      let time = 0;
      const timed = split.map((part) => part.map((value) => [value, time++] as const));
      const whole = filled(metricType, timed.flat());
      const merged = mergeSinks(
        timed.map((part) => filled(metricType, part)),
        metricType,
        LIMITS,
      );
      const stats = ['avg', 'min', 'med', 'max', 'p(95)', 'count'];
      expect(sinkValues(merged, stats, 1000)).toEqual(sinkValues(whole, stats, 1000));
    }),
  );
});

test('refuses to merge sinks of different types', () => {
  expect(() => mergeSinks([filled('rate', [[1, 0]])], 'counter', LIMITS)).toThrow(
    'cannot merge a rate into a counter',
  );
});
