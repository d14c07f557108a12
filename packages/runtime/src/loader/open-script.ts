import type { Logger } from '@squall/core';
import { UserError } from '@squall/core';
import { createArchiveStore } from './archive/archive-store.ts';
import { type Archive, looksLikeArchive, readArchive } from './archive/read-archive.ts';
import type { ScriptSources } from './contract.ts';
import { createDiskStore } from './disk-store.ts';
import { readScriptArgument, type ScriptArgument } from './script-argument.ts';
import { createSources } from './script-sources.ts';

export interface OpenScriptDeps {
  readonly workingDirectory: string;
  /** @throws Error whose message is k6's reason */
  readonly fetchRemote: (url: string) => Uint8Array;
  readonly log: Logger;
  /** All of standard input, when the argument is `-`. */
  readonly stdin?: Uint8Array;
  /** `--type`; told by the content when empty. */
  readonly type?: string;
}

/** A test as the user named it. */
export type OpenedScript =
  | { readonly kind: 'script'; readonly sources: ScriptSources }
  | { readonly kind: 'archive'; readonly sources: ScriptSources; readonly archive: Archive };

/** Opens the script argument of a command: a path, an https URL or `-`; a script or an archive. */
export async function openScript(argument: string, deps: OpenScriptDeps): Promise<OpenedScript> {
  const { fetchRemote, log } = deps;
  const store = createDiskStore({ fetchRemote });
  const script = readScriptArgument(argument, { ...deps, store });
  if (typeOf(script, deps.type) === 'archive') return openArchive(script.bytes, argument, log);
  const { url, bytes, workingDirectoryUrl } = script;
  const entryText = Buffer.from(bytes).toString('utf8');
  return {
    kind: 'script',
    sources: createSources({ entryUrl: url, entryText, workingDirectoryUrl, store, log }),
  };
}

async function openArchive(bytes: Uint8Array, name: string, log: Logger): Promise<OpenedScript> {
  const archive = await readArchive(bytes, name);
  return { kind: 'archive', archive, sources: sourcesOfArchive(archive, log) };
}

/** Everything the script of an archive may read: only what is in the archive. */
export function sourcesOfArchive(archive: Archive, log: Logger): ScriptSources {
  const { filename, pwd, packages } = archive.metadata;
  const store = createArchiveStore(archive);
  return createSources({
    entryUrl: filename,
    entryText: archive.scriptText,
    workingDirectoryUrl: pwd,
    store,
    ...(packages && { packages }),
    log,
  });
}

function typeOf({ url, bytes }: ScriptArgument, given: string | undefined): 'js' | 'archive' {
  if (given === 'js' || given === 'archive') return given;
  if (given === undefined || given === '') return looksLikeArchive(bytes) ? 'archive' : 'js';
  throw new UserError('INVALID_RUNTIME_OPTION', `unknown or unspecified test type '${given}' for '${url}'`);
}
