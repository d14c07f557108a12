import { BinaryReader } from '@bufbuild/protobuf/wire';
import { eachField } from './each-field.ts';
import type { CounterValue, GaugeValue, PushedValue, RateValue, TrendValue } from './metric-set.ts';

/** A value of one bucket. Fields that are zero are not on the wire. */
export function decodeValue(kind: PushedValue['kind'], bytes: Uint8Array): PushedValue {
  switch (kind) {
    case 'counter':
      return decodeCounter(bytes);
    case 'gauge':
      return decodeGauge(bytes);
    case 'rate':
      return decodeRate(bytes);
    case 'trend':
      return decodeTrend(bytes);
  }
}

function decodeTime(bytes: Uint8Array): number {
  let seconds = 0;
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field !== 1) return false;
    seconds = Number(reader.int64());
    return true;
  });
  return seconds;
}

function decodeCounter(bytes: Uint8Array): CounterValue {
  const value = { timeS: 0, sum: 0 };
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) value.timeS = decodeTime(reader.bytes());
    else if (field === 2) value.sum = reader.double();
    else return false;
    return true;
  });
  return { kind: 'counter', ...value };
}

function decodeGauge(bytes: Uint8Array): GaugeValue {
  const value = { timeS: 0, last: 0, min: 0, max: 0 };
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) value.timeS = decodeTime(reader.bytes());
    else if (field === 2) value.last = reader.double();
    else if (field === 4) value.min = reader.double();
    else if (field === 5) value.max = reader.double();
    else return false;
    return true;
  });
  // Clients before v1.8 have the two the wrong way round.
  const { min, max, ...rest } = value;
  return { kind: 'gauge', ...rest, min: Math.min(min, max), max: Math.max(min, max) };
}

function decodeRate(bytes: Uint8Array): RateValue {
  const value = { timeS: 0, trues: 0, total: 0 };
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) value.timeS = decodeTime(reader.bytes());
    else if (field === 2) value.trues = reader.uint32();
    else if (field === 3) value.total = reader.uint32();
    else return false;
    return true;
  });
  return { kind: 'rate', ...value };
}

interface Span {
  readonly offset: number;
  readonly length: number;
}

function decodeTrend(bytes: Uint8Array): TrendValue {
  const value = { timeS: 0, count: 0, sum: 0, min: 0, max: 0, tooLow: 0, tooHigh: 0, resolution: 1 };
  const counters: number[] = [];
  const spans: Span[] = [];
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) value.timeS = decodeTime(reader.bytes());
    else if (field === 2) counters.push(...decodePacked(reader.bytes()));
    else if (field === 3) spans.push(decodeSpan(reader.bytes()));
    else if (field === 5) value.sum = reader.double();
    else if (field === 6) value.count = reader.uint32();
    else if (field === 7) value.min = reader.double();
    else if (field === 8) value.max = reader.double();
    else if (field === 9) value.tooLow = reader.uint32();
    else if (field === 10) value.tooHigh = reader.uint32();
    else if (field === 11) value.resolution = reader.double();
    else return false;
    return true;
  });
  return { kind: 'trend', ...value, buckets: bucketsOf(counters, spans) };
}

function decodePacked(bytes: Uint8Array): number[] {
  const reader = new BinaryReader(bytes);
  const numbers: number[] = [];
  while (reader.pos < reader.len) numbers.push(reader.uint32());
  return numbers;
}

function decodeSpan(bytes: Uint8Array): Span {
  const span = { offset: 0, length: 0 };
  eachField(new BinaryReader(bytes), (field, reader) => {
    if (field === 1) span.offset = reader.uint32();
    else if (field === 2) span.length = reader.uint32();
    else return false;
    return true;
  });
  return span;
}

/** Offsets count the empty buckets since the span before. @throws Error when spans and counters do not fit */
function bucketsOf(counters: readonly number[], spans: readonly Span[]): [number, number][] {
  const buckets: [number, number][] = [];
  let index = 0;
  for (const { offset, length } of spans) {
    index += offset;
    if (buckets.length + length > counters.length) break;
    for (let i = 0; i < length; i++) buckets.push([index++, counters[buckets.length] ?? 0]);
  }
  const promised = spans.reduce((sum, { length }) => sum + length, 0);
  if (promised !== counters.length) throw new Error(`${counters.length} counters for ${promised} buckets`);
  return buckets;
}
