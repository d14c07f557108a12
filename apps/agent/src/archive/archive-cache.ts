import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  linkSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** Archives on disk by their content; what has not been used for longest goes when there are too many bytes. */
export class ArchiveCache {
  readonly #folder: string;
  readonly #maxBytes: number;

  constructor(folder: string, maxBytes: number) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  has(hash: string): boolean {
    return existsSync(this.#path(hash));
  }

  /** Takes over a file that has been verified. */
  add(hash: string, file: string): void {
    renameSync(file, this.#path(hash));
    this.#makeRoom(hash);
  }

  /** Puts an archive elsewhere, where no other process can take it away; false when it is not, or no longer, whole. */
  async lend(hash: string, to: string): Promise<boolean> {
    const path = this.#path(hash);
    try {
      linkOrCopy(path, to);
      if ((await sha256Of(to)) !== hash) throw new Error('the archive has been changed');
      utimesSync(path, new Date(), new Date());
      return true;
    } catch {
      rmSync(to, { force: true });
      rmSync(path, { force: true });
      return false;
    }
  }

  #makeRoom(newest: string): void {
    const files = readdirSync(this.#folder).map((name) => {
      const path = join(this.#folder, name);
      const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? { size: 0, mtimeMs: 0 };
      return { path, size, mtimeMs };
    });
    let bytes = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (bytes <= this.#maxBytes) return;
      if (path === this.#path(newest)) continue;
      rmSync(path, { force: true });
      bytes -= size;
    }
  }

  #path(hash: string): string {
    return join(this.#folder, `${hash}.tar`);
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to); // Not every file system has links.
  }
}

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
