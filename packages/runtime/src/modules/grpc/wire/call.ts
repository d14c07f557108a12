import { type ClientHttp2Session, type ClientHttp2Stream, constants } from 'node:http2';
import type { Clock, Timer } from '@squall/core';
import { STATUS } from '../status.ts';
import { FrameError, FrameReader, frameMessage } from './frames.ts';
import {
  addMetadata,
  decodeMessage,
  type Metadata,
  rawHeader,
  readMetadata,
  timeoutHeader,
} from './metadata.ts';

/** What an RPC needs to know before it starts. */
export interface CallSettings {
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly metadata: Metadata;
  /** Infinity for none. */
  readonly timeoutMs: number;
  readonly maxReceiveBytes: number;
  readonly maxSendBytes: number;
}

/** Parts of the HTTP/2 head that belong to the connection. */
export interface CallOrigin {
  readonly scheme: 'http' | 'https';
  readonly authority: string;
  readonly userAgent: string;
}

/** How an RPC ended. */
export interface CallEnd {
  readonly code: number;
  readonly message: string;
  /** `google.rpc.Status` as sent; undefined when the server said no more. */
  readonly details: Uint8Array | undefined;
  readonly headers: Readonly<Record<string, string[]>>;
  readonly trailers: Readonly<Record<string, string[]>>;
}

export interface CallListener {
  /** Hot path. @throws FrameError for bytes that are no message, which ends the call */
  onMessage(message: Buffer): void;
  /** Called exactly once, after the last message. */
  onEnd(end: CallEnd): void;
}

/** HTTP's statuses in gRPC's terms, for servers and proxies that answer without gRPC. */
const STATUS_OF_HTTP: Readonly<Record<number, number>> = {
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

const LOST = 'error reading from server: EOF';

/** One RPC: messages out, messages in, and a status at the end. */
export class GrpcCall {
  readonly #settings: CallSettings;
  readonly #listener: CallListener;
  readonly #reader: FrameReader;
  readonly #stream: ClientHttp2Stream | undefined;
  readonly #deadline: Timer | undefined;
  #head: readonly string[] = [];
  #trailers: readonly string[] | undefined;
  #httpStatus = 0;
  #isOver = false;

  constructor(
    session: ClientHttp2Session,
    origin: CallOrigin,
    call: { readonly settings: CallSettings; readonly listener: CallListener; readonly clock: Clock },
  ) {
    const { settings, listener, clock } = call;
    this.#settings = settings;
    this.#listener = listener;
    this.#reader = new FrameReader(settings.maxReceiveBytes);
    if (Number.isFinite(settings.timeoutMs)) {
      this.#deadline = clock.at(clock.now() + settings.timeoutMs, () => this.#onDeadline());
    }
    this.#stream = this.#open(session, origin);
  }

  /** Hot path. */
  send(message: Uint8Array): void {
    if (this.#isOver) return;
    const { maxSendBytes } = this.#settings;
    if (message.length > maxSendBytes) {
      const text = `trying to send message larger than max (${message.length} vs. ${maxSendBytes})`;
      this.#fail(STATUS.RESOURCE_EXHAUSTED, text);
      return;
    }
    this.#stream?.write(frameMessage(message));
  }

  /** Nothing more is sent. */
  halfClose(): void {
    if (!this.#isOver) this.#stream?.end();
  }

  /** Ends without telling anybody. */
  abandon(): void {
    if (this.#finish()) this.#stream?.close(constants.NGHTTP2_CANCEL);
  }

  #open(session: ClientHttp2Session, origin: CallOrigin): ClientHttp2Stream | undefined {
    const { path, metadata, timeoutMs } = this.#settings;
    const headers: Record<string, string | string[]> = {
      ':method': 'POST',
      ':scheme': origin.scheme,
      ':path': path,
      ':authority': origin.authority,
      'content-type': 'application/grpc',
      'user-agent': origin.userAgent,
      te: 'trailers',
      ...(Number.isFinite(timeoutMs) ? { 'grpc-timeout': timeoutHeader(timeoutMs) } : {}),
    };
    addMetadata(headers, metadata);
    try {
      const stream = session.request(headers, { waitForTrailers: false });
      this.#listen(stream);
      return stream;
    } catch (error) {
      queueMicrotask(() => this.#fail(STATUS.UNAVAILABLE, (error as Error).message));
      return undefined;
    }
  }

  #listen(stream: ClientHttp2Stream): void {
    // The last argument, which the types leave out, keeps repeated names apart.
    stream.on('response', (...args: unknown[]) => {
      this.#head = args[2] as string[];
      this.#httpStatus = Number(rawHeader(this.#head, ':status'));
    });
    stream.on('trailers', (...args: unknown[]) => {
      this.#trailers = args[2] as string[];
    });
    stream.on('data', (piece: Buffer) => this.#onData(piece));
    stream.on('error', (error: Error) => this.#onError(error));
    stream.on('end', () => this.#onEnd());
    stream.on('close', () => this.#onClosed(stream.rstCode));
  }

  #onData(piece: Buffer): void {
    if (this.#isOver) return;
    try {
      for (const message of this.#reader.take(piece)) this.#listener.onMessage(message);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#fail(error.isTooLarge ? STATUS.RESOURCE_EXHAUSTED : STATUS.INTERNAL, error.message);
    }
  }

  /** All of the answer is there. Without trailers the head may have been everything. */
  #onEnd(): void {
    const last = this.#trailers ?? this.#head;
    const code = rawHeader(last, 'grpc-status');
    if (code !== undefined) {
      const message = decodeMessage(rawHeader(last, 'grpc-message') ?? '');
      const details = rawHeader(last, 'grpc-status-details-bin');
      this.#settle(Number(code), message, details === undefined ? undefined : Buffer.from(details, 'base64'));
    } else if (this.#httpStatus !== 0 && this.#httpStatus !== 200) {
      const code = STATUS_OF_HTTP[this.#httpStatus] ?? STATUS.UNKNOWN;
      const type = rawHeader(this.#head, 'content-type') ?? '';
      this.#settle(
        code,
        `unexpected HTTP status code received from server: ${this.#httpStatus}; transport: received unexpected ` +
          `content-type "${type}"`,
      );
    } else if (this.#httpStatus === 0) this.#settle(STATUS.UNAVAILABLE, LOST);
    else this.#settle(STATUS.INTERNAL, 'server closed the stream without sending trailers');
  }

  #onError(error: Error): void {
    this.#fail(STATUS.UNAVAILABLE, `error reading from server: ${error.message}`);
  }

  #onClosed(rstCode: number): void {
    if (this.#isOver) return;
    if (this.#trailers !== undefined || rstCode === constants.NGHTTP2_NO_ERROR) this.#onEnd();
    else this.#fail(STATUS.UNAVAILABLE, LOST);
  }

  #onDeadline(): void {
    this.#fail(STATUS.DEADLINE_EXCEEDED, 'context deadline exceeded');
  }

  #fail(code: number, message: string): void {
    if (this.#isOver) return;
    this.#stream?.close(constants.NGHTTP2_CANCEL);
    this.#settle(code, message);
  }

  #settle(code: number, message: string, details?: Uint8Array): void {
    if (!this.#finish()) return;
    this.#listener.onEnd({
      code,
      message,
      details,
      headers: this.#trailers === undefined ? {} : readMetadata(this.#head),
      trailers: readMetadata(this.#trailers ?? this.#head),
    });
  }

  #finish(): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#deadline?.cancel();
    return true;
  }
}
