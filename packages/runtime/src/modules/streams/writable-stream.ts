import type { AnyFunction } from '../../vu/operation.ts';
import type { Deferred, ScriptPromises } from './script-promises.ts';
import type { Strategy } from './strategy.ts';
import type { Writer } from './stream-writer.ts';

/** Where a stream's chunks go. */
export interface Sink {
  readonly object: unknown;
  readonly start: AnyFunction | undefined;
  readonly write: AnyFunction | undefined;
  readonly close: AnyFunction | undefined;
  readonly abort: AnyFunction | undefined;
}

type Queued =
  | { readonly kind: 'chunk'; readonly value: unknown; readonly size: number; readonly done: Deferred }
  | { readonly kind: 'close'; readonly done: Deferred };

interface PendingAbort {
  readonly done: Deferred;
  readonly reason: unknown;
  readonly wasErroring: boolean;
}

/** The writable stream of the WHATWG's standard, with its default controller; names are the standard's. */
export class Writable {
  state: 'writable' | 'erroring' | 'errored' | 'closed' = 'writable';
  storedError: unknown;
  writer: Writer | undefined;
  readonly promises: ScriptPromises;
  readonly #sink: Sink;
  readonly #strategy: Strategy;
  readonly #controllerObject: object;
  readonly #queue: Queued[] = [];
  #queueSize = 0;
  #isStarted = false;
  #inFlight: Queued | undefined;
  #closing: Deferred | undefined;
  #pendingAbort: PendingAbort | undefined;
  #hasBackpressure = false;

  constructor(
    promises: ScriptPromises,
    parts: { sink: Sink; strategy: Strategy; controller: (stream: Writable) => object },
  ) {
    this.promises = promises;
    this.#sink = parts.sink;
    this.#strategy = parts.strategy;
    this.#controllerObject = parts.controller(this);
    this.#hasBackpressure = this.#desired <= 0;
  }

  /** Runs the sink's `start`, whose exceptions are those of the constructor. */
  start(): void {
    const { start, object } = this.#sink;
    const result: unknown =
      start === undefined ? undefined : Reflect.apply(start, object, [this.#controllerObject]);
    this.promises.when(
      this.promises.resolved(result),
      () => {
        this.#isStarted = true;
        this.#advance();
      },
      (reason) => {
        this.#isStarted = true;
        this.#deal(reason);
      },
    );
  }

  get isLocked(): boolean {
    return this.writer !== undefined;
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  get hasBackpressure(): boolean {
    return this.#hasBackpressure;
  }

  get desiredSize(): number | null {
    if (this.state === 'errored' || this.state === 'erroring') return null;
    return this.state === 'closed' ? 0 : this.#desired;
  }

  get #desired(): number {
    return this.#strategy.highWaterMark - this.#queueSize;
  }

  /** `controller.error()`. */
  error(reason: unknown): void {
    if (this.state === 'writable') this.#startErroring(reason);
  }

  /** Hot path: `writer.write()`. */
  write(value: unknown): unknown {
    const { promises } = this;
    let size: number;
    try {
      size = this.#strategy.size(value);
    } catch (error) {
      this.error(error);
      return promises.rejected(error);
    }
    if (this.state === 'errored' || this.state === 'erroring') return promises.rejected(this.storedError);
    if (this.isClosing || this.state === 'closed') {
      return promises.rejected(this.#typeError('the stream is closing or closed and cannot be written to'));
    }
    const done = promises.defer();
    this.#queue.push({ kind: 'chunk', value, size, done });
    this.#queueSize += size;
    this.#updateBackpressure();
    this.#advance();
    return done.promise;
  }

  close(): unknown {
    const { promises } = this;
    if (this.state === 'closed' || this.state === 'errored') {
      return promises.rejected(this.#typeError(`the stream is ${this.state} and cannot be closed`));
    }
    if (this.isClosing) return promises.rejected(this.#typeError('the stream is already being closed'));
    const done = promises.defer();
    this.#closing = done;
    this.#queue.push({ kind: 'close', done });
    if (this.#hasBackpressure && this.state === 'writable') this.writer?.ready.resolve(undefined);
    this.#advance();
    return done.promise;
  }

  abort(reason: unknown): unknown {
    const { promises } = this;
    if (this.state === 'closed' || this.state === 'errored') return promises.resolved();
    if (this.#pendingAbort !== undefined) return this.#pendingAbort.done.promise;
    const wasErroring = this.state === 'erroring';
    const done = promises.defer();
    this.#pendingAbort = { done, reason: wasErroring ? undefined : reason, wasErroring };
    if (!wasErroring) this.#startErroring(reason);
    return done.promise;
  }

  #advance(): void {
    if (!this.#isStarted || this.#inFlight !== undefined) return;
    if (this.state === 'erroring') {
      this.#finishErroring();
      return;
    }
    const next = this.#queue[0];
    if (next === undefined || this.state !== 'writable') return;
    this.#inFlight = next;
    if (next.kind === 'close') this.#processClose(next);
    else this.#processWrite(next);
  }

  #processWrite(chunk: Queued & { kind: 'chunk' }): void {
    const { promises } = this;
    const { write, object } = this.#sink;
    promises.when(
      promises.call(write, object, [chunk.value, this.#controllerObject]),
      () => {
        this.#inFlight = undefined;
        chunk.done.resolve(undefined);
        this.#queue.shift();
        this.#queueSize = Math.max(0, this.#queueSize - chunk.size);
        if (!this.isClosing && this.state === 'writable') this.#updateBackpressure();
        this.#advance();
      },
      (reason) => {
        this.#inFlight = undefined;
        this.#queue.shift();
        chunk.done.reject(reason);
        this.#deal(reason);
      },
    );
  }

  #processClose(close: Queued): void {
    const { promises } = this;
    this.#queue.shift();
    promises.when(
      promises.call(this.#sink.close, this.#sink.object, []),
      () => {
        this.#inFlight = undefined;
        close.done.resolve(undefined);
        this.#pendingAbort?.done.resolve(undefined);
        this.#pendingAbort = undefined;
        this.state = 'closed';
        this.storedError = undefined;
        this.writer?.closed.resolve(undefined);
      },
      (reason) => {
        this.#inFlight = undefined;
        close.done.reject(reason);
        this.#pendingAbort?.done.reject(reason);
        this.#pendingAbort = undefined;
        this.#deal(reason);
      },
    );
  }

  #deal(reason: unknown): void {
    if (this.state === 'writable') this.#startErroring(reason);
    else if (this.state === 'erroring') this.#finishErroring();
  }

  #startErroring(reason: unknown): void {
    this.state = 'erroring';
    this.storedError = reason;
    this.writer?.rejectReady(reason);
    if (this.#inFlight === undefined && this.#isStarted) this.#finishErroring();
  }

  #finishErroring(): void {
    this.state = 'errored';
    for (const { kind, done } of this.#queue.splice(0)) if (kind === 'chunk') done.reject(this.storedError);
    this.#queueSize = 0;
    const abort = this.#pendingAbort;
    this.#pendingAbort = undefined;
    if (abort === undefined) return this.#rejectClosing();
    if (abort.wasErroring) {
      abort.done.reject(this.storedError);
      this.#rejectClosing();
      return;
    }
    const { promises } = this;
    promises.when(
      promises.call(this.#sink.abort, this.#sink.object, [abort.reason]),
      () => {
        abort.done.resolve(undefined);
        this.#rejectClosing();
      },
      (reason) => {
        abort.done.reject(reason);
        this.#rejectClosing();
      },
    );
  }

  #rejectClosing(): void {
    this.#closing?.reject(this.storedError);
    this.#closing = undefined;
    this.writer?.rejectClosed(this.storedError);
  }

  #updateBackpressure(): void {
    const hasBackpressure = this.#desired <= 0;
    if (hasBackpressure === this.#hasBackpressure) return;
    this.#hasBackpressure = hasBackpressure;
    if (hasBackpressure) this.writer?.waitForReady();
    else this.writer?.ready.resolve(undefined);
  }

  #typeError(message: string): Error {
    return this.promises.realm.typeError(message);
  }
}
