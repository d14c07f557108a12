import { goQuote } from '@squall/core';
import { SPACE, TAB } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';

const CONTENT_LENGTH = 'content-length';
const TRANSFER_ENCODING = 'transfer-encoding';
const CONNECTION = 'connection';
const LOWER_CASE = 0x20;
const MAX_INT64 = 2n ** 63n - 1n;

/** Body lengths that are not a number of bytes. */
export const CHUNKED = -1;
export const UNTIL_CLOSE = -2;

/** The three headers that frame a message: Content-Length, Transfer-Encoding, Connection. */
export class FramingHeaders {
  /** The one Content-Length; -1 without. */
  #length = -1;
  /** Values as text, when there are several or an odd one. */
  #oddLengths: string[] | undefined;
  #isChunked = false;
  #encodings: string[] | undefined;
  #closes = false;
  #keepsAlive = false;

  reset(): void {
    this.#length = -1;
    this.#oddLengths = undefined;
    this.#isChunked = false;
    this.#encodings = undefined;
    this.#closes = false;
    this.#keepsAlive = false;
  }

  /** Whether a header name of this length may be one of the three. */
  static concerns(nameLength: number): boolean {
    return (
      nameLength === CONTENT_LENGTH.length ||
      nameLength === CONNECTION.length ||
      nameLength === TRANSFER_ENCODING.length
    );
  }

  /** Hot path. Takes note of a header line given by the places of its name and value. */
  see(bytes: Buffer, nameStart: number, nameEnd: number, valueStart: number, valueEnd: number): void {
    let from = valueStart;
    let to = valueEnd;
    while (from < to && isBlank(bytes[from])) from++;
    while (to > from && isBlank(bytes[to - 1])) to--;
    if (hasName(bytes, nameStart, nameEnd, CONTENT_LENGTH)) this.#seeLength(bytes, from, to);
    else if (hasName(bytes, nameStart, nameEnd, CONNECTION))
      this.#seeConnection(bytes.toString('latin1', from, to));
    else if (hasName(bytes, nameStart, nameEnd, TRANSFER_ENCODING)) {
      this.#encodings ??= [];
      this.#encodings.push(bytes.toString('latin1', from, to));
    }
  }

  #seeLength(bytes: Buffer, from: number, to: number): void {
    const value = to > from && to - from <= 15 ? decimal(bytes, from, to) : -1;
    if (value >= 0 && this.#length < 0 && this.#oddLengths === undefined) {
      this.#length = value;
      return;
    }
    this.#oddLengths ??= this.#length < 0 ? [] : [String(this.#length)];
    this.#oddLengths.push(bytes.toString('latin1', from, to));
  }

  #seeConnection(value: string): void {
    if (value === 'keep-alive') {
      this.#keepsAlive = true;
      return;
    }
    for (const option of value.split(',')) {
      const token = option.trim().toLowerCase();
      if (token === 'close') this.#closes = true;
      else if (token === 'keep-alive') this.#keepsAlive = true;
    }
  }

  /** Whether the connection ends with this response. */
  closesConnection(version: number): boolean {
    if (version < 10) return true;
    if (version === 10) return this.#closes || !this.#keepsAlive;
    // Both framings at once is how requests are smuggled: Go reads the chunks, we also stop trusting the connection.
    return this.#closes || (this.#isChunked && (this.#length >= 0 || this.#oddLengths !== undefined));
  }

  /**
   * Hot path. Bytes of the body, CHUNKED or UNTIL_CLOSE.
   * @throws ProtocolError for framing that Go refuses
   */
  bodyLength(version: number, status: number, isHead: boolean): number {
    if (this.#encodings !== undefined && version >= 11) this.#checkEncodings(this.#encodings);
    if (this.#oddLengths !== undefined && !this.#isChunked) this.#settleOddLengths(this.#oddLengths);
    if (isHead || status < 200 || status === 204 || status === 304) return 0;
    if (this.#isChunked) return CHUNKED;
    return this.#length < 0 ? UNTIL_CLOSE : this.#length;
  }

  #checkEncodings(encodings: readonly string[]): void {
    const [first = ''] = encodings;
    if (encodings.length > 1) {
      throw new ProtocolError(`too many transfer encodings: [${encodings.map(goQuote).join(' ')}]`);
    }
    if (first.toLowerCase() !== 'chunked') {
      throw new ProtocolError(`unsupported transfer encoding: ${goQuote(first)}`);
    }
    this.#isChunked = true;
  }

  #settleOddLengths(lengths: readonly string[]): void {
    const [first = ''] = lengths;
    if (lengths.some((length) => length !== first)) {
      const all = lengths.map(goQuote).join(' ');
      throw new ProtocolError(`http: message cannot contain multiple Content-Length headers; got [${all}]`);
    }
    if (first === '') throw new ProtocolError('invalid empty Content-Length ""');
    if (!/^\d+$/.test(first) || BigInt(first) > MAX_INT64) {
      throw new ProtocolError(`bad Content-Length ${goQuote(first)}`);
    }
    this.#length = Number(first);
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === SPACE || byte === TAB || byte === 0x0d;
}

function hasName(bytes: Buffer, start: number, end: number, lowerCaseName: string): boolean {
  if (end - start !== lowerCaseName.length) return false;
  for (let i = 0; i < lowerCaseName.length; i++) {
    const wanted = lowerCaseName.charCodeAt(i);
    const byte = bytes[start + i] as number;
    if (byte !== wanted && (byte | LOWER_CASE) !== wanted) return false;
  }
  return true;
}

/** -1 unless all bytes are digits. */
function decimal(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
