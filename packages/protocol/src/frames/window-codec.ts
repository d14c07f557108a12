import type { CounterColumns, GaugeColumns, MetricWindow, RateColumns, TrendColumns } from '@squall/core';
import type { ByteReader } from '../binary/byte-reader.ts';
import type { ByteWriter } from '../binary/byte-writer.ts';
import {
  readCounts,
  readEnds,
  readIds,
  readNumbers,
  writeCounts,
  writeEnds,
  writeIds,
  writeNumbers,
} from '../binary/columns.ts';
import { ProtocolError } from '../protocol-error.ts';
import { readDefinitions, writeDefinitions } from './definitions-codec.ts';

/** Keys of core's histogram: eleven bits of exponent, nine of mantissa. */
const MAX_BUCKET_KEY = 2 ** 20 - 1;
const BYTES_PER_VALUE = 1;

export function writeWindow(writer: ByteWriter, window: MetricWindow): void {
  writer.varint(window.sequence);
  writeDefinitions(writer, window.definitions);
  writeCounters(writer, window.counters);
  writeGauges(writer, window.gauges);
  writeRates(writer, window.rates);
  writeTrends(writer, window.trends);
}

export function readWindow(reader: ByteReader): MetricWindow {
  return {
    sequence: reader.varint(),
    definitions: readDefinitions(reader),
    counters: readCounters(reader),
    gauges: readGauges(reader),
    rates: readRates(reader),
    trends: readTrends(reader),
  };
}

function writeCounters(writer: ByteWriter, columns: CounterColumns): void {
  writeIds(writer, columns.series);
  writeNumbers(writer, columns.sums);
}

function readCounters(reader: ByteReader): CounterColumns {
  const series = readIds(reader);
  return { series, sums: readNumbers(reader, series.length) };
}

function writeGauges(writer: ByteWriter, columns: GaugeColumns): void {
  writeIds(writer, columns.series);
  for (const column of [columns.values, columns.timesMs, columns.mins, columns.maxs]) {
    writeNumbers(writer, column);
  }
}

function readGauges(reader: ByteReader): GaugeColumns {
  const series = readIds(reader);
  const column = () => readNumbers(reader, series.length);
  return { series, values: column(), timesMs: column(), mins: column(), maxs: column() };
}

function writeRates(writer: ByteWriter, columns: RateColumns): void {
  writeIds(writer, columns.series);
  writeCounts(writer, columns.trues);
  writeCounts(writer, columns.totals);
}

function readRates(reader: ByteReader): RateColumns {
  const series = readIds(reader);
  return { series, trues: readCounts(reader, series.length), totals: readCounts(reader, series.length) };
}

function writeTrends(writer: ByteWriter, columns: TrendColumns): void {
  writeIds(writer, columns.series);
  writeCounts(writer, columns.counts);
  for (const column of [columns.sums, columns.mins, columns.maxs]) writeNumbers(writer, column);
  writeEnds(writer, columns.valueEnds);
  writer.varint(columns.values.length);
  writeNumbers(writer, columns.values);
  writeEnds(writer, columns.bucketEnds);
  writer.varint(columns.bucketKeys.length);
  writeBucketKeys(writer, columns.bucketKeys);
  writeCounts(writer, columns.bucketCounts);
}

function readTrends(reader: ByteReader): TrendColumns {
  const series = readIds(reader);
  const column = () => readNumbers(reader, series.length);
  const moments = {
    counts: readCounts(reader, series.length),
    sums: column(),
    mins: column(),
    maxs: column(),
  };
  const valueEnds = readEnds(reader, series.length);
  const values = readNumbers(reader, lengthOf(reader, valueEnds));
  if (values.some(Number.isNaN)) throw new ProtocolError('a trend holds something that is not a number');
  const bucketEnds = readEnds(reader, series.length);
  const bucketKeys = readBucketKeys(reader, lengthOf(reader, bucketEnds));
  const bucketCounts = readCounts(reader, bucketKeys.length);
  return { series, ...moments, valueEnds, values, bucketEnds, bucketKeys, bucketCounts };
}

/** The length of a shared column, which must be where its last part ends. */
function lengthOf(reader: ByteReader, ends: Uint32Array): number {
  const length = reader.length(BYTES_PER_VALUE);
  if (length !== (ends.at(-1) ?? 0))
    throw new ProtocolError('the parts of a column do not make up the column');
  return length;
}

/** In the order of the values of each series, so mostly small steps. */
function writeBucketKeys(writer: ByteWriter, keys: Int32Array): void {
  let before = 0;
  for (const key of keys) {
    writer.signed(key - before);
    before = key;
  }
}

function readBucketKeys(reader: ByteReader, length: number): Int32Array {
  const keys = new Int32Array(length);
  let key = 0;
  for (let i = 0; i < length; i++) {
    key += reader.signed();
    if (Math.abs(key) > MAX_BUCKET_KEY) throw new ProtocolError(`${key} is no bucket of a histogram`);
    keys[i] = key;
  }
  return keys;
}
