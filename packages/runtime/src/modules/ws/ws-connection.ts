import type { Timer } from '@squall/core';
import { decodeText } from '../../transport/decode-text.ts';
import type { AnyFunction, Operation, Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { goErrorValue } from '../error-values.ts';
import { GOING_AWAY } from '../websocket/close-codes.ts';
import type { Handshake } from '../websocket/handshake.ts';
import { type SessionEnd, type SessionListener, WebSocketSession } from '../websocket/session.ts';
import { SessionMetrics } from '../websocket/session-metrics.ts';
import type { SocketParams } from '../websocket/socket-params.ts';
import type { SocketUrl } from '../websocket/socket-url.ts';
import { EventQueue } from './event-queue.ts';

type SocketEvent =
  | { readonly kind: 'handshake'; readonly handshake: Handshake }
  | { readonly kind: 'message'; readonly data: Buffer; readonly isBinary: boolean }
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong'; readonly payload: string }
  | { readonly kind: 'timer'; readonly callback: AnyFunction }
  | { readonly kind: 'end'; readonly end: SessionEnd };

const EVENT_NAMES: ReadonlySet<string> = new Set([
  'open',
  'message',
  'binaryMessage',
  'ping',
  'pong',
  'close',
  'error',
]);

/** One call of `ws.connect`: everything that happens is dealt with in turn while the VU waits for the end. */
export class WsConnection implements SessionListener {
  readonly #vu: VUContext;
  readonly #metrics: SessionMetrics;
  readonly #session: WebSocketSession;
  readonly #events = new EventQueue<SocketEvent>();
  readonly #handlers = new Map<string, AnyFunction[]>();
  readonly #timers = new Set<Timer>();
  readonly #pings = new Map<string, number>();
  #isClosed = false;

  constructor(vu: VUContext, url: SocketUrl, params: SocketParams) {
    this.#vu = vu;
    this.#metrics = new SessionMetrics(vu, params.tags);
    this.#metrics.tag('url', url.text);
    this.#session = new WebSocketSession(vu, { url, params, listener: this });
  }

  /** The answer of the server, or the lack of one. */
  *handshake(): Suspendable<Handshake> {
    const event = (yield this.#next()) as SocketEvent & { kind: 'handshake' };
    this.#metrics.connected(event.handshake);
    if (event.handshake.error !== undefined) this.#metrics.ended();
    return event.handshake;
  }

  /** Runs the script's callback and then its handlers until the connection is closed. */
  *converse(callback: AnyFunction, socket: object): Suspendable<unknown> {
    try {
      yield* this.#vu.realm.call(callback, undefined, [socket]);
      try {
        yield* this.#handleEvents();
      } catch (error) {
        this.close(GOING_AWAY);
        throw error;
      }
    } finally {
      this.#stop();
      this.#session.leave(GOING_AWAY);
      this.#metrics.ended();
    }
    return undefined;
  }

  on(name: string, handler: unknown): void {
    if (!EVENT_NAMES.has(name) || typeof handler !== 'function') return;
    const known = this.#handlers.get(name);
    if (known === undefined) this.#handlers.set(name, [handler as AnyFunction]);
    else known.push(handler as AnyFunction);
  }

  /** Hot path. Counts what could not be sent, too. */
  send(data: string | Uint8Array): void {
    if (this.#isClosed) this.#fireNow('error', this.#error('websocket: close sent'));
    else this.#session.send(data);
    this.#metrics.sent();
  }

  ping(): void {
    if (this.#isClosed) return this.#fireNow('error', this.#error('websocket: close sent'));
    const payload = String(this.#pings.size);
    this.#pings.set(payload, this.#vu.clock.now());
    this.#session.ping(payload);
  }

  close(code: number): void {
    if (this.#isClosed) return;
    this.#stop();
    this.#session.leave(code);
    this.#fireNow('close', code);
  }

  startTimer(callback: AnyFunction, delayMs: number, repeats: boolean): void {
    const { clock } = this.#vu;
    const arm = (dueMs: number): void => {
      const timer = clock.at(dueMs, () => {
        this.#timers.delete(timer);
        if (this.#isClosed) return;
        if (repeats) arm(dueMs + delayMs);
        this.#events.push({ kind: 'timer', callback });
      });
      this.#timers.add(timer);
    };
    if (!this.#isClosed) arm(clock.now() + delayMs);
  }

  onHandshake(handshake: Handshake): void {
    this.#events.push({ kind: 'handshake', handshake });
  }

  onMessage(data: Buffer, isBinary: boolean): void {
    this.#events.push({ kind: 'message', data, isBinary });
  }

  onPing(): void {
    this.#events.push({ kind: 'ping' });
  }

  onPong(payload: string): void {
    this.#events.push({ kind: 'pong', payload });
  }

  onEnd(end: SessionEnd): void {
    this.#events.push({ kind: 'end', end });
  }

  *#handleEvents(): Suspendable<unknown> {
    yield* this.#fire('open');
    while (!this.#isClosed) yield* this.#handle((yield this.#next()) as SocketEvent);
    return undefined;
  }

  #next(): Operation<SocketEvent> {
    return this.#events.next({
      onCancel: () => {
        this.#stop();
        this.#session.leave(GOING_AWAY);
      },
      onSync: () => {
        this.#session.abandon();
        throw this.#vu.realm.goError(
          'ws.connect() cannot wait here: it was called where a script cannot be suspended, such as a constructor, ' +
            'a getter or a callback of a built-in function',
        );
      },
    });
  }

  *#handle(event: SocketEvent): Suspendable<unknown> {
    switch (event.kind) {
      case 'message':
        return yield* this.#handleMessage(event);
      case 'ping':
        return yield* this.#fire('ping');
      case 'pong':
        return yield* this.#handlePong(event.payload);
      case 'timer':
        return yield* this.#vu.realm.call(event.callback, undefined, []);
      case 'end':
        return yield* this.#handleEnd(event.end);
      case 'handshake':
        throw new Error('a connection is opened once');
    }
  }

  *#handleMessage({ data, isBinary }: { data: Buffer; isBinary: boolean }): Suspendable<unknown> {
    this.#metrics.received();
    if (isBinary) yield* this.#fire('binaryMessage', this.#vu.realm.createArrayBuffer(data));
    else yield* this.#fire('message', decodeText(data));
    return undefined;
  }

  *#handlePong(payload: string): Suspendable<unknown> {
    const sentMs = this.#pings.get(payload);
    if (sentMs !== undefined) this.#metrics.ponged(this.#vu.clock.now() - sentMs);
    return yield* this.#fire('pong');
  }

  *#handleEnd({ code, error }: SessionEnd): Suspendable<unknown> {
    if (error !== undefined) yield* this.#fire('error', this.#error(error));
    // A handler of the error may have closed the socket itself.
    if (this.#isClosed) return undefined;
    this.#stop();
    return yield* this.#fire('close', code);
  }

  *#fire(name: string, ...args: unknown[]): Suspendable<unknown> {
    for (const handler of this.#handlers.get(name) ?? []) {
      yield* this.#vu.realm.call(handler, undefined, args);
    }
    return undefined;
  }

  /** From within a call of the script, which goes on when the handlers are done. */
  #fireNow(name: string, ...args: unknown[]): void {
    for (const handler of this.#handlers.get(name) ?? []) handler(...args);
  }

  #error(text: string): object {
    return goErrorValue(this.#vu.realm, text);
  }

  #stop(): void {
    this.#isClosed = true;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }
}
