import { posix } from 'node:path';
import { isUserError, UserError } from '@squall/core';
import { fileUrlOf, folderUrlOf, pathOfUrl } from './file-url.ts';
import { fetchFailureText, missingFileText } from './load-failure.ts';
import { STDIN_URL } from './script-sources.ts';
import type { SourceStore } from './source-store.ts';
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
  const local = readLocal(posix.resolve(deps.workingDirectory, argument), deps.store);
  return local ?? readResolved(argument, cwdUrl, deps.store);
}

function readLocal(absolutePath: string, store: SourceStore): ScriptArgument | undefined {
  const read = store.readFile(absolutePath);
  if (read.kind !== 'file') return undefined;
  const url = fileUrlOf(absolutePath);
  return { url, bytes: read.bytes, workingDirectoryUrl: folderUrlOf(url) };
}

function readResolved(argument: string, cwdUrl: string, store: SourceStore): ScriptArgument {
  if (isBareSpecifier(argument)) throw missing(argument);
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
  const read = store.readFile(pathOfUrl(url));
  if (read.kind !== 'file') throw missing(argument);
  return read.bytes;
}

function fetchScript(argument: string, url: string, store: SourceStore): Uint8Array {
  try {
    return store.fetchRemote(url);
  } catch (cause) {
    throw new UserError('FILE_NOT_FOUND', fetchFailureText(argument, url, cause), { cause });
  }
}

function missing(argument: string): UserError {
  return new UserError('FILE_NOT_FOUND', missingFileText(argument));
}
