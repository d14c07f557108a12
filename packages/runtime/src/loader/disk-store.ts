import { readFileSync, realpathSync, statSync } from 'node:fs';
import { systemErrorText } from '@squall/core';
import type { FileRead, SourceStore } from './source-store.ts';

export interface DiskStoreDeps {
  /** Fetches a remote module; waits for the answer. */
  fetchRemote(url: string): Uint8Array;
}

/** Files of this machine and modules from https servers. */
export function createDiskStore(deps: DiskStoreDeps): SourceStore {
  return {
    readFile: readFileFromDisk,
    realPath: (path) => realpathSync(path),
    fetchRemote: deps.fetchRemote,
  };
}

function readFileFromDisk(absolutePath: string): FileRead {
  // Node refuses such names with an exception of its own kind.
  if (absolutePath.includes('\0')) return { kind: 'failed', reason: 'invalid argument' };
  try {
    if (statSync(absolutePath).isDirectory()) return { kind: 'directory' };
    return { kind: 'file', bytes: readFileSync(absolutePath) };
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (failure.code === 'ENOENT') return { kind: 'missing' };
    return { kind: 'failed', reason: systemErrorText(failure) };
  }
}
