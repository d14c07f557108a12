import type { Deferred, ScriptPromises } from './script-promises.ts';
import type { Writable } from './writable-stream.ts';

/** The one that writes to a stream, as long as it holds the lock. */
export class Writer {
  ready: Deferred;
  closed: Deferred;
  readonly #promises: ScriptPromises;
  #stream: Writable | undefined;

  /** @throws TypeError of the realm when somebody else writes to the stream */
  constructor(stream: Writable) {
    this.#promises = stream.promises;
    if (stream.isLocked) throw this.#promises.realm.typeError('stream is locked');
    this.#stream = stream;
    stream.writer = this;
    this.ready = this.#promises.defer();
    this.closed = this.#promises.defer();
    const { state } = stream;
    if (state === 'erroring' || state === 'errored') this.rejectReady(stream.storedError);
    else if (state === 'closed' || stream.isClosing || !stream.hasBackpressure) this.ready.resolve(undefined);
    if (state === 'errored') this.rejectClosed(stream.storedError);
    if (state === 'closed') this.closed.resolve(undefined);
  }

  /** @throws TypeError of the realm when the lock is released */
  get desiredSize(): number | null {
    if (this.#stream === undefined) throw this.#released();
    return this.#stream.desiredSize;
  }

  write(chunk: unknown): unknown {
    return this.#stream?.write(chunk) ?? this.#promises.rejected(this.#released());
  }

  close(): unknown {
    return this.#stream?.close() ?? this.#promises.rejected(this.#released());
  }

  abort(reason: unknown): unknown {
    return this.#stream?.abort(reason) ?? this.#promises.rejected(this.#released());
  }

  releaseLock(): void {
    if (this.#stream === undefined) return;
    const reason = this.#released();
    this.rejectReady(reason);
    this.rejectClosed(reason);
    this.#stream.writer = undefined;
    this.#stream = undefined;
  }

  waitForReady(): void {
    this.ready = this.#promises.defer();
  }

  /** What is settled already makes way for a rejected one. */
  rejectReady(reason: unknown): void {
    this.#promises.ignoreRejection(this.ready.promise);
    this.ready.reject(reason);
    this.ready = this.#rejected(reason);
  }

  rejectClosed(reason: unknown): void {
    this.#promises.ignoreRejection(this.closed.promise);
    this.closed.reject(reason);
    if (this.#stream?.state !== 'errored') this.closed = this.#rejected(reason);
  }

  #rejected(reason: unknown): Deferred {
    const deferred = this.#promises.defer();
    this.#promises.ignoreRejection(deferred.promise);
    deferred.reject(reason);
    return deferred;
  }

  #released(): Error {
    return this.#promises.realm.typeError('the writer has released its lock');
  }
}
