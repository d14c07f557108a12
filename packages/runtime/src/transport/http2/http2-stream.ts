import { UNEXPECTED_EOF } from '../failure.ts';
import { BodyBuffer } from '../http1/body-buffer.ts';
import type { Peer } from '../http1/http1-response.ts';
import { mayHaveBody } from '../http1/response-reader.ts';
import type { Carrier, PendingRequest, Progress } from '../pending-request.ts';
import type { Timings, TransportFailure } from '../transport.ts';
import { ConnectionBreach } from './breach.ts';
import { CANCEL, NO_ERROR, PROTOCOL_ERROR } from './error-names.ts';
import { STREAM_WINDOW_BYTES } from './frame-text.ts';
import { BODY_TOO_LONG, streamFailure } from './http2-failure.ts';
import { Http2Response } from './http2-response.ts';
import type { BodyPart } from './incoming-frames.ts';
import { ReceiveWindow } from './receive-window.ts';
import type { ResponseFields } from './response-fields.ts';

/** The connection a stream is part of. */
export interface StreamOwner {
  readonly peer: Peer;
  /** When the bytes that are being dealt with arrived. */
  readonly receivedMs: number;
  now(): number;
  /** `wallMs() - now()`. */
  readonly wallOffsetMs: number;
  /** The response is whole. */
  onDone(stream: Http2Stream): void;
  /** Nobody waits for the response any more, or it makes no sense. */
  onDropped(stream: Http2Stream, errorCode: number): void;
}

/** Small bodies in one piece are kept as text: cheaper than a buffer, and most are read as text. */
const LARGEST_TEXT_BODY = 4096;
const MAX_INFORMATIONAL = 5;

/** One request on a stream of its own. */
export class Http2Stream implements Carrier {
  /** 0 while the server allows no further stream. */
  id = 0;
  readyMs = 0;
  readonly request: PendingRequest;
  readonly window = new ReceiveWindow(STREAM_WINDOW_BYTES);
  readonly #owner: StreamOwner;
  #writtenMs = 0;
  #firstByteMs = 0;
  /** 0 until the final head is there. */
  #status = 0;
  #informational = 0;
  #fields: readonly string[] = [];
  #nameBits = 0;
  /** -1 when unknown. */
  #announced = -1;
  #received = 0;
  #text: string | undefined;
  #body: BodyBuffer | undefined;

  constructor(request: PendingRequest, owner: StreamOwner) {
    this.request = request;
    this.#owner = owner;
    request.carrier = this;
  }

  /** The last byte of the request went out. */
  onWritten(): void {
    this.#writtenMs = this.#owner.now();
  }

  /** Hot path. @throws ConnectionBreach for trailers that are none */
  onHead(fields: ResponseFields, endsStream: boolean): void {
    if (this.#firstByteMs === 0) this.#firstByteMs = this.#owner.receivedMs;
    if (this.#status !== 0) this.#takeTrailers(fields, endsStream);
    else {
      const flaw = this.#takeHead(fields, endsStream);
      if (flaw !== undefined) this.breakOff(PROTOCOL_ERROR, flaw);
      else if (endsStream) this.#end();
    }
  }

  #takeHead(fields: ResponseFields, endsStream: boolean): string | undefined {
    const { flaw, status } = fields;
    if (flaw !== undefined) return flaw;
    if (status === undefined) return 'malformed response from server: missing status pseudo header';
    if (!/^\d{1,9}$/.test(status)) {
      return 'malformed response from server: malformed non-numeric status pseudo header';
    }
    const code = Number(status);
    if (code >= 100 && code <= 199) {
      this.#informational++;
      if (endsStream) return '1xx informational response with END_STREAM flag';
      return this.#informational > MAX_INFORMATIONAL ? 'too many 1xx informational responses' : undefined;
    }
    this.#status = code;
    this.#fields = fields.list;
    this.#nameBits = fields.nameBits;
    this.#announced = this.#isHead || !mayHaveBody(code) ? -1 : fields.contentLength;
    return undefined;
  }

  #takeTrailers(fields: ResponseFields, endsStream: boolean): void {
    if (fields.flaw !== undefined) this.breakOff(PROTOCOL_ERROR, fields.flaw);
    else if (!endsStream || fields.hasPseudo) throw new ConnectionBreach(PROTOCOL_ERROR, 'odd trailers');
    else this.#end();
  }

  /** Hot path. */
  onBody(part: Readonly<BodyPart>): void {
    const { from, to, endsStream } = part;
    if (this.#status === 0 || (this.#isHead && to > from)) {
      this.breakOff(PROTOCOL_ERROR);
      return;
    }
    const left = this.#announced < 0 ? Infinity : this.#announced - this.#received;
    this.#received += to - from;
    if (!this.request.wire.discardBody) this.#keep(part, Math.min(to, from + left));
    if (to - from > left) this.#fail(BODY_TOO_LONG, CANCEL);
    else if (endsStream) this.#end();
  }

  #keep({ bytes, from, endsStream }: Readonly<BodyPart>, to: number): void {
    if (from >= to) return;
    if (this.#body === undefined && endsStream && to - from <= LARGEST_TEXT_BODY) {
      this.#text = bytes.toString('latin1', from, to);
      return;
    }
    this.#body ??= new BodyBuffer(Math.max(this.#announced, to - from));
    this.#body.append(bytes, from, to);
  }

  /** What came on the stream breaks the protocol; `cause` is Go's word for how. */
  breakOff(errorCode: number, cause?: string): void {
    this.#fail(streamFailure(this.id, errorCode, cause), errorCode);
  }

  #fail(failure: TransportFailure, errorCode: number): void {
    this.#owner.onDropped(this, errorCode);
    this.request.fail(failure);
  }

  abandon(): void {
    this.#owner.onDropped(this, CANCEL);
  }

  progress(_request: PendingRequest, nowMs: number): Progress {
    return { timings: this.#timings(nowMs), body: this.#bodySoFar, isInBody: this.#status !== 0 };
  }

  get #isHead(): boolean {
    return this.request.wire.method === 'HEAD';
  }

  get #bodySoFar(): Buffer | null {
    if (this.#text !== undefined) return Buffer.from(this.#text, 'latin1');
    return this.#body?.toBuffer() ?? null;
  }

  /** Hot path. The stream is over before the response is reported: the next request may come at once. */
  #end(): void {
    const owner = this.#owner;
    if (this.#announced > this.#received) {
      this.#fail(UNEXPECTED_EOF, NO_ERROR);
      return;
    }
    const endMs = owner.receivedMs;
    const hasBody = mayHaveBody(this.#status) && !this.request.wire.discardBody;
    const body = hasBody ? (this.#body?.toBuffer() ?? this.#text ?? '') : null;
    const parts = { status: this.#status, fields: this.#fields, nameBits: this.#nameBits, body };
    const response = new Http2Response(parts, owner.peer, this.#timings(endMs), endMs + owner.wallOffsetMs);
    owner.onDone(this);
    this.request.settle(response);
  }

  #timings(endMs: number): Timings {
    const { request, readyMs } = this;
    const firstByteMs = this.#firstByteMs === 0 ? endMs : this.#firstByteMs;
    // A server may answer before it has read the request: there was no waiting then.
    const writtenMs = this.#writtenMs === 0 ? firstByteMs : Math.min(this.#writtenMs, firstByteMs);
    return {
      blocked: readyMs - request.startMs,
      connecting: request.connectingMs,
      tlsHandshaking: request.tlsHandshakingMs,
      sending: writtenMs - readyMs,
      waiting: firstByteMs - writtenMs,
      receiving: endMs - firstByteMs,
    };
  }
}
