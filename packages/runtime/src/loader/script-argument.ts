import { posix } from 'node:path';
import { isUserError, UserError } from '@squall/core';
import { fileUrlOf, folderUrlOf, pathOfUrl } from './file-url.ts';
import { fetchFailureText, missingFileText } from './load-failure.ts';
import { STDIN_URL } from './script-sources.ts';
import type { FileRead, SourceStore } from './source-store.ts';
import { isBareSpecifier, resolveUrl } from './specifier.ts';

export interface ScriptArgument {
  readonly url: string;
  /** A script or an archive. */
  readonly bytes: Uint8Array;
  readonly workingDirectoryUrl: string;
}

export interface ArgumentDeps {
  readonly workingDirectory: string;
  readonly store: SourceStore;
  /** All of standard input, when the argument is `-`. */
  readonly stdin?: Uint8Array;
}

/** Finds what `run <argument>` names: standard input, a local file or a remote script, in that order. */
export function readScriptArgument(argument: string, deps: ArgumentDeps): ScriptArgument {
  const cwdUrl = fileUrlOf(`${deps.workingDirectory}/`);
  if (argument === '-') {
    return { url: STDIN_URL, bytes: deps.stdin ?? new Uint8Array(), workingDirectoryUrl: cwdUrl };
  }
  const absolutePath = posix.resolve(deps.workingDirectory, argument);
  const local = deps.store.readFile(absolutePath);
  if (local.kind !== 'file') return readResolved(argument, { cwdUrl, local, absolutePath }, deps.store);
  const url = fileUrlOf(absolutePath);
  return { url, bytes: local.bytes, workingDirectoryUrl: folderUrlOf(url) };
}

interface LocalMiss {
  readonly cwdUrl: string;
  readonly absolutePath: string;
  readonly local: Unreadable;
}

type Unreadable = Exclude<FileRead, { kind: 'file' }>;

function readResolved(argument: string, miss: LocalMiss, store: SourceStore): ScriptArgument {
  const { cwdUrl, absolutePath, local } = miss;
  if (isBareSpecifier(argument)) throw unreadable(argument, absolutePath, local);
  const url = resolveArgument(argument, cwdUrl);
  return { url, bytes: readUrl(argument, url, store), workingDirectoryUrl: folderUrlOf(url) };
}

function resolveArgument(argument: string, cwdUrl: string): string {
  try {
    return resolveUrl(argument, cwdUrl);
  } catch (error) {
    throw isUserError(error) ? new UserError('FILE_NOT_FOUND', error.message, { cause: error }) : error;
  }
}

function readUrl(argument: string, url: string, store: SourceStore): Uint8Array {
  if (url.startsWith('https:')) return fetchScript(argument, url, store);
  const path = pathOfUrl(url);
  const read = store.readFile(path);
  if (read.kind === 'file') return read.bytes;
  throw unreadable(argument, path, read);
}

function fetchScript(argument: string, url: string, store: SourceStore): Uint8Array {
  try {
    return store.fetchRemote(url);
  } catch (cause) {
    throw new UserError('FILE_NOT_FOUND', fetchFailureText(argument, url, cause), { cause });
  }
}

function unreadable(argument: string, path: string, read: Unreadable): UserError {
  return new UserError('FILE_NOT_FOUND', reasonOf(argument, path, read));
}

function reasonOf(argument: string, path: string, read: Unreadable): string {
  switch (read.kind) {
    case 'missing':
      return missingFileText(argument);
    case 'directory':
      return `read ${path.replace(/(?<=.)\/$/, '')}: is a directory`;
    case 'failed':
      return `open ${path}: ${read.reason}`;
  }
}
