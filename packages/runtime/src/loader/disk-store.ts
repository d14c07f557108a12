import { readFileSync, statSync } from 'node:fs';
import type { FileRead, SourceStore } from './source-store.ts';

export interface DiskStoreDeps {
  /** Fetches a remote module; waits for the answer. */
  fetchRemote(url: string): Uint8Array;
}

/** Files of this machine and modules from https servers. */
export function createDiskStore(deps: DiskStoreDeps): SourceStore {
  return { readFile: readFileFromDisk, fetchRemote: deps.fetchRemote };
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'operation not permitted',
  ENOTDIR: 'not a directory',
  ELOOP: 'too many levels of symbolic links',
  ENAMETOOLONG: 'file name too long',
};

function readFileFromDisk(absolutePath: string): FileRead {
  // Node refuses such names with an exception of its own kind.
  if (absolutePath.includes('\0')) return { kind: 'failed', reason: 'invalid argument' };
  try {
    if (statSync(absolutePath).isDirectory()) return { kind: 'directory' };
    return { kind: 'file', bytes: readFileSync(absolutePath) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'failed', reason: REASONS[code ?? ''] ?? message };
  }
}
