import { DecodingTable } from './decoding-table.ts';
import { fieldOf, type HeaderField, type HeaderText, type HeaderTexts } from './header-text.ts';

/** A header block that cannot be decoded. */
export class HpackError extends Error {}

export interface FieldSink {
  onField(field: HeaderField): void;
}

/** Integers of a block are lengths and indices: nothing sound is longer. */
const MOST_CONTINUATIONS = 4;

/** One direction of a connection: header blocks in the order in which they come. */
export class HpackDecoder {
  readonly #texts: HeaderTexts;
  readonly #table: DecodingTable;
  readonly #maxTableBytes: number;
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;
  readonly #place = { from: 0, to: 0, isHuffman: false };

  /** `maxTableBytes` is what the other end was told. */
  constructor(texts: HeaderTexts, maxTableBytes: number) {
    this.#texts = texts;
    this.#maxTableBytes = maxTableBytes;
    this.#table = new DecodingTable(maxTableBytes);
  }

  /** Bytes of the dynamic table, as RFC 7541 counts them. */
  get tableSize(): number {
    return this.#table.size;
  }

  /** Hot path. @throws HpackError */
  decode(bytes: Buffer, range: { from: number; to: number }, sink: FieldSink): void {
    this.#bytes = bytes;
    this.#at = range.from;
    this.#end = range.to;
    let mayResize = true;
    while (this.#at < this.#end) {
      const first = bytes[this.#at] as number;
      if (first >= 0x80) sink.onField(this.#fieldAt(this.#integer(7)));
      else if (first >= 0x40) {
        const field = this.#literal(6);
        this.#table.add(field);
        sink.onField(field);
      } else if (first >= 0x20) {
        this.#resize(mayResize);
        continue;
      } else sink.onField(this.#literal(4));
      mayResize = false;
    }
  }

  #resize(mayResize: boolean): void {
    const size = this.#integer(5);
    if (!mayResize) throw new HpackError('table size update after a field');
    if (size > this.#maxTableBytes)
      throw new HpackError(`table of ${size} bytes, ${this.#maxTableBytes} allowed`);
    this.#table.resize(size);
  }

  #fieldAt(index: number): HeaderField {
    const field = this.#table.at(index);
    if (field === undefined) throw new HpackError(`no field ${index} in the table`);
    return field;
  }

  #literal(prefixBits: number): HeaderField {
    const index = this.#integer(prefixBits);
    const name = index === 0 ? this.#text() : this.#fieldAt(index).name;
    return fieldOf(name, this.#text());
  }

  #text(): HeaderText {
    if (this.#at >= this.#end) throw new HpackError('block ends before a text');
    const isHuffman = (this.#bytes[this.#at] as number) >= 0x80;
    const length = this.#integer(7);
    const place = this.#place;
    place.from = this.#at;
    place.to = this.#at + length;
    place.isHuffman = isHuffman;
    if (place.to > this.#end) throw new HpackError('block ends within a text');
    this.#at = place.to;
    const text = this.#texts.read(this.#bytes, place);
    if (text === undefined) throw new HpackError('invalid Huffman code');
    return text;
  }

  /** RFC 7541 §5.1. */
  #integer(prefixBits: number): number {
    const most = (1 << prefixBits) - 1;
    const prefix = (this.#bytes[this.#at++] as number) & most;
    return prefix < most ? prefix : this.#longInteger(most);
  }

  #longInteger(start: number): number {
    let value = start;
    for (let shift = 0; shift < 7 * MOST_CONTINUATIONS; shift += 7) {
      if (this.#at >= this.#end) throw new HpackError('block ends within an integer');
      const byte = this.#bytes[this.#at++] as number;
      value += (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new HpackError('integer too large');
  }
}
