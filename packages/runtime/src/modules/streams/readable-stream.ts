import type { AnyFunction } from '../../vu/operation.ts';
import type { ScriptPromises } from './script-promises.ts';
import type { Strategy } from './strategy.ts';
import type { Reader } from './stream-reader.ts';

/** What a stream gets its chunks from. */
export interface Source {
  readonly object: unknown;
  readonly start: AnyFunction | undefined;
  readonly pull: AnyFunction | undefined;
  readonly cancel: AnyFunction | undefined;
}

interface QueuedChunk {
  readonly value: unknown;
  readonly size: number;
}

/** The readable stream of the WHATWG's standard, with its default controller; names are the standard's. */
export class Readable {
  state: 'readable' | 'closed' | 'errored' = 'readable';
  storedError: unknown;
  reader: Reader | undefined;
  readonly promises: ScriptPromises;
  readonly #source: Source;
  readonly #strategy: Strategy;
  readonly #controllerObject: object;
  readonly #queue: QueuedChunk[] = [];
  #queueSize = 0;
  #isStarted = false;
  #isCloseRequested = false;
  #isPulling = false;
  #pullsAgain = false;

  constructor(
    promises: ScriptPromises,
    parts: { source: Source; strategy: Strategy; controller: (stream: Readable) => object },
  ) {
    this.promises = promises;
    this.#source = parts.source;
    this.#strategy = parts.strategy;
    this.#controllerObject = parts.controller(this);
  }

  /** Runs the source's `start`, whose exceptions are those of the constructor. */
  start(): void {
    const { start, object } = this.#source;
    const result: unknown =
      start === undefined ? undefined : Reflect.apply(start, object, [this.#controllerObject]);
    this.promises.when(
      this.promises.resolved(result),
      () => {
        this.#isStarted = true;
        this.#pullIfNeeded();
      },
      (reason) => this.error(reason),
    );
  }

  get isLocked(): boolean {
    return this.reader !== undefined;
  }

  get desiredSize(): number | null {
    if (this.state === 'errored') return null;
    return this.state === 'closed' ? 0 : this.#strategy.highWaterMark - this.#queueSize;
  }

  get #canCloseOrEnqueue(): boolean {
    return !this.#isCloseRequested && this.state === 'readable';
  }

  /** `controller.enqueue()`. @throws TypeError of the realm */
  enqueue(chunk: unknown): void {
    if (!this.#canCloseOrEnqueue) throw this.#typeError('the stream is not in a state that permits enqueue');
    const waiting = this.reader?.requests.shift();
    if (waiting !== undefined) waiting.resolve(this.#result(chunk, false));
    else this.#store(chunk);
    this.#pullIfNeeded();
  }

  #store(value: unknown): void {
    let size: number;
    try {
      size = this.#strategy.size(value);
    } catch (error) {
      this.error(error);
      throw error;
    }
    this.#queue.push({ value, size });
    this.#queueSize += size;
  }

  /** `controller.close()`. @throws TypeError of the realm */
  close(): void {
    if (!this.#canCloseOrEnqueue) throw this.#typeError('the stream is not in a state that permits close');
    this.#isCloseRequested = true;
    if (this.#queue.length === 0) this.#end();
  }

  /** `controller.error()`. */
  error(reason: unknown): void {
    if (this.state !== 'readable') return;
    this.#clearQueue();
    this.state = 'errored';
    this.storedError = reason;
    const { reader } = this;
    if (reader === undefined) return;
    for (const request of reader.requests.splice(0)) request.reject(reason);
    reader.closed.reject(reason);
    this.promises.ignoreRejection(reader.closed.promise);
  }

  /** Hot path: `reader.read()`. */
  read(): unknown {
    const { promises } = this;
    if (this.state === 'closed') return promises.resolved(this.#result(undefined, true));
    if (this.state === 'errored') return promises.rejected(this.storedError);
    const chunk = this.#queue.shift();
    if (chunk === undefined) {
      const request = promises.defer();
      this.reader?.requests.push(request);
      this.#pullIfNeeded();
      return request.promise;
    }
    this.#queueSize = Math.max(0, this.#queueSize - chunk.size);
    if (this.#isCloseRequested && this.#queue.length === 0) this.#end();
    else this.#pullIfNeeded();
    return promises.resolved(this.#result(chunk.value, false));
  }

  cancel(reason: unknown): unknown {
    const { promises } = this;
    if (this.state === 'closed') return promises.resolved();
    if (this.state === 'errored') return promises.rejected(this.storedError);
    this.#end();
    this.#clearQueue();
    const done = promises.defer();
    promises.when(
      promises.call(this.#source.cancel, this.#source.object, [reason]),
      () => done.resolve(undefined),
      (error) => done.reject(error),
    );
    return done.promise;
  }

  #end(): void {
    this.state = 'closed';
    const { reader } = this;
    if (reader === undefined) return;
    for (const request of reader.requests.splice(0)) request.resolve(this.#result(undefined, true));
    reader.closed.resolve(undefined);
  }

  #pullIfNeeded(): void {
    if (!this.#shouldPull()) return;
    if (this.#isPulling) {
      this.#pullsAgain = true;
      return;
    }
    this.#isPulling = true;
    const { promises } = this;
    promises.when(
      promises.call(this.#source.pull, this.#source.object, [this.#controllerObject]),
      () => {
        this.#isPulling = false;
        if (!this.#pullsAgain) return;
        this.#pullsAgain = false;
        this.#pullIfNeeded();
      },
      (reason) => this.error(reason),
    );
  }

  #shouldPull(): boolean {
    if (!this.#isStarted || !this.#canCloseOrEnqueue) return false;
    return (this.reader?.requests.length ?? 0) > 0 || (this.desiredSize ?? 0) > 0;
  }

  #clearQueue(): void {
    this.#queue.length = 0;
    this.#queueSize = 0;
  }

  #result(value: unknown, done: boolean): object {
    return Object.assign(this.promises.realm.createObject(), { value, done });
  }

  #typeError(message: string): Error {
    return this.promises.realm.typeError(message);
  }
}
