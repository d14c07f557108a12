import { UserError } from '@squall/core';
import { pathOfUrl } from '../file-url.ts';
import { archivePath } from './archive-path.ts';
import { type ArchiveMetadata, parseMetadata } from './metadata.ts';

/** An archive in memory. */
export interface Archive {
  readonly metadata: ArchiveMetadata;
  /** The main script. */
  readonly scriptText: string;
  /** Contents by scheme and normalised path: `/home/nobody/lib.js`, `/host/lib.js`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly remoteFiles: ReadonlyMap<string, Uint8Array>;
}

const BLOCK = 512;

/** True when the bytes begin with a tar header; k6 tells archives from scripts by it. */
export function looksLikeArchive(bytes: Uint8Array): boolean {
  if (bytes.byteLength < BLOCK) return false;
  const stored = Number.parseInt(
    Buffer.from(bytes.subarray(148, 156)).toString('latin1').replaceAll('\0', ' ').trim(),
    8,
  );
  let sum = 0;
  for (let i = 0; i < BLOCK; i++) sum += i >= 148 && i < 156 ? 0x20 : (bytes[i] ?? 0);
  return sum === stored;
}

/**
 * Reads an archive that may come from anywhere. Nothing is unpacked to disk; entries that try to leave the
 * archive's own file systems, and tars that are cut off or broken, are refused.
 * @throws UserError INVALID_ARCHIVE
 */
export async function readArchive(bytes: Uint8Array, archiveName: string): Promise<Archive> {
  const contents = new ArchiveContents(archiveName);
  await forEachFile(bytes, archiveName, (name, content) => contents.add(name, content));
  return contents.finish();
}

class ArchiveContents {
  readonly #archiveName: string;
  readonly #files = new Map<string, Uint8Array>();
  readonly #remoteFiles = new Map<string, Uint8Array>();
  #metadata: string | undefined;
  #script: string | undefined;

  constructor(archiveName: string) {
    this.#archiveName = archiveName;
  }

  add(name: string, content: Buffer): void {
    if (name === 'metadata.json') this.#metadata = content.toString('utf8');
    else if (name === 'data') this.#script = content.toString('utf8');
    else this.#addFile(name, content);
  }

  finish(): Archive {
    if (this.#metadata === undefined) throw broken(this.#archiveName, 'it has no metadata.json');
    if (this.#script === undefined) throw broken(this.#archiveName, 'it has no main script');
    const metadata = parseMetadata(this.#metadata, this.#archiveName);
    this.#placeScript(metadata.filename, this.#script);
    return { metadata, scriptText: this.#script, files: this.#files, remoteFiles: this.#remoteFiles };
  }

  /** In the tar the script's own name is only a link. */
  #placeScript(filename: string, text: string): void {
    const files = filename.startsWith('https:') ? this.#remoteFiles : this.#files;
    files.set(archivePath(pathOfUrl(filename)), Buffer.from(text));
  }

  #addFile(name: string, content: Buffer): void {
    const slash = name.indexOf('/');
    if (slash < 0) return;
    if (name.includes('\0') || name.split(/[\\/]/).includes('..')) {
      throw broken(this.#archiveName, `the entry ${JSON.stringify(name)} points out of the archive`);
    }
    const prefix = name.slice(0, slash);
    const path = name.slice(slash);
    if (prefix === 'file') this.#files.set(archivePath(path), content);
    else if (prefix === 'https') this.#remoteFiles.set(archivePath(path), content);
    else if (prefix === 'files' || prefix === 'scripts') this.#addOldFile(path, content);
    else throw new UserError('INVALID_ARCHIVE', `unknown file prefix \`${prefix}\` for file \`${name}\``);
  }

  // Before k6 0.25 local files began with `/_`, and all others were remote.
  #addOldFile(path: string, content: Buffer): void {
    if (path.startsWith('/_')) this.#files.set(archivePath(path.slice(2)), content);
    else this.#remoteFiles.set(archivePath(path), content);
  }
}

async function forEachFile(
  bytes: Uint8Array,
  archiveName: string,
  visit: (name: string, content: Buffer) => void,
): Promise<void> {
  const { extract } = await import('./tar.ts');
  return new Promise((resolve, reject) => {
    const tar = extract();
    const fail = (error: unknown) => {
      tar.destroy();
      reject(error instanceof UserError ? error : broken(archiveName, (error as Error).message));
    };
    tar.on('entry', (header, stream, next) => {
      // Checked before anything is collected: the size in a header is only a claim.
      if (!(header.size !== undefined && header.size >= 0 && header.size <= bytes.byteLength)) {
        fail(new Error(`the entry ${JSON.stringify(header.name)} claims to hold ${header.size} bytes`));
        return;
      }
      const chunks: Buffer[] = [];
      stream.on('data', (chunk) => chunks.push(chunk as Buffer));
      stream.on('error', fail);
      stream.on('end', () => {
        try {
          if (header.type === 'file' || header.type === 'contiguous-file')
            visit(header.name, Buffer.concat(chunks));
          next();
        } catch (error) {
          fail(error);
        }
      });
    });
    tar.on('error', fail);
    tar.on('finish', resolve);
    tar.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
}

function broken(archiveName: string, reason: string): UserError {
  return new UserError('INVALID_ARCHIVE', `archive '${archiveName}' cannot be read: ${reason}`);
}
