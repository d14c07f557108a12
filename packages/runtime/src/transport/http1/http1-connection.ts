import type { Clock } from '@squall/core';
import type { DialedConnection } from '../dial-settings.ts';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import {
  brokenHead,
  connectionFailure,
  EOF,
  type SocketError,
  sameText,
  UNEXPECTED_EOF,
} from '../failure.ts';
import type { OriginPool } from '../origin-pool.ts';
import type { Carrier, PendingRequest, Progress } from '../pending-request.ts';
import { changeOwner, type OwnedSocket, type SocketOwner } from '../socket-owner.ts';
import { tlsFailure } from '../tls/tls-failure.ts';
import type { TlsTrafficMeter, Traffic } from '../traffic.ts';
import type { Timings, TransportFailure, WireRequest } from '../transport.ts';
import { Http1Response, type Peer, type ResponseParts } from './http1-response.ts';
import { ProtocolError } from './protocol-error.ts';
import type { RequestHeads } from './request-head.ts';
import { type HeadScan, INCOMPLETE } from './response-head.ts';
import { mayHaveBody, ResponseReader } from './response-reader.ts';
import { writeWithBody } from './write-with-body.ts';

/** What all HTTP/1 connections of a thread share. */
export interface Http1Shared {
  readonly clock: Clock;
  /** `wallMs() - now()`. */
  readonly wallOffsetMs: number;
  readonly headScan: HeadScan;
  readonly heads: RequestHeads;
}

/** The pool a connection belongs to. */
export interface ConnectionOwner {
  /** The connection is free for the next request; held: for the one that is sent next, not one that waits. */
  onFree(connection: Http1Connection, isHeld: boolean): void;
  onClosed(connection: Http1Connection): void;
  /** A reused connection died before it answered; the request goes out on another one. */
  onRetry(request: PendingRequest): void;
}

/** Whole responses up to this size are kept as one text: cheaper than two buffers, and most bodies are read as text. */
const LARGEST_TEXT_RESPONSE = 4096;
const REPLAYABLE_METHODS: ReadonlySet<string> = new Set(['', 'GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** One connection: at most one request at a time. */
export class Http1Connection implements SocketOwner, Carrier {
  readonly pool: OriginPool;
  readonly #peer: Peer;
  readonly #socket: OwnedSocket;
  readonly #shared: Http1Shared;
  readonly #owner: ConnectionOwner;
  readonly #traffic: Traffic;
  readonly #meter: TlsTrafficMeter | undefined;
  readonly #endpoints: string;
  #request: PendingRequest | null = null;
  #reader: ResponseReader | null = null;
  #isReused = false;
  #isClosed = false;
  #closesAfter = false;
  #readyMs = 0;
  #writtenMs = 0;
  #firstByteMs = 0;

  constructor(init: {
    dialed: DialedConnection;
    pool: OriginPool;
    shared: Http1Shared;
    owner: ConnectionOwner;
    traffic: Traffic;
  }) {
    const { dialed } = init;
    this.pool = init.pool;
    this.#peer = dialed.peer;
    this.#socket = dialed.socket;
    this.#meter = dialed.meter;
    this.#endpoints = dialed.endpoints;
    this.#shared = init.shared;
    this.#owner = init.owner;
    this.#traffic = init.traffic;
    changeOwner(dialed.socket, this);
  }

  /** Hot path. `readyMs` is when the request got the connection. */
  begin(request: PendingRequest, readyMs: number, isReused: boolean): void {
    this.#request = request;
    request.carrier = this;
    this.#isReused = isReused;
    this.#firstByteMs = 0;
    this.#readyMs = readyMs;
    this.#writtenMs = 0;
    const { clock, heads } = this.#shared;
    const { body } = request.wire;
    const head = heads.headOf(request.wire);
    this.#closesAfter = head.closes;
    if (this.#meter === undefined) this.#traffic.sent += head.byteLength + (body?.length ?? 0);
    if (body === null) this.#socket.write(head.text, head.encoding);
    else if (!writeWithBody(this.#socket, head, body, () => this.#onWritten(request))) return;
    this.#writtenMs = clock.now();
  }

  /** Closes an idle connection. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#meter?.update();
    this.#socket.destroy();
  }

  shutDown(): void {
    if (this.#request === null) this.#closeAndTell();
    else this.#request.cancel();
  }

  abandon(): void {
    this.#request = null;
    this.#reader = null;
    this.#closeAndTell();
  }

  progress(request: PendingRequest, nowMs: number): Progress {
    const reader = this.#reader;
    const isInBody = reader?.isInBody === true;
    const body = isInBody ? reader.body : null;
    return { timings: this.#timings(request, nowMs), body: body?.length === 0 ? null : body, isInBody };
  }

  /** Hot path. */
  onData(bytes: Buffer, length: number): void {
    if (this.#meter === undefined) this.#traffic.received += length;
    if (this.#isClosed) return;
    const request = this.#request;
    // Nothing was asked: whatever this is, the connection cannot be trusted.
    if (request === null) this.#closeAndTell();
    else {
      try {
        this.#read(request, bytes, length);
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#break(this.#protocolFailure(error));
      }
    }
  }

  #read(request: PendingRequest, bytes: Buffer, length: number): void {
    if (this.#reader === null) {
      this.#firstByteMs = this.#shared.clock.now();
      if (this.#readWhole(request, bytes, length)) return;
      this.#reader = new ResponseReader(request.wire.method === 'HEAD', request.wire.discardBody);
    }
    const reader = this.#reader;
    const used = reader.feed(bytes, 0, length);
    if (!reader.isComplete) return;
    this.#complete(request, reader, this.#shared.clock.now(), reader.closes || used < length);
  }

  /** Hot path. Takes a response that is in the buffer as a whole; false when it is not. */
  #readWhole(request: PendingRequest, bytes: Buffer, length: number): boolean {
    const scan = this.#shared.headScan;
    scan.reset();
    const headLength = scan.scan(bytes, 0, length);
    if (headLength === INCOMPLETE || scan.status < 200) return false;
    const { status, version, framing, nameBits } = scan;
    const bodyLength = framing.bodyLength(version, status, request.wire.method === 'HEAD');
    const end = headLength + bodyLength;
    if (bodyLength < 0 || end > length) return false;
    const hasBody = mayHaveBody(status) && !request.wire.discardBody;
    const isText = hasBody && end <= LARGEST_TEXT_RESPONSE;
    const head = bytes.toString('latin1', 0, isText ? end : headLength);
    let body: Buffer | string | null = null;
    if (isText) body = head.slice(headLength);
    else if (hasBody) body = Buffer.from(bytes.subarray(headLength, end));
    const closes = end < length || framing.closesConnection(version);
    this.#complete(request, { status, head, headLength, nameBits, body }, this.#firstByteMs, closes);
    return true;
  }

  /** Hot path. The connection is free before the response is reported: the next request may come at once. */
  #complete(request: PendingRequest, parts: ResponseParts, endMs: number, closes: boolean): void {
    const timings = this.#timings(request, endMs);
    const response = new Http1Response(parts, this.#peer, timings, endMs + this.#shared.wallOffsetMs);
    const isDone = closes || this.#closesAfter || this.#writtenMs === 0 || parts.status < 200;
    this.#request = null;
    this.#reader = null;
    this.#meter?.update();
    if (isDone) this.#closeAndTell();
    else this.#owner.onFree(this, request.wire.holdsConnection === true);
    request.settle(response);
  }

  #timings(request: PendingRequest, endMs: number): Timings {
    const firstByteMs = this.#firstByteMs === 0 ? endMs : this.#firstByteMs;
    // A server may answer before it has read the request: there was no waiting then.
    const writtenMs = this.#writtenMs === 0 ? firstByteMs : Math.min(this.#writtenMs, firstByteMs);
    return {
      blocked: this.#readyMs - request.startMs,
      connecting: request.connectingMs,
      tlsHandshaking: request.tlsHandshakingMs,
      sending: writtenMs - this.#readyMs,
      waiting: firstByteMs - writtenMs,
      receiving: endMs - firstByteMs,
    };
  }

  #onWritten(request: PendingRequest): void {
    if (this.#request === request) this.#writtenMs = this.#shared.clock.now();
  }

  onConnect(): void {}

  onSecure(): void {}

  onOcspStaple(): void {}

  onEnd(): void {
    if (this.#isClosed) return;
    const reader = this.#reader;
    try {
      if (reader?.endOfInput() === true && this.#request !== null) {
        this.#complete(this.#request, reader, this.#shared.clock.now(), true);
      } else if (reader === null) this.#breakBeforeAnswer(EOF, false);
      else this.#break(reader.isInBody ? UNEXPECTED_EOF : brokenHead(UNEXPECTED_EOF.short));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#break(this.#protocolFailure(error));
    }
  }

  onError(error: SocketError): void {
    if (this.#isClosed) return;
    const failure = tlsFailure(error) ?? connectionFailure(error, this.#endpoints);
    if (this.#reader === null) this.#breakBeforeAnswer(failure, error.syscall === 'write');
    else this.#break(failure);
  }

  onClose(): void {
    if (!this.#isClosed) this.#breakBeforeAnswer(EOF, false);
  }

  /** Go's rule: a server may close an idle connection at any time, so a request that met this goes out again. */
  #breakBeforeAnswer(failure: TransportFailure, wasNothingWritten: boolean): void {
    const request = this.#request;
    if (request === null || !this.#isReused || !(wasNothingWritten || isReplayable(request.wire))) {
      this.#break(failure);
      return;
    }
    this.#request = null;
    this.#closeAndTell();
    this.#owner.onRetry(request);
  }

  #break(failure: TransportFailure): void {
    this.#closeAndTell();
    this.#request?.fail(failure);
    this.#request = null;
    this.#reader = null;
  }

  #protocolFailure(error: ProtocolError): TransportFailure {
    return this.#reader?.isInBody === true
      ? sameText(TRANSPORT_ERROR.OTHER, error.message)
      : brokenHead(error.message);
  }

  #closeAndTell(): void {
    if (this.#isClosed) return;
    this.close();
    this.#owner.onClosed(this);
  }
}

function isReplayable(wire: WireRequest): boolean {
  return (
    REPLAYABLE_METHODS.has(wire.method) ||
    wire.headers.some(([name]) => name === 'Idempotency-Key' || name === 'X-Idempotency-Key')
  );
}
