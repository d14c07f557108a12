import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { MetricType } from '@squall/core';
import snappy from 'snappyjs';
import { ApiError } from '../errors/api-error.ts';
import { decodeValue } from './decode-value.ts';
import { eachField } from './each-field.ts';
import type { MetricSet, PushedMetric, PushedSeries, PushedValue } from './metric-set.ts';

/** A push holds at most a few thousand series, of which each takes some hundred bytes. */
const MAX_UNCOMPRESSED_BYTES = 64 * 1024 * 1024;

const TYPES: Readonly<Record<number, MetricType>> = { 1: 'counter', 2: 'gauge', 3: 'rate', 4: 'trend' };

/** Reads a push as it came over the wire: a protobuf message in a Snappy block. @throws ApiError invalid-request */
export function decodePush(body: Uint8Array): MetricSet {
  try {
    return decodeMetricSet(snappy.uncompress(body, MAX_UNCOMPRESSED_BYTES));
  } catch (error) {
    throw new ApiError('invalid-request', `the metrics cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function decodeMetricSet(bytes: Uint8Array): MetricSet {
  let testRunId = '';
  let aggregationPeriodS = 0;
  const metrics: PushedMetric[] = [];
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) testRunId = reader.string();
    else if (field === 2) aggregationPeriodS = reader.uint32();
    else if (field === 3) metrics.push(...decodeMetric(reader.bytes()));
    else return false;
    return true;
  });
  return { testRunId, aggregationPeriodS, metrics };
}

/** Nothing for a type that is not known. */
function decodeMetric(bytes: Uint8Array): PushedMetric[] {
  let name = '';
  let type: MetricType | undefined;
  const series: PushedSeries[] = [];
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) type = TYPES[reader.int32()];
    else if (field === 3) series.push(decodeSeries(reader.bytes()));
    else return false;
    return true;
  });
  return type === undefined ? [] : [{ name, type, series: series.map((one) => ofType(one, type)) }];
}

function ofType({ labels, values }: PushedSeries, type: MetricType | undefined): PushedSeries {
  return { labels, values: values.filter(({ kind }) => kind === type) };
}

const KIND_OF_FIELD: Readonly<Record<number, PushedValue['kind']>> = {
  2: 'counter',
  3: 'gauge',
  4: 'rate',
  5: 'trend',
};

function decodeSeries(bytes: Uint8Array): PushedSeries {
  const labels: Record<string, string> = {};
  const values: PushedValue[] = [];
  eachField(new BinaryReader(bytes), (field, reader) => {
    const kind = KIND_OF_FIELD[field];
    if (field === 1) addLabel(labels, reader.bytes());
    else if (kind !== undefined) values.push(...decodeSamples(kind, reader.bytes()));
    else return false;
    return true;
  });
  return { labels, values };
}

function addLabel(labels: Record<string, string>, bytes: Uint8Array): void {
  let name = '';
  let value = '';
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) name = reader.string();
    else if (field === 2) value = reader.string();
    else return false;
    return true;
  });
  // Not an assignment: a label may be called __proto__.
  Object.defineProperty(labels, name, { value, enumerable: true, configurable: true, writable: true });
}

function decodeSamples(kind: PushedValue['kind'], bytes: Uint8Array): PushedValue[] {
  const values: PushedValue[] = [];
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field !== 1) return false;
    values.push(decodeValue(kind, reader.bytes()));
    return true;
  });
  return values;
}
