import { ProtocolError } from '../protocol-error.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Reads what `ByteWriter` wrote, and trusts none of it. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #texts: string[] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    this.#need(1);
    return this.#bytes[this.#at++] as number;
  }

  /** Hot path. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let position = 0; position < 8; position++) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return this.#safe(value);
      scale *= 128;
    }
    throw new ProtocolError('a number has too many bytes');
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  float64(): number {
    this.#need(8);
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  text(): string {
    const index = this.varint();
    const known = this.#texts[index];
    if (known !== undefined) return known;
    if (index !== this.#texts.length) throw new ProtocolError('a text is referred to before it was sent');
    const text = this.#decode(this.bytes());
    this.#texts.push(text);
    return text;
  }

  /** Shares memory with the message. */
  bytes(): Uint8Array {
    const length = this.varint();
    this.#need(length);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** How many items follow, each of at least that many bytes: a lie must not make anybody allocate memory. */
  length(bytesPerItem: number): number {
    const length = this.varint();
    this.#need(length * bytesPerItem);
    return length;
  }

  /** Nothing may be left. */
  end(): void {
    const left = this.#bytes.length - this.#at;
    if (left > 0) throw new ProtocolError(`${left} bytes too many`);
  }

  #need(count: number): void {
    if (this.#at + count > this.#bytes.length) throw new ProtocolError('the message ends too early');
  }

  #safe(value: number): number {
    if (Number.isSafeInteger(value)) return value;
    throw new ProtocolError('a number is too large');
  }

  #decode(bytes: Uint8Array): string {
    try {
      return decoder.decode(bytes);
    } catch {
      throw new ProtocolError('a text is not UTF-8');
    }
  }
}
