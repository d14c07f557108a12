import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type BucketRuns, type NativeHistogram, SCHEMA, ZERO_THRESHOLD } from './native-histogram.ts';

// Fields of prometheus.WriteRequest and what it consists of, by their numbers in the remote-write 1.0 specification.

export type Label = readonly [name: string, value: string];

/** The NaN that tells Prometheus that a series has ended; JavaScript would turn it into any other NaN. */
const STALE = new Uint8Array([0x02, 0, 0, 0, 0, 0, 0xf0, 0x7f]);

/** The part of a TimeSeries that never changes. */
export function encodeLabels(labels: readonly Label[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const [name, value] of labels) {
    writer.tag(1, WireType.LengthDelimited).fork();
    writer.tag(1, WireType.LengthDelimited).string(name);
    writer.tag(2, WireType.LengthDelimited).string(value);
    writer.join();
  }
  return writer.finish();
}

/** Collects time series of one request. */
export class WriteRequest {
  readonly #writer = new BinaryWriter();

  addValue(labels: Uint8Array, value: number, timeMs: number): void {
    this.#addSeries(labels, () => {
      this.#writer.tag(2, WireType.LengthDelimited).fork();
      this.#writer.tag(1, WireType.Bit64).double(value);
      this.#writer.tag(2, WireType.Varint).int64(timeMs);
      this.#writer.join();
    });
  }

  addStaleMarker(labels: Uint8Array, timeMs: number): void {
    this.#addSeries(labels, () => {
      this.#writer.tag(2, WireType.LengthDelimited).fork();
      this.#writer.tag(1, WireType.Bit64).raw(STALE);
      this.#writer.tag(2, WireType.Varint).int64(timeMs);
      this.#writer.join();
    });
  }

  addHistogram(labels: Uint8Array, histogram: NativeHistogram, timeMs: number): void {
    const writer = this.#writer;
    this.#addSeries(labels, () => {
      writer.tag(4, WireType.LengthDelimited).fork();
      writer.tag(1, WireType.Varint).uint64(histogram.count);
      writer.tag(3, WireType.Bit64).double(histogram.sum);
      writer.tag(4, WireType.Varint).sint32(SCHEMA);
      writer.tag(5, WireType.Bit64).double(ZERO_THRESHOLD);
      writer.tag(6, WireType.Varint).uint64(histogram.zeroCount);
      this.#addBuckets(histogram.negative, 8);
      this.#addBuckets(histogram.positive, 11);
      writer.tag(15, WireType.Varint).int64(timeMs);
      writer.join();
    });
  }

  finish(): Uint8Array {
    return this.#writer.finish();
  }

  #addSeries(labels: Uint8Array, addContent: () => void): void {
    this.#writer.tag(1, WireType.LengthDelimited).fork().raw(labels);
    addContent();
    this.#writer.join();
  }

  #addBuckets({ spans, deltas }: BucketRuns, spansField: number): void {
    if (spans.length === 0) return;
    for (const { offset, length } of spans) {
      this.#writer.tag(spansField, WireType.LengthDelimited).fork();
      this.#writer.tag(1, WireType.Varint).sint32(offset);
      this.#writer.tag(2, WireType.Varint).uint32(length);
      this.#writer.join();
    }
    this.#writer.tag(spansField + 1, WireType.LengthDelimited).fork();
    for (const delta of deltas) this.#writer.sint64(delta);
    this.#writer.join();
  }
}
