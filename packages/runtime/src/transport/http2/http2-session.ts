import type { DialedConnection } from '../dial-settings.ts';
import { TRANSPORT_ERROR } from '../error-codes.ts';
import { connectionFailure, type SocketError, sameText, UNEXPECTED_EOF } from '../failure.ts';
import type { Peer } from '../http1/http1-response.ts';
import type { OriginPool } from '../origin-pool.ts';
import type { PendingRequest } from '../pending-request.ts';
import { changeOwner, type OwnedSocket, type SocketOwner } from '../socket-owner.ts';
import { tlsFailure } from '../tls/tls-failure.ts';
import type { TransportFailure } from '../transport.ts';
import type { TransportShared } from '../transport-shared.ts';
import { ConnectionBreach, FrameTooLarge } from './breach.ts';
import {
  FLOW_CONTROL_ERROR,
  FRAME_SIZE_ERROR,
  NO_ERROR,
  PROTOCOL_ERROR,
  REFUSED_STREAM,
} from './error-names.ts';
import type { Frame } from './frame-reader.ts';
import { CONNECTION_WINDOW_BYTES, goawayFrame, resetFrame, windowUpdateFrame } from './frame-text.ts';
import {
  connectionBreach,
  goawayFailure,
  HEADERS_TOO_LARGE,
  RESET_BY_PEER,
  refusedByGoaway,
  streamFailure,
} from './http2-failure.ts';
import type { Http2Owner } from './http2-owner.ts';
import { Http2Stream, type StreamOwner } from './http2-stream.ts';
import { type BodyPart, type FrameListener, type Goaway, IncomingFrames } from './incoming-frames.ts';
import { OutgoingFrames } from './outgoing-frames.ts';
import { ReceiveWindow } from './receive-window.ts';
import type { ResponseFields } from './response-fields.ts';
import { retryRefused } from './retry-refused.ts';

/** One HTTP/2 connection, shared by all requests of a VU to one origin. */
export class Http2Session implements SocketOwner, FrameListener, StreamOwner {
  readonly pool: OriginPool;
  readonly wallOffsetMs: number;
  /** When the bytes that are being dealt with arrived. */
  receivedMs = 0;
  isClosed = false;
  readonly #dialed: DialedConnection;
  readonly #socket: OwnedSocket;
  readonly #shared: TransportShared;
  readonly #owner: Http2Owner;
  readonly #incoming: IncomingFrames;
  readonly #outgoing: OutgoingFrames;
  readonly #streams = new Map<number, Http2Stream>();
  /** In excess of the streams the server allows. */
  #waiting: Http2Stream[] = [];
  readonly #window = new ReceiveWindow(CONNECTION_WINDOW_BYTES);
  #goaway: Goaway | undefined;
  #isRetired = false;

  constructor(init: {
    dialed: DialedConnection;
    pool: OriginPool;
    shared: TransportShared;
    owner: Http2Owner;
  }) {
    const { dialed, shared } = init;
    this.pool = init.pool;
    this.wallOffsetMs = shared.wallOffsetMs;
    this.#dialed = dialed;
    this.#socket = dialed.socket;
    this.#shared = shared;
    this.#owner = init.owner;
    this.#incoming = new IncomingFrames(this, shared.headerTexts);
    this.#outgoing = new OutgoingFrames(dialed.socket);
    changeOwner(dialed.socket, this);
  }

  get peer(): Peer {
    return this.#dialed.peer;
  }

  now(): number {
    return this.#shared.clock.now();
  }

  /** Hot path. `readyMs` is when the request got the connection. */
  send(request: PendingRequest, readyMs: number): void {
    const stream = new Http2Stream(request, this);
    if (this.#streams.size < this.#outgoing.settings.maxConcurrentStreams) this.#open(stream, readyMs);
    else this.#waiting.push(stream);
  }

  /** Hot path. */
  #open(stream: Http2Stream, readyMs: number): void {
    stream.readyMs = readyMs;
    const id = this.#outgoing.request(stream.request.wire, stream);
    if (id === undefined) {
      stream.request.fail(HEADERS_TOO_LARGE);
      return;
    }
    stream.id = id;
    this.#streams.set(id, stream);
    if (this.#outgoing.isExhausted) this.#retire();
  }

  closeIfIdle(): void {
    if (this.#streams.size === 0 && this.#waiting.length === 0) this.#close();
  }

  shutDown(): void {
    for (const { request } of [...this.#waiting, ...this.#streams.values()]) request.cancel();
    this.#close();
    this.#socket.destroy();
  }

  onDone(stream: Http2Stream): void {
    this.#outgoing.endStream(stream.id, NO_ERROR);
    this.#forget(stream);
  }

  onDropped(stream: Http2Stream, errorCode: number): void {
    if (stream.id === 0) this.#waiting = this.#waiting.filter((waiting) => waiting !== stream);
    else if (this.#streams.has(stream.id)) {
      this.#outgoing.stopBody(stream.id);
      this.#outgoing.control(resetFrame(stream.id, errorCode));
      this.#forget(stream);
    }
  }

  /** Hot path. */
  #forget(stream: Http2Stream): void {
    this.#streams.delete(stream.id);
    this.#dialed.meter?.update();
    if (this.#shared.settings.options.noConnectionReuse) this.#retire();
    if (this.#isRetired && this.#streams.size === 0) this.#close();
    else if (this.#waiting.length > 0) this.#openWaiting();
  }

  #openWaiting(): void {
    const { settings } = this.#outgoing;
    while (!this.isClosed && this.#streams.size < settings.maxConcurrentStreams) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#open(next, this.now());
    }
  }

  /** Hot path. */
  onData(bytes: Buffer, length: number): void {
    if (this.isClosed) return;
    this.receivedMs = this.#shared.clock.now();
    try {
      this.#incoming.feed(bytes, length);
    } catch (error) {
      if (error instanceof ConnectionBreach) this.#break(error.errorCode, connectionBreach(error.errorCode));
      else if (error instanceof FrameTooLarge) {
        this.#break(FRAME_SIZE_ERROR, sameText(TRANSPORT_ERROR.OTHER, error.message));
      } else throw error;
    }
  }

  /** Hot path. */
  onHead(streamId: number, fields: ResponseFields, endsStream: boolean): void {
    const stream = this.#streams.get(streamId);
    if (stream === undefined) this.#expectKnown(streamId);
    else stream.onHead(fields, endsStream);
  }

  /** Hot path. */
  onBody(streamId: number, part: Readonly<BodyPart>): void {
    const { windowBytes, endsStream } = part;
    const stream = this.#streams.get(streamId);
    if (stream === undefined) this.#expectKnown(streamId);
    const isAllowed = this.#window.take(windowBytes) && (stream?.window.take(windowBytes) ?? true);
    if (!isAllowed) throw new ConnectionBreach(FLOW_CONTROL_ERROR, 'more than the windows allow');
    this.#refill(0, this.#window);
    if (stream === undefined) return;
    if (!endsStream) this.#refill(streamId, stream.window);
    stream.onBody(part);
  }

  #refill(streamId: number, window: ReceiveWindow): void {
    const used = window.refill();
    if (used > 0) this.#outgoing.control(windowUpdateFrame(streamId, used));
  }

  /** Frames of streams that are over may still be under way; those of streams that never were are a breach. */
  #expectKnown(streamId: number): void {
    if (!this.#outgoing.hasOpened(streamId)) {
      throw new ConnectionBreach(PROTOCOL_ERROR, `frame for stream ${streamId}, which was never opened`);
    }
  }

  onReset(streamId: number, errorCode: number): void {
    this.#expectKnown(streamId);
    const stream = this.#streams.get(streamId);
    if (stream === undefined) return;
    // Go does not trust a connection any further whose server finds fault with our frames.
    if (errorCode === PROTOCOL_ERROR) this.#retire();
    this.#outgoing.stopBody(streamId);
    this.#forget(stream);
    const { request } = stream;
    const mayRetry = errorCode === REFUSED_STREAM || errorCode === PROTOCOL_ERROR;
    if (mayRetry && this.#retry(request)) return;
    request.fail(streamFailure(streamId, errorCode, RESET_BY_PEER));
  }

  #retry(request: PendingRequest): boolean {
    return retryRefused(request, this.#shared.clock, () => this.#owner.onRetry(request));
  }

  onSettings(frame: Frame): void {
    this.#outgoing.applySettings(frame);
    this.#openWaiting();
  }

  onSettingsAck(): void {
    this.#outgoing.takeSettingsAck();
  }

  onPing(payload: string): void {
    this.#outgoing.answerPing(payload);
  }

  onWindow(streamId: number, bytes: number): void {
    if (streamId !== 0) this.#expectKnown(streamId);
    if (this.#outgoing.openWindow(streamId, bytes)) return;
    if (streamId === 0) throw new ConnectionBreach(FLOW_CONTROL_ERROR, 'window too large');
    this.onStreamBreach(streamId, FLOW_CONTROL_ERROR);
  }

  onStreamBreach(streamId: number, errorCode: number): void {
    this.#expectKnown(streamId);
    this.#streams.get(streamId)?.breakOff(errorCode);
  }

  /** Streams the server has not begun go out again on another connection; the others may still be answered. */
  onGoaway(goaway: Goaway): void {
    const before = this.#goaway;
    const isFirstReason = before === undefined || before.errorCode === NO_ERROR;
    this.#goaway = isFirstReason ? goaway : { ...goaway, errorCode: before.errorCode };
    this.#retire();
    for (const stream of [...this.#streams.values()]) {
      if (stream.id > goaway.lastStreamId) this.#refuse(stream, goaway);
    }
    if (this.#streams.size === 0) this.#close();
  }

  #refuse({ id, request }: Http2Stream, goaway: Goaway): void {
    this.#outgoing.stopBody(id);
    this.#streams.delete(id);
    const isHopeless = id === 1 && goaway.errorCode !== NO_ERROR;
    if (isHopeless || !this.#retry(request)) request.fail(refusedByGoaway(goaway));
  }

  onConnect(): void {}

  onSecure(): void {}

  onOcspStaple(): void {}

  onEnd(): void {
    this.#fail(UNEXPECTED_EOF);
  }

  onError(error: SocketError): void {
    this.#fail(tlsFailure(error) ?? connectionFailure(error, this.#dialed.endpoints));
  }

  onClose(): void {
    this.#fail(UNEXPECTED_EOF);
    this.#owner.onSessionClosed(this);
  }

  /** What the server said before it left tells more than how it left. */
  #fail(failure: TransportFailure): void {
    this.#end(this.#goaway === undefined ? failure : goawayFailure(this.#goaway));
  }

  #break(errorCode: number, failure: TransportFailure): void {
    this.#outgoing.control(goawayFrame(errorCode));
    this.#end(failure);
  }

  #end(failure: TransportFailure): void {
    if (this.isClosed) return;
    const streams = [...this.#streams.values()];
    this.#close();
    for (const { request } of streams) request.fail(failure);
  }

  #close(): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#retire();
    this.#streams.clear();
    this.#dialed.meter?.update();
    // Lets a GOAWAY out that was just written.
    this.#socket.destroySoon();
  }

  /** No further request goes this way; those that wait look for another. */
  #retire(): void {
    if (this.#isRetired) return;
    this.#isRetired = true;
    this.#owner.onSessionOver(this);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { request } of waiting) if (!this.#retry(request)) request.fail(UNEXPECTED_EOF);
  }
}
