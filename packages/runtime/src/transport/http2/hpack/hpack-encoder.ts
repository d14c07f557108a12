import { EncodingTable } from './encoding-table.ts';
import { encodeHuffman, huffmanLength } from './huffman-encoder.ts';

/** How a field is written that is not in the table. */
const INDEXED = { bits: 0x80, prefix: 7 };
const REMEMBERED = { bits: 0x40, prefix: 6 };
const RESIZE = { bits: 0x20, prefix: 5 };
const FORGOTTEN = { bits: 0x00, prefix: 4 };
const SECRET = { bits: 0x10, prefix: 4 };

/** Intermediaries must not put these into their tables either. */
const SECRET_NAMES: ReadonlySet<string> = new Set(['authorization', 'proxy-authorization']);
/** Names whose last value is kept. */
const MOST_NAMES = 100;
/** Different in most requests of a test. */
const PASSING_NAMES: ReadonlySet<string> = new Set([':path', 'content-length']);

/**
 * One direction of a connection. A field is remembered in the table of the other end unless its value is another
 * than in the request before: what changes all the time would push out what stays the same.
 */
export class HpackEncoder {
  readonly #maxTableBytes: number;
  readonly #table: EncodingTable;
  readonly #lastValues = new Map<string, string>();
  #scratch = Buffer.alloc(1024);
  #at = 0;
  /** The smallest capacity since the last block, which has to be told before the one in force; -1 without a change. */
  #smallestCapacity = -1;

  constructor(maxTableBytes: number) {
    this.#maxTableBytes = maxTableBytes;
    this.#table = new EncodingTable(maxTableBytes);
  }

  /** A block made earlier is good as long as this stays the same. */
  get version(): number {
    return this.#table.version;
  }

  /** The next block begins with a change of the table, and is good only once. */
  get hasNewCapacity(): boolean {
    return this.#smallestCapacity >= 0;
  }

  get tableSize(): number {
    return this.#table.size;
  }

  /** The other end says how large its table may be. */
  limitTable(bytes: number): void {
    const capacity = Math.min(bytes, this.#maxTableBytes);
    if (capacity === this.#table.capacity) return;
    this.#smallestCapacity =
      this.#smallestCapacity < 0 ? capacity : Math.min(this.#smallestCapacity, capacity);
    this.#table.resize(capacity);
  }

  /** The block, one character for each byte. */
  encode(fields: readonly (readonly [name: string, value: string])[]): string {
    this.#at = 0;
    this.#tellCapacity();
    for (const [name, value] of fields) this.#field(name, value);
    return this.#scratch.toString('latin1', 0, this.#at);
  }

  #tellCapacity(): void {
    if (this.#smallestCapacity < 0) return;
    const { capacity } = this.#table;
    if (this.#smallestCapacity < capacity) this.#integer(RESIZE, this.#smallestCapacity);
    this.#integer(RESIZE, capacity);
    this.#smallestCapacity = -1;
  }

  #field(name: string, value: string): void {
    const isSecret = SECRET_NAMES.has(name);
    const index = isSecret ? 0 : this.#table.indexOfField(name, value);
    if (index > 0) {
      this.#integer(INDEXED, index);
      return;
    }
    const nameIndex = this.#table.indexOfName(name);
    const nameBytes = Buffer.from(name);
    const valueBytes = Buffer.from(value);
    const isKept =
      !isSecret && this.#isSteady(name, value) && this.#table.fits(nameBytes.length, valueBytes.length);
    this.#integer(isKept ? REMEMBERED : isSecret ? SECRET : FORGOTTEN, nameIndex);
    if (nameIndex === 0) this.#text(nameBytes);
    this.#text(valueBytes);
    if (isKept) {
      this.#table.add({ name, value, nameBytes: nameBytes.length, valueBytes: valueBytes.length });
    }
  }

  #isSteady(name: string, value: string): boolean {
    if (PASSING_NAMES.has(name)) return false;
    // Cookies come one field each, all of the same name.
    const key = name === 'cookie' ? `cookie ${value.slice(0, value.indexOf('='))}` : name;
    const last = this.#lastValues.get(key);
    if (last === undefined && this.#lastValues.size >= MOST_NAMES) this.#lastValues.clear();
    this.#lastValues.set(key, value);
    return last === undefined || last === value;
  }

  #text(bytes: Buffer): void {
    const coded = huffmanLength(bytes);
    if (coded < bytes.length) {
      this.#integer({ bits: 0x80, prefix: 7 }, coded);
      this.#reserve(coded);
      this.#at = encodeHuffman(this.#scratch, this.#at, bytes);
      return;
    }
    this.#integer({ bits: 0, prefix: 7 }, bytes.length);
    this.#reserve(bytes.length);
    bytes.copy(this.#scratch, this.#at);
    this.#at += bytes.length;
  }

  /** RFC 7541 §5.1. */
  #integer({ bits, prefix }: { bits: number; prefix: number }, value: number): void {
    this.#reserve(6);
    const most = (1 << prefix) - 1;
    if (value < most) {
      this.#scratch[this.#at++] = bits | value;
      return;
    }
    this.#scratch[this.#at++] = bits | most;
    let rest = value - most;
    for (; rest >= 0x80; rest >>>= 7) this.#scratch[this.#at++] = 0x80 | (rest & 0x7f);
    this.#scratch[this.#at++] = rest;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#scratch.length) return;
    const grown = Buffer.alloc(2 * (this.#at + bytes));
    this.#scratch.copy(grown, 0, 0, this.#at);
    this.#scratch = grown;
  }
}
