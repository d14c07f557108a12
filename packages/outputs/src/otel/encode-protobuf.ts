import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { PartialSuccess } from './exporter.ts';
import {
  type Attribute,
  BOUNDS,
  CUMULATIVE,
  type ExportData,
  type HistogramValue,
  isHistogramPoint,
  type MetricData,
  type Point,
  SCOPE_NAME,
} from './metric-data.ts';

// Messages of opentelemetry.proto.metrics.v1 and common.v1, with their fields by number.

/** An `ExportMetricsServiceRequest`. */
export function encodeProtobuf(data: ExportData): Uint8Array {
  return new Encoder(data).encode();
}

/** Of an `ExportMetricsServiceResponse`. */
export function decodeProtobufResponse(bytes: Uint8Array): PartialSuccess | undefined {
  const reader = new BinaryReader(bytes);
  let partial: PartialSuccess | undefined;
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1 && wireType === WireType.LengthDelimited) partial = decodePartialSuccess(reader.bytes());
    else reader.skip(wireType, field);
  }
  return partial;
}

function decodePartialSuccess(bytes: Uint8Array): PartialSuccess {
  const reader = new BinaryReader(bytes);
  let rejectedPoints = 0;
  let message = '';
  while (reader.pos < reader.len) {
    const [field, wireType] = reader.tag();
    if (field === 1) rejectedPoints = Number(reader.int64());
    else if (field === 2) message = reader.string();
    else reader.skip(wireType, field);
  }
  return { rejectedPoints, message };
}

class Encoder {
  readonly #writer = new BinaryWriter();
  readonly #data: ExportData;
  readonly #startNs: bigint;
  readonly #timeNs: bigint;

  constructor(data: ExportData) {
    this.#data = data;
    this.#startNs = nanoseconds(data.startMs);
    this.#timeNs = nanoseconds(data.timeMs);
  }

  encode(): Uint8Array {
    const { resource, metrics } = this.#data;
    this.#message(1, () => {
      this.#message(1, () => this.#attributes(1, resource));
      this.#message(2, () => {
        this.#message(1, () => this.#text(1, SCOPE_NAME));
        for (const metric of metrics) this.#message(2, () => this.#metric(metric));
      });
    });
    return this.#writer.finish();
  }

  #metric({ name, unit, type, points }: MetricData): void {
    this.#text(1, name);
    if (unit !== '') this.#text(3, unit);
    switch (type) {
      case 'gauge':
        this.#message(5, () => this.#points(points, false));
        return;
      case 'sum':
      case 'integer-sum':
        this.#message(7, () => {
          this.#points(points, type === 'integer-sum');
          this.#writer.tag(2, WireType.Varint).int32(CUMULATIVE);
          this.#writer.tag(3, WireType.Varint).bool(true);
        });
        return;
      case 'histogram':
        this.#message(9, () => {
          this.#points(points, false);
          this.#writer.tag(2, WireType.Varint).int32(CUMULATIVE);
        });
    }
  }

  #points(points: readonly Point[], areIntegers: boolean): void {
    for (const point of points) {
      this.#message(1, () => {
        this.#writer.tag(2, WireType.Bit64).fixed64(this.#startNs);
        this.#writer.tag(3, WireType.Bit64).fixed64(this.#timeNs);
        if (isHistogramPoint(point)) {
          this.#histogram(point.value);
          this.#attributes(9, point.attributes);
          return;
        }
        if (areIntegers) this.#writer.tag(6, WireType.Bit64).sfixed64(point.value);
        else this.#double(4, point.value);
        this.#attributes(7, point.attributes);
      });
    }
  }

  #histogram({ count, sum, min, max, bucketCounts }: HistogramValue): void {
    this.#writer.tag(4, WireType.Bit64).fixed64(count);
    this.#double(5, sum);
    this.#message(6, () => {
      for (const bucketCount of bucketCounts) this.#writer.fixed64(bucketCount);
    });
    this.#message(7, () => {
      for (const bound of BOUNDS) this.#writer.double(bound);
    });
    this.#double(11, min);
    this.#double(12, max);
  }

  #attributes(field: number, attributes: readonly Attribute[]): void {
    for (const [key, value] of attributes) {
      this.#message(field, () => {
        this.#text(1, key);
        this.#message(2, () => this.#text(1, value));
      });
    }
  }

  #message(field: number, content: () => void): void {
    this.#writer.tag(field, WireType.LengthDelimited).fork();
    content();
    this.#writer.join();
  }

  #text(field: number, text: string): void {
    this.#writer.tag(field, WireType.LengthDelimited).string(text);
  }

  #double(field: number, value: number): void {
    this.#writer.tag(field, WireType.Bit64).double(value);
  }
}

function nanoseconds(epochMs: number): bigint {
  return BigInt(Math.floor(epochMs)) * 1_000_000n;
}
