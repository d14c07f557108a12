import { createRunMetrics } from '@squall/core';
import snappy from 'snappyjs';
import { expect, test } from 'vitest';
import { decodePush } from './decode-push.ts';
import { encodePush, RECORDED_TREND, somePush } from './encode-push.fixture.ts';
import { PushTranslator } from './push-translator.ts';

const SILENT = { log: () => undefined };
const newMetrics = () => createRunMetrics({ declared: [], systemTags: [], log: SILENT });

test('a push is read as it was written', () => {
  const push = somePush();
  expect(decodePush(encodePush(push))).toEqual(push);
});

test.each([
  ['empty', new Uint8Array(0)],
  ['not compressed', Buffer.from('hello, this is no push')],
  ['compressed noise', snappy.compress(Buffer.from('hello, this is no push'))],
  ['cut off', encodePush(somePush()).subarray(0, 60)],
])('a push that is %s is refused', (_title, body) => {
  expect(() => decodePush(body)).toThrow(expect.objectContaining({ code: 'invalid-request' }));
});

test('a push that claims to become enormous is refused before memory is taken for it', () => {
  const bomb = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0x00]);
  expect(() => decodePush(bomb)).toThrow('the metrics cannot be read');
});

test('gauges of old clients have their smallest and largest value put right', () => {
  const push = somePush();
  const gauge = { kind: 'gauge', timeS: 1, last: 4, min: 5, max: -3 } as const;
  const [metric] = decodePush(
    encodePush({
      ...push,
      metrics: [{ name: 'my_gauge', type: 'gauge', series: [{ labels: {}, values: [gauge] }] }],
    }),
  ).metrics;
  expect(metric?.series[0]?.values).toEqual([{ ...gauge, min: -3, max: 5 }]);
});

test('pushes add up, also when a bucket comes in two parts', () => {
  const metrics = newMetrics();
  const translator = new PushTranslator();
  for (const push of [somePush(3), somePush(3), somePush(6)]) metrics.merge('k6', translator.translate(push));
  expect(metrics.get('my_counter')?.sink).toMatchObject({ sum: 7.5 });
  expect(metrics.get('checks')?.sink).toMatchObject({ trues: 3, total: 12 });
  expect(metrics.get('my_gauge')?.sink).toMatchObject({ value: 4, min: -3, max: 5, timeMs: 6000 });
  expect(metrics.get('my_trend')?.sink).toMatchObject({ count: 24, min: -1, max: 400 });
});

test('percentiles of a pushed histogram are those of the values, within its precision', () => {
  const metrics = newMetrics();
  metrics.merge('k6', new PushTranslator().translate(somePush()));
  const sink = metrics.get('my_trend')?.sink;
  if (sink?.type !== 'trend') throw new Error('my_trend is no trend');
  expect(sink.percentile(0)).toBe(RECORDED_TREND.min);
  expect(sink.percentile(1)).toBe(RECORDED_TREND.max);
  // Sorted: -1, 0, 0.0004, 0.2554, 0.256, 0.5, 12.25, 400.
  expect(sink.percentile(5 / 7) / 0.5).toBeCloseTo(1, 2);
  expect(sink.percentile(6 / 7) / 12.25).toBeCloseTo(1, 2);
});

test('series differ by their labels', () => {
  const metrics = newMetrics();
  const value = { kind: 'counter', timeS: 1, sum: 1 } as const;
  const series = ['200', '404', '200'].map((status) => ({ labels: { status }, values: [value] }));
  const metric = { name: 'http_reqs', type: 'counter', series } as const;
  metrics.merge('k6', new PushTranslator().translate({ ...somePush(), metrics: [metric] }));
  expect(metrics.series().map(({ tags }) => tags.get('status'))).toEqual(['200', '404']);
});
