import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import snappy from 'snappyjs';
import type { MetricSet, PushedMetric, PushedSeries, PushedValue, TrendValue } from './metric-set.ts';

const TYPE_NUMBERS = { counter: 1, gauge: 2, rate: 3, trend: 4 } as const;

/** A push as the client would send it. Zeros are left out, as on the wire. */
export function encodePush({ testRunId, aggregationPeriodS, metrics }: MetricSet): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(testRunId);
  writer.tag(2, WireType.Varint).uint32(aggregationPeriodS);
  for (const metric of metrics) nested(writer, 3, (inner) => writeMetric(inner, metric));
  return snappy.compress(writer.finish());
}

function nested(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

function writeMetric(writer: BinaryWriter, { name, type, series }: PushedMetric): void {
  writer.tag(1, WireType.LengthDelimited).string(name);
  writer.tag(2, WireType.Varint).int32(TYPE_NUMBERS[type]);
  for (const one of series) nested(writer, 3, (inner) => writeSeries(inner, one, TYPE_NUMBERS[type] + 1));
}

function writeSeries(writer: BinaryWriter, { labels, values }: PushedSeries, samplesField: number): void {
  for (const [name, value] of Object.entries(labels)) {
    nested(writer, 1, (inner) => {
      inner.tag(1, WireType.LengthDelimited).string(name);
      inner.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  nested(writer, samplesField, (samples) => {
    for (const value of values) nested(samples, 1, (inner) => writeValue(inner, value));
  });
}

function writeValue(writer: BinaryWriter, value: PushedValue): void {
  nested(writer, 1, (time) => time.tag(1, WireType.Varint).int64(value.timeS));
  const double = (field: number, number: number) =>
    number !== 0 && writer.tag(field, WireType.Bit64).double(number);
  const uint32 = (field: number, number: number) =>
    number !== 0 && writer.tag(field, WireType.Varint).uint32(number);
  switch (value.kind) {
    case 'counter':
      double(2, value.sum);
      return;
    case 'gauge':
      double(2, value.last);
      double(4, value.min);
      double(5, value.max);
      return;
    case 'rate':
      uint32(2, value.trues);
      uint32(3, value.total);
      return;
    case 'trend':
      writeBuckets(writer, value);
      double(5, value.sum);
      uint32(6, value.count);
      double(7, value.min);
      double(8, value.max);
      uint32(9, value.tooLow);
      uint32(10, value.tooHigh);
      double(11, value.resolution);
  }
}

function writeBuckets(writer: BinaryWriter, { buckets }: TrendValue): void {
  nested(writer, 2, (packed) => {
    for (const [, count] of buckets) packed.uint32(count);
  });
  let next = 0;
  for (const [index] of buckets) {
    const offset = index - next;
    nested(writer, 3, (span) => {
      if (offset !== 0) span.tag(1, WireType.Varint).uint32(offset);
      span.tag(2, WireType.Varint).uint32(1);
    });
    next = index + 1;
  }
}

const NO_TREND = { tooLow: 0, tooHigh: 0, resolution: 0.001 };

/** What a script recorded that added 0, 0.0004, 0.5, 0.2554, 0.256, 12.25, 400 and -1 to a trend. */
export const RECORDED_TREND: TrendValue = {
  ...NO_TREND,
  kind: 'trend',
  timeS: 1795372125,
  count: 8,
  sum: 412.2618,
  min: -1,
  max: 400,
  tooLow: 1,
  buckets: [
    [0, 1],
    [1, 1],
    [256, 2],
    [378, 1],
    [959, 1],
    [1603, 1],
  ],
};

/** A push with one metric of each type. */
export function somePush(timeS = 1795372125, runId = '1'): MetricSet {
  const labels = { group: '', scenario: 's' };
  const one = (name: string, type: PushedMetric['type'], value: PushedValue): PushedMetric => ({
    name,
    type,
    series: [{ labels, values: [value] }],
  });
  return {
    testRunId: runId,
    aggregationPeriodS: 3,
    metrics: [
      one('my_counter', 'counter', { kind: 'counter', timeS, sum: 2.5 }),
      one('my_gauge', 'gauge', { kind: 'gauge', timeS, last: 4, min: -3, max: 5 }),
      one('checks', 'rate', { kind: 'rate', timeS, trues: 1, total: 4 }),
      one('my_trend', 'trend', { ...RECORDED_TREND, timeS }),
      one('http_reqs', 'counter', { kind: 'counter', timeS, sum: 4 }),
      one('http_req_duration', 'trend', { ...RECORDED_TREND, timeS, min: 0, tooLow: 0, count: 7 }),
    ],
  };
}
