import { expect, test } from 'vitest';
import { NativeHistogram } from './native-histogram.ts';

function histogramOf(values: readonly number[]): NativeHistogram {
  const histogram = new NativeHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

test.each([
  [[1], [{ offset: 0, length: 1 }], [1]],
  [[2], [{ offset: 8, length: 1 }], [1]],
  [[0.5], [{ offset: -8, length: 1 }], [1]],
  [[1.0001, 1.09], [{ offset: 1, length: 1 }], [2]],
  [[1, 1, 1, 1.09], [{ offset: 0, length: 2 }], [3, -2]],
  [[1, 1.25], [{ offset: 0, length: 4 }], [1, -1, 0, 1]],
  [
    [1, 2],
    [
      { offset: 0, length: 1 },
      { offset: 7, length: 1 },
    ],
    [1, 0],
  ],
  [[], [], []],
])('the values %j fill the runs %j with the differences %j', (values, spans, deltas) => {
  expect(histogramOf(values).positive).toEqual({ spans, deltas });
});

test('keeps zeros and negative values apart', () => {
  const histogram = histogramOf([0, -1, -1, 1e-40, 4]);
  expect(histogram).toMatchObject({ count: 5, zeroCount: 2, sum: 2 });
  expect(histogram.negative).toEqual({ spans: [{ offset: 0, length: 1 }], deltas: [2] });
  expect(histogram.positive).toEqual({ spans: [{ offset: 16, length: 1 }], deltas: [1] });
});
