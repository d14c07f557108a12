import { type ClientHttp2Session, connect } from 'node:http2';
import type { DialedConnection } from '../dial.ts';
import { connectionFailure, EOF, type SocketError } from '../failure.ts';
import type { OriginPool } from '../origin-pool.ts';
import type { PendingRequest } from '../pending-request.ts';
import { disown } from '../socket-owner.ts';
import type { TransportFailure } from '../transport.ts';
import type { TransportShared } from '../transport-shared.ts';
import { NO_ERROR, PROTOCOL_ERROR } from './error-names.ts';
import { Http2Exchange } from './http2-exchange.ts';
import { goawayFailure, sessionFailure } from './http2-failure.ts';

const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const SESSION_WINDOW_BYTES = 16 * 1024 * 1024;

/** The pool a session belongs to. */
export interface Http2Owner {
  /** No new requests may be sent on it. */
  onSessionOver(session: Http2Session): void;
  onSessionClosed(session: Http2Session): void;
  onRetry(request: PendingRequest): void;
}

/** One HTTP/2 connection, shared by all requests of a VU to one origin. */
export class Http2Session {
  readonly pool: OriginPool;
  readonly #dialed: DialedConnection;
  readonly #shared: TransportShared;
  readonly #owner: Http2Owner;
  readonly #session: ClientHttp2Session;
  readonly #exchanges = new Set<Http2Exchange>();
  #failure: TransportFailure | undefined;
  #isOver = false;

  constructor(init: {
    dialed: DialedConnection;
    pool: OriginPool;
    shared: TransportShared;
    owner: Http2Owner;
  }) {
    this.pool = init.pool;
    this.#dialed = init.dialed;
    this.#shared = init.shared;
    this.#owner = init.owner;
    const socket = disown(init.dialed.socket);
    const { hostname, port } = init.pool.origin;
    this.#session = connect(`https://${hostname.includes(':') ? `[${hostname}]` : hostname}:${port}`, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES },
    });
    this.#session.on('connect', () => this.#session.setLocalWindowSize(SESSION_WINDOW_BYTES));
    this.#session.on('error', (error: SocketError) => this.#onError(error));
    this.#session.on('goaway', (code: number, lastStreamId: number) => this.#onGoaway(code, lastStreamId));
    this.#session.on('close', () => this.#onClose());
  }

  send(request: PendingRequest, readyMs: number): void {
    const exchange = new Http2Exchange({
      request,
      readyMs,
      session: this.#session,
      shared: this.#shared,
      peer: this.#dialed.peer,
      onOver: (over) => this.#onExchangeOver(over),
      onRefused: (refused) => this.#owner.onRetry(refused),
      onSessionError: (error) => this.#onError(error),
      sessionFailure: () => this.#failure,
    });
    this.#exchanges.add(exchange);
    exchange.start();
  }

  closeIfIdle(): void {
    if (this.#exchanges.size > 0) return;
    this.#retire();
    this.#session.close();
  }

  shutDown(): void {
    this.#retire();
    for (const exchange of [...this.#exchanges]) exchange.shutDown();
    this.#session.destroy();
  }

  #onExchangeOver(exchange: Http2Exchange): void {
    this.#exchanges.delete(exchange);
    this.#dialed.meter?.update();
    if (this.#shared.settings.options.noConnectionReuse) this.#retire();
    if (this.#isOver && this.#exchanges.size === 0) this.#session.close();
  }

  #onError(error: SocketError): void {
    this.#failure ??= isProtocolBreach(error)
      ? sessionFailure(PROTOCOL_ERROR)
      : connectionFailure(error, this.#dialed.endpoints);
    this.#retire();
  }

  #onGoaway(code: number, lastStreamId: number): void {
    if (code !== NO_ERROR) this.#failure ??= goawayFailure(code, lastStreamId);
    this.#retire();
  }

  #onClose(): void {
    this.#failure ??= EOF;
    this.#retire();
    this.#dialed.meter?.update();
    for (const exchange of [...this.#exchanges]) exchange.onSessionClosed();
    this.#owner.onSessionClosed(this);
  }

  #retire(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#owner.onSessionOver(this);
  }
}

/** Node found fault with the frames of the server. */
function isProtocolBreach(error: SocketError): boolean {
  return error.code === 'ERR_HTTP2_ERROR' || error.code === 'ERR_HTTP2_SESSION_ERROR';
}
