import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Metric } from '@squall/core';
import type { Aggregate, GaugeTotals, SeriesPeriod } from './aggregates.ts';
import { type HdrHistogram, RESOLUTION } from './hdr-histogram.ts';

// Fields of the MetricSet of k6's metric protocol 2 and what it consists of, by their numbers.

const TYPES = { counter: 1, gauge: 2, rate: 3, trend: 4 } as const;

export interface MetricSet {
  readonly runId: string;
  readonly periodS: number;
  readonly entries: readonly SeriesPeriod[];
}

export function encodeMetricSet({ runId, periodS, entries }: MetricSet): Uint8Array {
  const writer = new BinaryWriter();
  writer.tag(1, WireType.LengthDelimited).string(runId);
  writer.tag(2, WireType.Varint).uint32(periodS);
  for (const [metric, ofMetric] of byMetric(entries)) {
    nested(writer, 3, () => {
      writer.tag(1, WireType.LengthDelimited).string(metric.name);
      writer.tag(2, WireType.Varint).int32(TYPES[metric.type]);
      for (const entry of ofMetric) nested(writer, 3, () => writeSeries(writer, entry));
    });
  }
  return writer.finish();
}

/** Tags that would be taken for something else. */
export function isReservedTag(name: string): boolean {
  return name === 'test_run_id' || name.startsWith('__');
}

function byMetric(entries: readonly SeriesPeriod[]): Map<Metric, SeriesPeriod[]> {
  const metrics = new Map<Metric, SeriesPeriod[]>();
  for (const entry of entries) {
    const known = metrics.get(entry.series.metric);
    if (known === undefined) metrics.set(entry.series.metric, [entry]);
    else known.push(entry);
  }
  return metrics;
}

function nested(writer: BinaryWriter, field: number, write: () => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write();
  writer.join();
}

function writeSeries(writer: BinaryWriter, { series, timeS, aggregate }: SeriesPeriod): void {
  for (const [name, value] of Object.entries(series.tags.tags)) {
    if (isReservedTag(name)) continue;
    nested(writer, 1, () => {
      writer.tag(1, WireType.LengthDelimited).string(name);
      writer.tag(2, WireType.LengthDelimited).string(value);
    });
  }
  nested(writer, TYPES[aggregate.type] + 1, () =>
    nested(writer, 1, () => {
      nested(writer, 1, () => writer.tag(1, WireType.Varint).int64(timeS));
      writeValue(writer, aggregate);
    }),
  );
}

function writeValue(writer: BinaryWriter, aggregate: Aggregate): void {
  switch (aggregate.type) {
    case 'counter':
      double(writer, 2, aggregate.sum);
      return;
    case 'gauge':
      writeGauge(writer, aggregate);
      return;
    case 'rate':
      uint32(writer, 2, aggregate.trues);
      uint32(writer, 3, aggregate.total);
      return;
    case 'trend':
      writeHistogram(writer, aggregate.histogram);
  }
}

function writeGauge(writer: BinaryWriter, { last, count, min, max, sum }: GaugeTotals): void {
  double(writer, 2, last);
  uint32(writer, 3, count);
  double(writer, 4, min);
  double(writer, 5, max);
  double(writer, 6, sum / count);
}

function writeHistogram(writer: BinaryWriter, histogram: HdrHistogram): void {
  const { counters, spans } = histogram.buckets;
  if (counters.length > 0) {
    nested(writer, 2, () => {
      for (const counter of counters) writer.uint32(counter);
    });
  }
  for (const { offset, length } of spans) {
    nested(writer, 3, () => {
      uint32(writer, 1, offset);
      uint32(writer, 2, length);
    });
  }
  double(writer, 5, histogram.sum);
  uint32(writer, 6, histogram.count);
  double(writer, 7, histogram.min);
  double(writer, 8, histogram.max);
  uint32(writer, 9, histogram.tooLow);
  uint32(writer, 10, histogram.tooHigh);
  double(writer, 11, RESOLUTION);
}

// As everywhere in this format, what is zero is left out.

function double(writer: BinaryWriter, field: number, value: number): void {
  if (value !== 0) writer.tag(field, WireType.Bit64).double(value);
}

function uint32(writer: BinaryWriter, field: number, value: number): void {
  if (value !== 0) writer.tag(field, WireType.Varint).uint32(value);
}
