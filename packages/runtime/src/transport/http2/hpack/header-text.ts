import { decodeText } from '../../decode-text.ts';
import { IS_FIELD_VALUE, IS_TOKEN } from '../../http1/bytes.ts';
import { nameBit } from '../../http1/response-head.ts';
import { BAD_HUFFMAN, decodeHuffman } from './huffman-decoder.ts';

const COLON = 0x3a;
const BEYOND_ASCII = 0x80;

/** A name or value of a header as it was received. */
export class HeaderText {
  readonly text: string;
  /** In bytes, decoded. */
  readonly length: number;
  /** A name as HTTP/2 wants it: a token in lower case. */
  readonly isName: boolean;
  readonly isPseudoName: boolean;
  readonly isValue: boolean;
  /** See `nameBit`. */
  readonly nameBit: number;
  /** The last field with this text as its value: most fields come again. */
  lastField: HeaderField | undefined;

  constructor(bytes: Buffer) {
    this.length = bytes.length;
    this.isPseudoName = bytes[0] === COLON;
    this.nameBit = nameBit(bytes.length, bytes[0] ?? 0);
    let isName = bytes.length > 0;
    let isValue = true;
    let isAscii = true;
    for (const byte of bytes) {
      isName &&= IS_TOKEN[byte] === 1 && (byte < 0x41 || byte > 0x5a);
      isValue &&= IS_FIELD_VALUE[byte] === 1;
      isAscii &&= byte < BEYOND_ASCII;
    }
    this.isName = isName;
    this.isValue = isValue;
    this.text = isAscii ? bytes.toString('latin1', 0, bytes.length) : decodeText(bytes);
  }
}

/** What RFC 7541 §4.1 adds to the bytes of a field. */
const FIELD_OVERHEAD = 32;

export class HeaderField {
  readonly name: HeaderText;
  readonly value: HeaderText;
  /** As tables and limits count it. */
  readonly size: number;

  constructor(name: HeaderText, value: HeaderText) {
    this.name = name;
    this.value = value;
    this.size = name.length + value.length + FIELD_OVERHEAD;
  }
}

/** Hot path. Fields with the same texts are one object as long as none with the same value comes between them. */
export function fieldOf(name: HeaderText, value: HeaderText): HeaderField {
  const last = value.lastField;
  if (last !== undefined && last.name === name) return last;
  const field = new HeaderField(name, value);
  value.lastField = field;
  return field;
}

const SLOTS = 1024;
const LONGEST_KEPT = 64;

interface Slot {
  readonly bytes: Buffer;
  readonly isHuffman: boolean;
  readonly text: HeaderText;
}

/**
 * The texts of header blocks of one thread. Servers send the same few again and again, so each is decoded, checked and
 * made a string once and then found by its bytes.
 */
export class HeaderTexts {
  readonly #slots: (Slot | undefined)[] = new Array<Slot | undefined>(SLOTS).fill(undefined);
  #scratch = Buffer.alloc(256);

  /** Hot path. undefined for bytes that are no Huffman code. */
  read(bytes: Buffer, place: { from: number; to: number; isHuffman: boolean }): HeaderText | undefined {
    const { from, to, isHuffman } = place;
    if (to - from > LONGEST_KEPT) return this.#decode(bytes, place);
    let hash = isHuffman ? 0x811c9dc5 : 0x1000193;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
    const index = (hash ^ (hash >>> 15)) & (SLOTS - 1);
    const known = this.#slots[index];
    if (known !== undefined && known.isHuffman === isHuffman && isSame(known.bytes, bytes, place)) {
      return known.text;
    }
    const text = this.#decode(bytes, place);
    if (text !== undefined) {
      this.#slots[index] = { bytes: Buffer.from(bytes.subarray(from, to)), isHuffman, text };
    }
    return text;
  }

  #decode(
    bytes: Buffer,
    { from, to, isHuffman }: { from: number; to: number; isHuffman: boolean },
  ): HeaderText | undefined {
    if (!isHuffman) return new HeaderText(bytes.subarray(from, to));
    const most = Math.ceil((8 * (to - from)) / 5) + 1;
    if (this.#scratch.length < most) this.#scratch = Buffer.alloc(most);
    const length = decodeHuffman(this.#scratch, bytes, { from, to });
    return length === BAD_HUFFMAN ? undefined : new HeaderText(this.#scratch.subarray(0, length));
  }
}

function isSame(known: Buffer, bytes: Buffer, { from, to }: { from: number; to: number }): boolean {
  if (known.length !== to - from) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false;
  return true;
}
