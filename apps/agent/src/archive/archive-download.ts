import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import type { Clock, Timer } from '@squall/core';
import type { ArchiveChunk, ArchiveRef, FetchArchive } from '@squall/protocol';

const CHUNK_BYTES = 1024 * 1024;
const ASK_AGAIN_AFTER_MS = 5_000;
const MAX_QUESTIONS = 12;

export interface DownloadDeps {
  readonly clock: Clock;
  send(message: FetchArchive): void;
}

/** Fetches one archive into a file, one chunk after the other. */
export class ArchiveDownload {
  readonly ref: ArchiveRef;
  readonly done: Promise<void>;
  readonly #deps: DownloadDeps;
  readonly #file: number;
  readonly #hash: Hash = createHash('sha256');
  #offset = 0;
  #questions = 0;
  #timer: Timer | undefined;
  #resolve: () => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  constructor(ref: ArchiveRef, file: string, deps: DownloadDeps) {
    this.ref = ref;
    this.#deps = deps;
    this.#file = openSync(file, 'w', 0o600);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.ask();
  }

  /** For the next chunk; again when the connection is new or nothing comes. */
  ask(): void {
    const { clock, send } = this.#deps;
    this.#timer?.cancel();
    if (++this.#questions > MAX_QUESTIONS) {
      return this.#finish(new Error('the coordinator does not send the archive'));
    }
    this.#timer = clock.at(clock.now() + ASK_AGAIN_AFTER_MS, () => this.ask());
    send({ type: 'fetch-archive', hash: this.ref.hash, offset: this.#offset, length: CHUNK_BYTES });
  }

  receive({ offset, bytes }: ArchiveChunk): void {
    if (offset !== this.#offset || bytes.length === 0) return; // Asked for twice.
    try {
      writeSync(this.#file, bytes);
    } catch (error) {
      return this.#finish(error as Error);
    }
    this.#hash.update(bytes);
    this.#offset += bytes.length;
    this.#questions = 0;
    if (this.#offset < this.ref.bytes) return this.ask();
    const isWhole = this.#offset === this.ref.bytes && this.#hash.digest('hex') === this.ref.hash;
    this.#finish(isWhole ? undefined : new Error('the archive arrived damaged'));
  }

  /** Nobody wants it any more. */
  cancel(): void {
    this.#finish(new Error('the agent has ended'));
  }

  #finish(error: Error | undefined): void {
    if (this.#timer === undefined) return;
    this.#timer.cancel();
    this.#timer = undefined;
    closeSync(this.#file);
    if (error === undefined) this.#resolve();
    else this.#reject(error);
  }
}
