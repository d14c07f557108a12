import { randomUUID } from 'node:crypto';
import { createReadStream, readSync, rmSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ArchiveSource } from '@squall/coordinator';
import type { Clock } from '@squall/core';
import { type ReceiveLimits, receiveArchive } from './receive-archive.ts';
import type { ArchiveStore, StoredArchive } from './stored-archive.ts';

const LIMITS: ReceiveLimits = {
  maxBytes: 100 * 1024 * 1024,
  maxEntries: 50_000,
  maxMetadataBytes: 4 * 1024 * 1024,
};

/** An archive that agents may fetch. */
export interface OpenArchive extends AsyncDisposable {
  readonly source: ArchiveSource;
}

export interface ArchiveShelfOptions {
  readonly folder: string;
  readonly store: ArchiveStore;
  readonly clock: Clock;
  readonly limits?: Partial<ReceiveLimits>;
}

/** Archives in the data folder, each under the hash of its contents and therefore once. */
export class ArchiveShelf {
  readonly #folder: string;
  readonly #store: ArchiveStore;
  readonly #clock: Clock;
  readonly #limits: ReceiveLimits;

  constructor({ folder, store, clock, limits }: ArchiveShelfOptions) {
    this.#folder = folder;
    this.#store = store;
    this.#clock = clock;
    this.#limits = { ...LIMITS, ...limits };
    // What was arriving when the process before this one was killed.
    rmSync(this.#incoming, { recursive: true, force: true });
  }

  get maxBytes(): number {
    return this.#limits.maxBytes;
  }

  /** @throws UserError INVALID_ARCHIVE, ApiError payload-too-large; nothing is left behind then. */
  async receive(source: Readable): Promise<StoredArchive> {
    const incoming = join(this.#incoming, randomUUID());
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    try {
      const received = await receiveArchive(source, incoming, this.#limits);
      const file = this.#fileOf(received.sha256);
      await mkdir(dirname(file), { recursive: true, mode: 0o700 });
      // From here on nobody removes the one there may be already.
      await this.#store.touch(received.sha256, this.#clock.wallMs());
      // The bytes first: a row without them would be an archive that cannot be read.
      await rename(incoming, file);
      const archive = { ...received, createdAtMs: this.#clock.wallMs() };
      await this.#store.add(archive);
      return archive;
    } finally {
      await rm(incoming, { force: true });
    }
  }

  /** Removes those that came before and that no test and no run has any more. */
  async removeUnused(beforeMs: number): Promise<void> {
    for (const sha256 of await this.#store.removeUnused(beforeMs))
      rmSync(this.#fileOf(sha256), { force: true });
  }

  bySha256(sha256: string): Promise<StoredArchive | undefined> {
    return this.#store.bySha256(sha256);
  }

  /** For reading parts of it at any time, until it is disposed of. */
  async open({ sha256, bytes }: StoredArchive): Promise<OpenArchive> {
    const file = await open(this.#fileOf(sha256));
    const read = (offset: number, length: number): Uint8Array => {
      const part = Buffer.alloc(Math.max(0, Math.min(length, bytes - offset)));
      return part.subarray(0, readSync(file.fd, part, 0, part.length, offset));
    };
    return { source: { hash: sha256, bytes, read }, [Symbol.asyncDispose]: () => file.close() };
  }

  read(sha256: string): Readable {
    return createReadStream(this.#fileOf(sha256));
  }

  get #incoming(): string {
    return join(this.#folder, 'incoming');
  }

  #fileOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`not a hash: ${sha256}`);
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}
