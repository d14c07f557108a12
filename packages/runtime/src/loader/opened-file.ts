import { posix } from 'node:path';
import { UserError } from '@squall/core';
import { folderUrlOf, pathOfUrl } from './file-url.ts';
import type { FileRead } from './source-store.ts';

/** The absolute path that `open(path)` means when it is called from a file. */
export function absolutePathToOpen(path: string, fromUrl: string): string {
  if (path === '') throw new UserError('FILE_NOT_FOUND', "open() can't be used with an empty filename");
  // `import.meta.resolve()` gives such addresses, with escapes.
  if (path.startsWith('file:///')) return pathOfUrl(path);
  const name = path.startsWith('file://') ? path.slice('file://'.length) : path;
  if (name.startsWith('/')) return posix.normalize(name);
  return posix.join(pathOfFolder(fromUrl), name);
}

// Relative to a remote module it is the path of its address, on this machine's disk: k6 does so.
function pathOfFolder(fromUrl: string): string {
  const folder = folderUrlOf(fromUrl);
  return folder.startsWith('file:') ? pathOfUrl(folder) : decodeURIComponent(new URL(folder).pathname);
}

/** k6's wording of why a file cannot be opened. */
export function openFailure(absolutePath: string, read: Exclude<FileRead, { kind: 'file' }>): UserError {
  switch (read.kind) {
    case 'directory':
      return failure(`open() can't be used with directories, path: "${absolutePath}"`);
    case 'missing':
      return failure(`stat ${absolutePath}: no such file or directory`);
    case 'failed':
      return failure(`open ${absolutePath}: ${read.reason}`);
  }
}

function failure(message: string): UserError {
  return new UserError('FILE_NOT_FOUND', message);
}

/** A copy of the bytes in memory that all threads can see. */
export function toSharedBytes(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  return shared;
}
