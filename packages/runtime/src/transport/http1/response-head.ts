import { goQuote } from '@squall/core';
import { COLON, CR, DEL, IS_FIELD_VALUE, IS_TOKEN, LF, SPACE, TAB } from './bytes.ts';
import { FramingHeaders } from './framing-headers.ts';
import { ProtocolError } from './protocol-error.ts';

/** Index of a scan that ran out of bytes. */
export const INCOMPLETE = -1;

/**
 * Finds the end of a response head and what of it decides how the body is read, without making strings. One scan
 * serves all connections of a thread; a head that comes in pieces gets one of its own.
 */
export class HeadScan {
  status = 0;
  /** 10 or 11; other versions as major * 10 + minor. */
  version = 0;
  readonly framing = new FramingHeaders();
  /** Which header names may be there; see `nameBit`. */
  nameBits = 0;
  /** Start of the first line not dealt with yet; meaningful after INCOMPLETE. */
  resumeAt = 0;
  #statusLineDone = false;

  /** For the next head. */
  reset(): void {
    this.#statusLineDone = false;
    this.status = 0;
    this.version = 0;
    this.nameBits = 0;
    this.framing.reset();
  }

  /**
   * Hot path. Returns the index after the head, or INCOMPLETE; then `scan` continues from `resumeAt` when more bytes
   * have come.
   * @throws ProtocolError
   */
  scan(bytes: Buffer, start: number, end: number): number {
    let line = start;
    if (!this.#statusLineDone) {
      const next = this.#scanStatusLine(bytes, start, end);
      if (next === INCOMPLETE) return INCOMPLETE;
      line = next;
    }
    return this.#scanFields(bytes, line, end);
  }

  #scanStatusLine(bytes: Buffer, start: number, end: number): number {
    this.resumeAt = start;
    let at = start;
    if (isUsualStatusLine(bytes, start, end)) {
      this.version = 10 + byteAt(bytes, start + 7) - 48;
      this.status = digits(bytes, start + 9);
      at = start + 12;
      while (at < end && bytes[at] !== LF) at++;
      if (at === end) return INCOMPLETE;
    } else {
      while (at < end && bytes[at] !== LF) at++;
      if (at === end) return INCOMPLETE;
      this.#parseOddStatusLine(lineText(bytes, start, at));
    }
    this.#statusLineDone = true;
    return at + 1;
  }

  /** In the order in which Go finds fault. */
  #parseOddStatusLine(line: string): void {
    const space = line.indexOf(' ');
    if (space < 0) throw new ProtocolError(`malformed HTTP response ${goQuote(line)}`);
    const rest = line.slice(space + 1).replace(/^ +/, '');
    const code = rest.split(' ', 1)[0] ?? '';
    if (!/^(\d{3}|\+\d\d)$/.test(code))
      throw new ProtocolError(`malformed HTTP status code ${goQuote(code)}`);
    const proto = line.slice(0, space);
    const version = /^HTTP\/(\d)\.(\d)$/.exec(proto);
    if (version === null) throw new ProtocolError(`malformed HTTP version ${goQuote(proto)}`);
    this.version = Number(version[1]) * 10 + Number(version[2]);
    this.status = Number(code);
  }

  #scanFields(bytes: Buffer, start: number, end: number): number {
    let line = start;
    for (;;) {
      this.resumeAt = line;
      if (line >= end) return INCOMPLETE;
      const first = bytes[line];
      if (first === LF) return line + 1;
      if (first === CR) {
        if (line + 1 === end) return INCOMPLETE;
        if (bytes[line + 1] === LF) return line + 2;
      }
      const next = this.#scanField(bytes, line, end);
      if (next === INCOMPLETE) return INCOMPLETE;
      line = next;
    }
  }

  /** One header line; returns the start of the next, INCOMPLETE unless the first byte of that is here. */
  #scanField(bytes: Buffer, start: number, end: number): number {
    let at = start;
    while (at < end && IS_TOKEN[byteAt(bytes, at)] === 1) at++;
    const nameEnd = at;
    if (at < end && bytes[at] === COLON) at++;
    const valueStart = at;
    // Most bytes of a response are these: two comparisons are cheaper than a table.
    while (at < end && byteAt(bytes, at) >= SPACE && bytes[at] !== DEL) at++;
    if (at < end && bytes[at] === CR) at++;
    // One byte more than the line: a space or tab there continues it.
    if (at + 1 >= end) return this.#scanCutField(bytes, start, end);
    const after = bytes[at + 1];
    if (valueStart === nameEnd || nameEnd === start || bytes[at] !== LF || after === SPACE || after === TAB) {
      return this.#scanOddField(bytes, start, end);
    }
    this.nameBits |= nameBit(nameEnd - start, byteAt(bytes, start));
    if (FramingHeaders.concerns(nameEnd - start)) this.framing.see(bytes, start, nameEnd, valueStart, at);
    return at + 1;
  }

  /** The buffer ends near the end of the line: faults are reported once the whole line is here. */
  #scanCutField(bytes: Buffer, start: number, end: number): number {
    const lineEnd = bytes.subarray(start, end).indexOf(LF);
    return lineEnd >= 0 && start + lineEnd + 1 < end ? this.#scanOddField(bytes, start, end) : INCOMPLETE;
  }

  /** A folded or faulty line, taken as text. */
  #scanOddField(bytes: Buffer, start: number, end: number): number {
    const text: string[] = [];
    let at = start;
    do {
      const lineEnd = bytes.subarray(at, end).indexOf(LF);
      if (lineEnd < 0 || at + lineEnd + 1 >= end) return INCOMPLETE;
      text.push(trimBlanks(lineText(bytes, at, at + lineEnd)));
      at += lineEnd + 1;
    } while (bytes[at] === SPACE || bytes[at] === TAB);
    this.#checkOddField(bytes[start], text.join(' '));
    return at;
  }

  #checkOddField(firstByte: number | undefined, text: string): void {
    if (firstByte === SPACE || firstByte === TAB) {
      throw new ProtocolError(`malformed MIME header initial line: ${text}`);
    }
    this.nameBits = ALL_NAMES;
    const colon = text.indexOf(':');
    const joined = Buffer.from(text, 'latin1');
    const names = joined.subarray(0, Math.max(colon, 0));
    const values = joined.subarray(colon + 1);
    const isSound =
      colon >= 0 &&
      names.every((byte) => IS_TOKEN[byte] === 1 || byte === SPACE) &&
      values.every((byte) => IS_FIELD_VALUE[byte] === 1);
    if (!isSound) throw new ProtocolError(`malformed MIME header line: ${text}`);
    // Go skips a line with an empty name and leaves names with blanks as they are: they mean nothing to the framing.
    if (!names.includes(SPACE)) this.framing.see(joined, 0, colon, colon + 1, joined.length);
  }
}

/** Every header name may be there. */
export const ALL_NAMES = -1;

/**
 * One of 32 bits for a header name, by length and first letter in any case. Most look-ups are for headers that are
 * not there: a bit that is not set answers them.
 */
export function nameBit(length: number, firstByte: number): number {
  return 1 << ((length * 7 + (firstByte | 0x20)) & 31);
}

/** `HTTP/1.0 200` or `HTTP/1.1 200` followed by a blank or a line end. */
function isUsualStatusLine(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < 14) return false;
  const after = bytes[start + 12];
  return (
    bytes[start] === 0x48 &&
    bytes[start + 1] === 0x54 &&
    bytes[start + 2] === 0x54 &&
    bytes[start + 3] === 0x50 &&
    bytes[start + 4] === 0x2f &&
    bytes[start + 5] === 0x31 &&
    bytes[start + 6] === 0x2e &&
    (bytes[start + 7] === 0x31 || bytes[start + 7] === 0x30) &&
    bytes[start + 8] === SPACE &&
    isDigit(bytes[start + 9]) &&
    isDigit(bytes[start + 10]) &&
    isDigit(bytes[start + 11]) &&
    (after === SPACE || after === CR || after === LF)
  );
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

function digits(bytes: Buffer, at: number): number {
  return (byteAt(bytes, at) - 48) * 100 + (byteAt(bytes, at + 1) - 48) * 10 + byteAt(bytes, at + 2) - 48;
}

function byteAt(bytes: Buffer, at: number): number {
  return bytes[at] as number;
}

/** The line before its LF, without the CR before that. */
function lineText(bytes: Buffer, start: number, lineFeed: number): string {
  const end = lineFeed > start && bytes[lineFeed - 1] === CR ? lineFeed - 1 : lineFeed;
  return bytes.toString('latin1', start, end);
}

function trimBlanks(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}
