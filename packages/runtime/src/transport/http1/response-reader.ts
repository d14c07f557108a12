import { BodyBuffer } from './body-buffer.ts';
import { LF } from './bytes.ts';
import { ChunkedBody } from './chunked-body.ts';
import { CHUNKED, UNTIL_CLOSE } from './framing-headers.ts';
import type { ResponseParts } from './http1-response.ts';
import { ProtocolError } from './protocol-error.ts';
import { HeadScan, INCOMPLETE } from './response-head.ts';

/** Go's limit; it counts informational responses anew. */
export const MAX_HEAD_BYTES = 10 * 1024 * 1024;
const MAX_INFORMATIONAL = 5;
const SWITCHING_PROTOCOLS = 101;
const FIRST_HEAD_GRAB = 2048;

/** Reads one response that comes in pieces, split at any byte. */
export class ResponseReader implements ResponseParts {
  status = 0;
  head = '';
  headLength = 0;
  nameBits = 0;
  /** Whether the connection ends with this response. */
  closes = false;
  readonly #isHead: boolean;
  readonly #discards: boolean;
  readonly #scan = new HeadScan();
  #place: 'head' | 'body' | 'end' = 'head';
  #pending: Buffer | undefined;
  #pendingLength = 0;
  /** Where the current head begins in what is scanned. */
  #headStart = 0;
  #resumeAt = 0;
  #informational = 0;
  /** Bytes of the body to come, CHUNKED or UNTIL_CLOSE. */
  #remaining = 0;
  #chunks: ChunkedBody | undefined;
  #body: BodyBuffer | undefined;

  constructor(isHead: boolean, discards: boolean) {
    this.#isHead = isHead;
    this.#discards = discards;
  }

  get isComplete(): boolean {
    return this.#place === 'end';
  }

  get isInBody(): boolean {
    return this.#place === 'body';
  }

  /** As far as it was read; null when it may have none or is thrown away. */
  get body(): Buffer | null {
    if (this.#body !== undefined) return this.#body.toBuffer();
    return this.#discards || this.#place === 'head' || !mayHaveBody(this.status) ? null : Buffer.alloc(0);
  }

  /**
   * Returns the index after the last byte used, which is before `end` only when the response is complete.
   * @throws ProtocolError
   */
  feed(bytes: Buffer, start: number, end: number): number {
    let at = start;
    if (this.#place === 'head') at = this.#feedHead(bytes, start, end);
    return this.#place === 'body' ? this.#feedBody(bytes, at, end) : at;
  }

  /**
   * The peer closed its side; false when the response is not complete then.
   * @throws ProtocolError when what came of the head is no HTTP
   */
  endOfInput(): boolean {
    if (this.#place === 'head') {
      if (this.#pendingLength === this.#headStart) return false;
      // Go takes what came for a line before it reports the end.
      const lineEnd = Buffer.from('\n');
      this.#feedHead(lineEnd, 0, 1);
      return false;
    }
    if (this.#place === 'body' && this.#remaining === UNTIL_CLOSE) this.#place = 'end';
    return this.#place === 'end';
  }

  #feedHead(bytes: Buffer, start: number, end: number): number {
    if (this.#pending === undefined) {
      const at = this.#scanHeads(bytes, start, start, end);
      if (this.#place === 'head') this.#keep(bytes, this.#headStart, end);
      return at;
    }
    const before = this.#pendingLength;
    this.#append(bytes, start, end);
    // Without a line end there is nothing new to see; looking anyway would make long lines quadratic.
    if (bytes.subarray(start, end).indexOf(LF) < 0) return end;
    const at = this.#scanHeads(this.#pending, this.#headStart, this.#resumeAt, this.#pendingLength);
    if (this.#place === 'head') return end;
    this.#pending = undefined;
    return start + at - before;
  }

  /** Scans up to the end of the final head; when it is not there, `#headStart` and `#resumeAt` say where to go on. */
  #scanHeads(bytes: Buffer, headStart: number, from: number, end: number): number {
    this.#headStart = headStart;
    let at = from;
    for (;;) {
      const headEnd = this.#scan.scan(bytes, at, end);
      if (headEnd === INCOMPLETE) {
        this.#resumeAt = this.#scan.resumeAt;
        return end;
      }
      if (!this.#isInformational()) {
        this.#endHead(bytes, headEnd);
        return headEnd;
      }
      this.#scan.reset();
      this.#headStart = headEnd;
      at = headEnd;
    }
  }

  #isInformational(): boolean {
    const { status } = this.#scan;
    if (status < 100 || status > 199 || status === SWITCHING_PROTOCOLS) return false;
    this.#informational++;
    if (this.#informational > MAX_INFORMATIONAL) {
      throw new ProtocolError('net/http: too many 1xx informational responses');
    }
    return true;
  }

  #keep(bytes: Buffer, headStart: number, end: number): void {
    this.#pending = Buffer.allocUnsafeSlow(Math.max(FIRST_HEAD_GRAB, 2 * (end - headStart)));
    this.#append(bytes, headStart, end);
    this.#resumeAt -= headStart;
    this.#headStart = 0;
  }

  #append(bytes: Buffer, start: number, end: number): void {
    const length = this.#pendingLength + end - start;
    if (length - this.#headStart > MAX_HEAD_BYTES) {
      throw new ProtocolError(`net/http: server response headers exceeded ${MAX_HEAD_BYTES} bytes; aborted`);
    }
    let pending = this.#pending as Buffer;
    if (length > pending.length) {
      const grown = Buffer.allocUnsafeSlow(2 * length);
      pending.copy(grown, 0, 0, this.#pendingLength);
      pending = grown;
      this.#pending = grown;
    }
    bytes.copy(pending, this.#pendingLength, start, end);
    this.#pendingLength = length;
  }

  #endHead(bytes: Buffer, headEnd: number): void {
    const { status, version, framing, nameBits } = this.#scan;
    this.#remaining = framing.bodyLength(version, status, this.#isHead);
    this.status = status;
    this.nameBits = nameBits;
    this.head = bytes.toString('latin1', this.#headStart, headEnd);
    this.headLength = this.head.length;
    this.closes = this.#remaining === UNTIL_CLOSE || framing.closesConnection(version);
    this.#place = this.#remaining === 0 ? 'end' : 'body';
    if (this.#remaining === CHUNKED) this.#chunks = new ChunkedBody();
  }

  #feedBody(bytes: Buffer, start: number, end: number): number {
    if (this.#chunks !== undefined) {
      const at = this.#chunks.decode(bytes, start, end, (from, to) => this.#takeBody(bytes, from, to));
      if (this.#chunks.isComplete) this.#place = 'end';
      return at;
    }
    if (this.#remaining === UNTIL_CLOSE) {
      this.#takeBody(bytes, start, end);
      return end;
    }
    const to = Math.min(end, start + this.#remaining);
    this.#takeBody(bytes, start, to);
    this.#remaining -= to - start;
    if (this.#remaining === 0) this.#place = 'end';
    return to;
  }

  #takeBody(bytes: Buffer, from: number, to: number): void {
    if (this.#discards || from === to) return;
    this.#body ??= new BodyBuffer(Math.max(this.#remaining, to - from));
    this.#body.append(bytes, from, to);
  }
}

export function mayHaveBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}
