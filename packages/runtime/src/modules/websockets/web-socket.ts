import { goTypeName } from '@squall/core';
import { decodeText } from '../../transport/decode-text.ts';
import type { Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { openOf } from '../left-open.ts';
import { isExpectedClose, NORMAL_CLOSURE } from '../websocket/close-codes.ts';
import type { Handshake } from '../websocket/handshake.ts';
import { type SessionEnd, type SessionListener, WebSocketSession } from '../websocket/session.ts';
import { SessionMetrics } from '../websocket/session-metrics.ts';
import type { SocketParams } from '../websocket/socket-params.ts';
import type { SocketUrl } from '../websocket/socket-url.ts';
import { blobBytes, bufferBytes, createBlob } from './blob.ts';
import { SocketEvents } from './socket-events.ts';

export const CONNECTING = 0;
export const OPEN = 1;
export const CLOSING = 2;
export const CLOSED = 3;

const LONGEST_REASON_BYTES = 123;

/** What is behind one `WebSocket` of a script. */
export class ScriptWebSocket implements SessionListener {
  readonly url: SocketUrl;
  readonly events: SocketEvents;
  readyState: 0 | 1 | 2 | 3 = CONNECTING;
  protocol = '';
  extensions: readonly string[] = [];
  binaryType = 'blob';
  readonly #vu: VUContext;
  readonly #metrics: SessionMetrics;
  readonly #session: WebSocketSession;
  readonly #pings = new Map<string, number>();
  #pingCount = 0;
  /** Keeps the iteration alive until the connection is closed. */
  #hold: (job: () => unknown) => void;
  #ownCloseCode: number | undefined;
  #isAnswered = false;

  constructor(vu: VUContext, call: { object: object; url: SocketUrl; params: SocketParams }) {
    const { object, url, params } = call;
    this.#vu = vu;
    this.url = url;
    this.events = new SocketEvents(vu, object);
    this.#metrics = new SessionMetrics(vu, params.tags);
    const name = params.tags.get('name');
    this.#metrics.tag('url', name ?? url.text);
    if (name === undefined) this.#metrics.tag('name', url.text);
    this.#hold = vu.loop.hold();
    this.#session = new WebSocketSession(vu, { url, params, listener: this });
    // The dial may have failed already.
    if (this.readyState !== CLOSED) openOf(vu).add(this);
  }

  get bufferedAmount(): number {
    return this.#session.bufferedAmount;
  }

  setBinaryType(value: unknown): void {
    if (value === 'blob' || value === 'arraybuffer') this.binaryType = value;
    else {
      throw this.#vu.realm.goError(
        `unknown binaryType ${String(value)}, the supported ones are "blob" and "arraybuffer"`,
      );
    }
  }

  /** Hot path. */
  send(data: unknown): void {
    this.#requireOpen();
    const sent = typeof data === 'string' ? data : (bufferBytes(data) ?? blobBytes(data));
    if (sent === undefined) throw this.#vu.realm.goError(`unsupported send type ${goTypeName(data)}`);
    // The script may change its buffer before it is on the wire.
    this.#session.send(typeof sent === 'string' ? sent : Buffer.from(sent));
    this.#metrics.sent();
  }

  ping(): void {
    this.#requireOpen();
    const payload = String(this.#pingCount++);
    this.#pings.set(payload, this.#vu.clock.now());
    this.#session.ping(payload);
    this.#metrics.sent();
  }

  close(code: unknown, reason: unknown): void {
    const number = code === undefined ? NORMAL_CLOSURE : Math.trunc(Number(code));
    const text = reason === undefined ? '' : String(reason);
    this.#checkClose(number, text);
    if (this.readyState >= CLOSING) return;
    const wasOpen = this.readyState === OPEN;
    this.readyState = CLOSING;
    this.#ownCloseCode = number;
    if (wasOpen) {
      this.#session.close(number, text);
      this.#metrics.sent();
      return;
    }
    this.#session.abandon();
    this.#end({ reason: '' });
  }

  /** The iteration ended without waiting for it. */
  cutOff(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#session.leave(NORMAL_CLOSURE);
    if (this.#isAnswered) this.#metrics.ended();
  }

  onHandshake(handshake: Handshake): void {
    this.#isAnswered = true;
    this.#metrics.connected(handshake);
    if (handshake.error !== undefined) {
      this.#fail(handshake.error, { reason: '' });
      return;
    }
    this.protocol = handshake.subprotocol;
    this.extensions = handshake.extensions;
    this.#enqueue(() => {
      if (this.readyState === CONNECTING) this.readyState = OPEN;
      return this.#handled(this.events.fire('open'));
    });
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.#metrics.received();
    this.#enqueue(() =>
      this.#handled(
        this.events.fire('message', {
          data: isBinary ? this.#binary(data) : decodeText(data),
          origin: this.url.text,
        }),
      ),
    );
  }

  onPing(): void {
    this.#enqueue(() => this.#handled(this.events.fire('ping')));
  }

  onPong(payload: string): void {
    const sentMs = this.#pings.get(payload);
    if (sentMs === undefined) {
      this.#vu.log.log('warning', `received pong for unknown ping ID ${payload}`);
      return;
    }
    this.#pings.delete(payload);
    this.#metrics.ponged(this.#vu.clock.now() - sentMs);
    this.#enqueue(() => this.#handled(this.events.fire('pong')));
  }

  onEnd({ code, reason, error }: SessionEnd): void {
    this.#metrics.ended();
    const isOwn = this.#ownCloseCode !== undefined && (code === this.#ownCloseCode || isExpectedClose(code));
    if (error === undefined || isOwn) this.#end({ reason, code });
    else this.#fail(error, { reason, code });
  }

  #binary(data: Buffer): unknown {
    const { realm } = this.#vu;
    return this.binaryType === 'arraybuffer'
      ? realm.createArrayBuffer(data)
      : createBlob(realm, Buffer.from(data));
  }

  #fail(error: string, details: Readonly<Record<string, unknown>>): void {
    this.readyState = CLOSED;
    this.#enqueue(() => this.#handled(this.events.fire('error', { error })));
    this.#end(details);
  }

  #end(details: Readonly<Record<string, unknown>>): void {
    openOf(this.#vu).delete(this);
    this.#hold(() => {
      this.readyState = CLOSED;
      return this.events.fire('close', details);
    });
  }

  #enqueue(job: () => unknown): void {
    const release = this.#hold;
    this.#hold = this.#vu.loop.hold();
    release(job);
  }

  /** A handler that throws takes the connection with it; its exception ends the iteration. */
  *#handled(handlers: Suspendable<unknown>): Suspendable<unknown> {
    try {
      yield* handlers;
    } catch (error) {
      this.cutOff();
      const text = this.#vu.realm.describeError(error);
      yield* this.events.fire('error', { error: text });
      yield* this.events.fire('close', { reason: '', code: NORMAL_CLOSURE });
      throw error;
    }
    return undefined;
  }

  #requireOpen(): void {
    if (this.readyState !== OPEN) throw this.#vu.realm.goError('InvalidStateError');
  }

  #checkClose(code: number, reason: string): void {
    const failed = "Failed to execute 'close' on 'WebSocket': ";
    if (code !== NORMAL_CLOSURE && !(code >= 3000 && code <= 4999)) {
      throw this.#vu.realm.goError(
        `InvalidAccessError: ${failed}The close code must be either 1000, or between 3000 and 4999. ${code} is neither`,
      );
    }
    if (Buffer.byteLength(reason) > LONGEST_REASON_BYTES) {
      throw this.#vu.realm.goError(
        `SyntaxError: ${failed}The message must not be greater than ${LONGEST_REASON_BYTES} bytes`,
      );
    }
  }
}
