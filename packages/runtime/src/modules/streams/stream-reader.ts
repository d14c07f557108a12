import type { Readable } from './readable-stream.ts';
import type { Deferred, ScriptPromises } from './script-promises.ts';

/** The one that reads a stream, as long as it holds the lock. */
export class Reader {
  readonly requests: Deferred[] = [];
  closed: Deferred;
  #stream: Readable | undefined;
  readonly #promises: ScriptPromises;

  /** @throws TypeError of the realm when somebody else reads the stream */
  constructor(stream: Readable) {
    this.#promises = stream.promises;
    if (stream.isLocked) throw this.#promises.realm.typeError('stream is locked');
    this.#stream = stream;
    stream.reader = this;
    this.closed = this.#promises.defer();
    if (stream.state === 'closed') this.closed.resolve(undefined);
    if (stream.state === 'errored') this.#rejectClosed(stream.storedError);
  }

  read(): unknown {
    return this.#stream?.read() ?? this.#promises.rejected(this.#released('read'));
  }

  cancel(reason: unknown): unknown {
    return this.#stream?.cancel(reason) ?? this.#promises.rejected(this.#released('cancel'));
  }

  releaseLock(): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    const reason = this.#released('use');
    if (stream.state !== 'readable') this.closed = this.#promises.defer();
    this.#rejectClosed(reason);
    for (const request of this.requests.splice(0)) request.reject(reason);
    stream.reader = undefined;
    this.#stream = undefined;
  }

  #rejectClosed(reason: unknown): void {
    this.closed.reject(reason);
    this.#promises.ignoreRejection(this.closed.promise);
  }

  #released(what: string): Error {
    return this.#promises.realm.typeError(`cannot ${what} a reader that has released its lock`);
  }
}
