import type { ClientRequest, IncomingMessage } from 'node:http';
import { TRANSPORT_ERROR } from '../../transport/error-codes.ts';
import type { Exchange, OpenedSocket, TransportFailure } from '../../transport/transport.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { cookieHeader } from '../http/cookies/cookie-header.ts';
import { parseSetCookies } from '../http/cookies/set-cookie.ts';
import { headerValues } from '../http/raw-headers.ts';
import { vuHttp } from '../http/vu-http.ts';
import { wireHeaders } from '../http/wire-headers.ts';
import { ABNORMAL_CLOSURE, closeErrorText, isExpectedClose, UNEXPECTED_EOF } from './close-codes.ts';
import { type Answer, acceptedBy, BAD_HANDSHAKE, type Handshake, noAnswer, refusedBy } from './handshake.ts';
import { QuietCloser } from './quiet-closer.ts';
import type { SocketParams } from './socket-params.ts';
import type { SocketUrl } from './socket-url.ts';

/** How a session ended that had been open. */
export interface SessionEnd {
  readonly code: number;
  readonly reason: string;
  /** Go's text when nobody expected it. */
  readonly error: string | undefined;
}

/** Told what happens, never while it calls into the session. */
export interface SessionListener {
  onHandshake(handshake: Handshake): void;
  /** Hot path. */
  onMessage(data: Buffer, isBinary: boolean): void;
  onPing(): void;
  onPong(payload: string): void;
  onEnd(end: SessionEnd): void;
}

const HANDSHAKE_LIMIT_MS = 60_000;
/** How long a server may take to answer a close frame before its connection is cut. */
const CLOSE_LIMIT_MS = 3_000;
/** As Go's client writes it. */
const DEFLATE_OFFER = 'permessage-deflate; server_no_context_takeover; client_no_context_takeover';
/** Replaced by the target's own path; the connection is made already. */
const ANY_URL = 'ws://websocket.invalid/';

/** One WebSocket connection of a VU, from the dial on. */
export class WebSocketSession {
  readonly #vu: VUContext;
  readonly #url: SocketUrl;
  readonly #params: SocketParams;
  readonly #listener: SessionListener;
  readonly #startMs: number;
  readonly #dial: Exchange | undefined;
  #limit: { cancel(): void } | undefined;
  #opened: OpenedSocket | undefined;
  #socket: QuietCloser | undefined;
  #answer: Answer | undefined;
  #error: string | undefined;
  #isOpen = false;
  #isOver = false;

  constructor(vu: VUContext, call: { url: SocketUrl; params: SocketParams; listener: SessionListener }) {
    this.#vu = vu;
    this.#url = call.url;
    this.#params = call.params;
    this.#listener = call.listener;
    this.#startMs = vu.clock.now();
    this.#limit = vu.clock.at(this.#startMs + HANDSHAKE_LIMIT_MS, () =>
      this.#refuse(noAnswer('i/o timeout')),
    );
    const { secure, hostname, port } = this.#url.target;
    const target = { secure, hostname, port, protocol: { alpn: ['http/1.1'], throughProxy: true } };
    this.#dial = vu.http.openSocket(target, ({ failure, ...rest }) => {
      if (failure === undefined) this.#greet((rest as { opened: OpenedSocket }).opened);
      else this.#refuse(noAnswer(dialError(failure)));
    });
  }

  get bufferedAmount(): number {
    return this.#socket?.bufferedAmount ?? 0;
  }

  /** Hot path. */
  send(data: string | Uint8Array): void {
    this.#socket?.send(data, { binary: typeof data !== 'string' });
    this.#opened?.countTraffic();
  }

  ping(payload: string): void {
    this.#socket?.ping(payload);
    this.#opened?.countTraffic();
  }

  /** Sends a close frame; the end follows when the server has answered it. */
  close(code: number, reason = ''): void {
    if (this.#socket === undefined) return this.abandon();
    this.#socket.closeWith(code, reason);
    this.#opened?.countTraffic();
    this.#limit ??= this.#vu.clock.at(this.#vu.clock.now() + CLOSE_LIMIT_MS, () => this.#socket?.terminate());
  }

  /** Nothing more is told. An open connection is closed in the background. */
  leave(code: number): void {
    this.#isOver = true;
    if (this.#isOpen) this.close(code);
    else this.abandon();
  }

  abandon(): void {
    this.#isOver = true;
    this.#clearLimit();
    this.#dial?.cancel();
    this.#socket?.terminate();
    this.#opened?.socket.destroy();
  }

  #greet(opened: OpenedSocket): void {
    this.#opened = opened;
    const socket = new QuietCloser(ANY_URL, [], {
      createConnection: () => opened.socket,
      headers: this.#headers(),
      perMessageDeflate: this.#params.isCompressed
        ? { threshold: 0, clientNoContextTakeover: true, serverNoContextTakeover: true }
        : false,
      maxPayload: 0,
      // Go passes text on without looking.
      skipUTF8Validation: true,
      finishRequest: (request) => this.#finishRequest(request),
    });
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
    socket.on('open', () => this.#accept());
    socket.on('unexpected-response', (request, response) => void this.#onRefused(request, response));
    socket.on('message', (data, isBinary) => this.#onMessage(data as Buffer, isBinary));
    socket.on('ping', () => {
      if (!this.#isOver) this.#listener.onPing();
    });
    socket.on('pong', (payload) => {
      if (!this.#isOver) this.#listener.onPong(payload.toString());
    });
    socket.on('error', (error) => this.#onError(error));
    socket.on('close', (code, reason) => this.#onClose(code, reason.toString()));
  }

  #finishRequest(request: ClientRequest): void {
    request.path = this.#url.target.path;
    if (this.#params.isCompressed) request.setHeader('Sec-WebSocket-Extensions', DEFLATE_OFFER);
    request.prependListener('upgrade', (response: IncomingMessage) => {
      this.#answer = acceptedBy(response);
      // Go takes whatever subprotocol the server names, asked for or not.
      delete response.headers['sec-websocket-protocol'];
    });
    request.end();
  }

  #headers(): Record<string, string> {
    const { headers, jar } = this.#params;
    const { target, httpUrl } = this.#url;
    const sent: Record<string, string> = { Host: headers.get('Host') ?? target.authority };
    if (!headers.has('Cookie')) {
      const cookies = jar.cookiesFor(httpUrl, this.#vu.clock.wallMs());
      const onInvalidByte = (byte: string): void => vuHttp(this.#vu).warnOfCookieByte(byte);
      if (cookies.length > 0)
        sent.Cookie = cookieHeader({ manual: '', own: [], jar: cookies, onInvalidByte });
    }
    return Object.assign(sent, Object.fromEntries(wireHeaders(headers)));
  }

  #accept(): void {
    this.#isOpen = true;
    if (this.#answer !== undefined) this.#conclude(this.#answer);
  }

  async #onRefused(request: ClientRequest, response: IncomingMessage): Promise<void> {
    const answer = await refusedBy(response);
    request.destroy();
    this.#refuse(answer);
  }

  #refuse(answer: Answer): void {
    if (this.#isOver) return;
    this.#conclude(answer);
    this.abandon();
  }

  #conclude(answer: Answer): void {
    this.#clearLimit();
    this.#opened?.countTraffic();
    this.#storeCookies(answer.rawHeaders);
    if (this.#isOver) return;
    this.#listener.onHandshake({
      ...answer,
      startMs: this.#startMs,
      durationMs: this.#vu.clock.now() - this.#startMs,
      remoteIp: this.#opened?.remoteIp ?? '',
    });
  }

  #storeCookies(rawHeaders: readonly string[]): void {
    const lines = headerValues(rawHeaders, 'set-cookie');
    if (lines.length === 0) return;
    this.#params.jar.store(this.#url.httpUrl, parseSetCookies(lines), this.#vu.clock.wallMs());
  }

  #onMessage(data: Buffer, isBinary: boolean): void {
    this.#opened?.countTraffic();
    if (!this.#isOver) this.#listener.onMessage(data, isBinary);
  }

  #onError(error: Error): void {
    this.#error ??= error.message;
    if (this.#isOpen) return;
    const answer = this.#answer;
    this.#refuse(
      answer === undefined ? noAnswer(handshakeError(error)) : { ...answer, error: BAD_HANDSHAKE },
    );
  }

  #onClose(code: number, reason: string): void {
    this.#clearLimit();
    this.#opened?.countTraffic();
    if (this.#isOver || !this.#isOpen) return;
    this.#isOver = true;
    this.#listener.onEnd(this.#describeEnd(code, reason));
  }

  #describeEnd(code: number, given: string): SessionEnd {
    const reason = code === ABNORMAL_CLOSURE ? UNEXPECTED_EOF : given;
    if (isExpectedClose(code)) return { code, reason, error: undefined };
    const isBreach = this.#error !== undefined && code !== ABNORMAL_CLOSURE;
    return { code, reason, error: isBreach ? `websocket: ${this.#error}` : closeErrorText(code, reason) };
  }

  #clearLimit(): void {
    this.#limit?.cancel();
    this.#limit = undefined;
  }
}

/** Go's WebSocket client knows nothing of HTTP's own words. */
function dialError({ code, short, full }: TransportFailure): string {
  return code === TRANSPORT_ERROR.TLS_HEADER ? short : full;
}

function handshakeError(error: Error & { readonly code?: string }): string {
  if (error.code === 'ECONNRESET') return 'unexpected EOF';
  return error.code?.startsWith('HPE_') === true ? 'malformed HTTP response' : error.message;
}
