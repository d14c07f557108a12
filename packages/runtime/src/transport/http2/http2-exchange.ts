import type {
  ClientHttp2Session,
  ClientHttp2Stream,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
} from 'node:http2';
import { EOF, type SocketError } from '../failure.ts';
import type { Peer } from '../http1/http1-response.ts';
import { mayHaveBody } from '../http1/response-reader.ts';
import type { Carrier, PendingRequest, Progress } from '../pending-request.ts';
import type { Timings, TransportFailure, WireRequest } from '../transport.ts';
import type { TransportShared } from '../transport-shared.ts';
import { NO_ERROR, REFUSED_STREAM } from './error-names.ts';
import { streamFailure } from './http2-failure.ts';
import { Http2Response } from './http2-response.ts';

/** Headers that speak of the connection have no place in HTTP/2. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'host',
]);

interface ExchangeSettings {
  readonly request: PendingRequest;
  readonly readyMs: number;
  readonly session: ClientHttp2Session;
  readonly shared: TransportShared;
  readonly peer: Peer;
  onOver(exchange: Http2Exchange): void;
  /** The server has not looked at the request: it may go out again. */
  onRefused(request: PendingRequest): void;
  /** The error is not of this stream but of the connection. */
  onSessionError(error: SocketError): void;
  /** Why the session ended, if it did. */
  sessionFailure(): TransportFailure | undefined;
}

/** One request on a stream of its own. */
export class Http2Exchange implements Carrier {
  readonly #settings: ExchangeSettings;
  #stream: ClientHttp2Stream | undefined;
  #writtenMs = 0;
  #firstByteMs = 0;
  #status = 0;
  #rawHeaders: readonly string[] = [];
  readonly #chunks: Buffer[] = [];
  #isOver = false;

  constructor(settings: ExchangeSettings) {
    this.#settings = settings;
  }

  start(): void {
    const { request, session, shared } = this.#settings;
    const { body } = request.wire;
    request.carrier = this;
    try {
      const hasBody = body !== null && body.length > 0;
      this.#stream = session.request(http2Headers(request.wire), { endStream: !hasBody });
      this.#listen(this.#stream);
      if (hasBody) this.#stream.end(body, () => this.#onWritten());
      else this.#writtenMs = shared.clock.now();
    } catch {
      // The session died between the look at it and this call.
      this.#fail(this.#settings.sessionFailure() ?? EOF);
    }
  }

  abandon(): void {
    this.#close();
  }

  shutDown(): void {
    this.#settings.request.cancel();
    this.#close();
  }

  progress(_request: PendingRequest, nowMs: number): Progress {
    const body = this.#chunks.length === 0 ? null : Buffer.concat(this.#chunks);
    return { timings: this.#timings(nowMs), body, isInBody: this.#status !== 0 };
  }

  onSessionClosed(): void {
    this.#fail(this.#settings.sessionFailure() ?? EOF);
  }

  #listen(stream: ClientHttp2Stream): void {
    const { discardBody } = this.#settings.request.wire;
    stream.on('response', (headers, _flags, rawHeaders?: readonly string[]) =>
      this.#onHead(headers, rawHeaders),
    );
    stream.on('data', (chunk: Buffer) => {
      if (!discardBody) this.#chunks.push(chunk);
    });
    stream.on('end', () => this.#onEnd());
    // `close` follows and reports it.
    stream.on('error', (error: SocketError) => {
      if (error.code !== 'ERR_HTTP2_STREAM_ERROR') this.#settings.onSessionError(error);
    });
    stream.on('close', () => this.#onStreamClosed(stream));
  }

  #onWritten(): void {
    if (this.#writtenMs === 0) this.#writtenMs = this.#settings.shared.clock.now();
  }

  #onHead(
    headers: IncomingHttpHeaders & { ':status'?: number | undefined },
    rawHeaders: readonly string[] | undefined,
  ): void {
    this.#firstByteMs = this.#settings.shared.clock.now();
    this.#status = headers[':status'] ?? 0;
    this.#rawHeaders = withoutPseudoHeaders(rawHeaders ?? flatten(headers));
  }

  #onEnd(): void {
    // A reset stream ends too; the status is there only when a response was.
    if (this.#isOver || this.#status === 0 || this.#stream?.rstCode !== NO_ERROR) return;
    const { request, shared, peer } = this.#settings;
    const endMs = shared.clock.now();
    const hasBody = mayHaveBody(this.#status) && !request.wire.discardBody;
    const response = new Http2Response({
      status: this.#status,
      rawHeaders: this.#rawHeaders,
      body: hasBody ? joined(this.#chunks) : null,
      timings: this.#timings(endMs),
      endMs: endMs + shared.wallOffsetMs,
      peer,
    });
    this.#end();
    request.settle(response);
  }

  #onStreamClosed(stream: ClientHttp2Stream): void {
    if (this.#isOver) return;
    const { rstCode } = stream;
    if (rstCode === REFUSED_STREAM && !this.#settings.request.isOver) {
      this.#end();
      this.#settings.onRefused(this.#settings.request);
      return;
    }
    const sessionFailure = this.#settings.sessionFailure();
    if (sessionFailure !== undefined) this.#fail(sessionFailure);
    else if (rstCode !== NO_ERROR) this.#fail(streamFailure(stream.id ?? 0, rstCode));
    else this.#fail(EOF);
  }

  #timings(endMs: number): Timings {
    const { request, readyMs } = this.#settings;
    const firstByteMs = this.#firstByteMs === 0 ? endMs : this.#firstByteMs;
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

  #fail(failure: TransportFailure): void {
    if (this.#isOver) return;
    this.#settings.request.fail(failure);
    this.#close();
  }

  #close(): void {
    if (this.#isOver) return;
    this.#end();
    this.#stream?.destroy();
  }

  #end(): void {
    this.#isOver = true;
    this.#settings.onOver(this);
  }
}

function http2Headers(wire: WireRequest): OutgoingHttpHeaders {
  const { method, target, body } = wire;
  const headers: OutgoingHttpHeaders = {
    ':method': method,
    ':scheme': 'https',
    ':authority': wire.host ?? target.authority,
    ':path': target.path,
  };
  for (const [name, value] of wire.headers) {
    const lower = name.toLowerCase();
    if (CONNECTION_HEADERS.has(lower)) continue;
    const before = headers[lower];
    headers[lower] =
      before === undefined ? value : [...(Array.isArray(before) ? before : [String(before)]), value];
  }
  if (body !== null && body.length > 0) headers['content-length'] = String(body.length);
  else if (wire.sendZeroLength) headers['content-length'] = '0';
  return headers;
}

function withoutPseudoHeaders(rawHeaders: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? '';
    if (!name.startsWith(':')) kept.push(name, rawHeaders[i + 1] ?? '');
  }
  return kept;
}

function flatten(headers: IncomingHttpHeaders): string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().flatMap((single) => [name, String(single)]),
  );
}

function joined(chunks: readonly Buffer[]): Buffer {
  const [only] = chunks;
  return chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
}
