import type { ArchiveChunk, ArchiveRef } from '@squall/protocol';
import type { AgentFolder } from './agent-folder.ts';
import { ArchiveCache } from './archive-cache.ts';
import { ArchiveDownload, type DownloadDeps } from './archive-download.ts';

const MIN_CACHE_BYTES = 1024 * 1024 * 1024;
const SHA256 = /^[0-9a-f]{64}$/;

export interface ArchivesOptions extends DownloadDeps {
  readonly folder: AgentFolder;
  /** Larger archives are refused. */
  readonly maxArchiveBytes: number;
  readonly cacheBytes?: number;
}

/** The archives of tests: fetched once, kept, and checked before each use. */
export class Archives implements Disposable {
  readonly #options: ArchivesOptions;
  readonly #cache: ArchiveCache;
  readonly #downloads = new Map<string, ArchiveDownload>();

  constructor(options: ArchivesOptions) {
    const { folder, maxArchiveBytes, cacheBytes = Math.max(MIN_CACHE_BYTES, maxArchiveBytes) } = options;
    this.#options = options;
    this.#cache = new ArchiveCache(folder.archives, cacheBytes);
  }

  /** Sees to it that the archive is at hand. Rejects when it cannot be. */
  async provide(ref: ArchiveRef): Promise<void> {
    this.#check(ref);
    if (this.#cache.has(ref.hash)) return;
    const known = this.#downloads.get(ref.hash);
    if (known !== undefined) return known.done;
    const part = this.#options.folder.partOf(ref.hash);
    const download = new ArchiveDownload(ref, part, this.#options);
    this.#downloads.set(ref.hash, download);
    try {
      await download.done;
      this.#cache.add(ref.hash, part);
    } finally {
      this.#downloads.delete(ref.hash);
    }
  }

  /** Puts the archive, checked, into a file of its own. */
  async putInto(path: string, ref: ArchiveRef): Promise<void> {
    await this.provide(ref);
    if (await this.#cache.lend(ref.hash, path)) return;
    // It was there, but not whole, or has been removed meanwhile.
    await this.provide(ref);
    if (!(await this.#cache.lend(ref.hash, path)))
      throw new Error('the archive cannot be kept on this machine');
  }

  receive(chunk: ArchiveChunk): void {
    this.#downloads.get(chunk.hash)?.receive(chunk);
  }

  /** What was asked for over the old connection may never come. */
  reconnected(): void {
    for (const download of this.#downloads.values()) download.ask();
  }

  [Symbol.dispose](): void {
    for (const download of this.#downloads.values()) download.cancel();
  }

  #check({ hash, bytes }: ArchiveRef): void {
    const { maxArchiveBytes } = this.#options;
    if (!SHA256.test(hash)) throw new Error(`'${hash}' is no SHA-256 of an archive`);
    if (bytes > maxArchiveBytes) {
      throw new Error(`the archive has ${bytes} bytes, this agent takes ${maxArchiveBytes} at most`);
    }
  }
}
