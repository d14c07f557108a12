import type { Logger } from '@squall/core';
import { UserError } from '@squall/core';
import type {
  FoundFile,
  PackageImport,
  Resolution,
  ScriptSources,
  SourceModule,
  SourcesSnapshot,
  UnreadableFile,
} from './contract.ts';
import { fileUrlOf, folderUrlOf, pathOfUrl } from './file-url.ts';
import { fetchFailureText, moduleMissing, notOpenedBefore, notResolvedBefore } from './load-failure.ts';
import { absolutePathToOpen, openFailure, toSharedBytes } from './opened-file.ts';
import { PackageImports } from './packages/package-imports.ts';
import { packageSource } from './packages/package-source.ts';
import { type ImportKind, isInPackage } from './packages/resolve-package.ts';
import { readSourceMap, sourceMapAddress } from './source-map.ts';
import { EMPTY_STORE, type SourceStore } from './source-store.ts';
import { resolveSpecifier } from './specifier.ts';
import { stripTypes } from './typescript.ts';

export interface SourcesInput {
  readonly entryUrl: string;
  /** The script's text when it does not come from the store: standard input, an archive's `data`. */
  readonly entryText?: string;
  /** Where the run was started; `entryUrl`'s folder unless told otherwise. */
  readonly workingDirectoryUrl?: string;
  readonly store: SourceStore;
  /** What is known already of imports from packages; an archive cannot tell it by itself. */
  readonly packages?: readonly PackageImport[];
  readonly log: Logger;
}

export function createSources(input: SourcesInput): ScriptSources {
  return new CachedSources(input);
}

/** The same script for another thread: nothing is read any more, so it is frozen from the start. */
export function sourcesFromSnapshot(snapshot: SourcesSnapshot, log: Logger): ScriptSources {
  const { entryUrl, workingDirectoryUrl } = snapshot;
  const sources = new CachedSources({ entryUrl, workingDirectoryUrl, store: EMPTY_STORE, log });
  sources.adopt(snapshot);
  sources.freeze();
  return sources;
}

class CachedSources implements ScriptSources {
  readonly entryUrl: string;
  readonly #workingDirectoryUrl: string;
  readonly #store: SourceStore;
  readonly #log: Logger;
  readonly #modules = new Map<string, SourceModule>();
  readonly #files = new Map<string, Uint8Array>();
  /** Files that could not be opened; every VU is told the same. */
  readonly #unreadable = new Map<string, UnreadableFile>();
  /** How scripts wrote each URL last; error texts name it that way. */
  readonly #specifiers = new Map<string, string>();
  readonly #packages: PackageImports;
  #entryText: string | undefined;
  #frozen = false;

  constructor({ entryUrl, entryText, workingDirectoryUrl, store, packages, log }: SourcesInput) {
    this.entryUrl = entryUrl;
    this.#entryText = entryText;
    this.#workingDirectoryUrl = workingDirectoryUrl ?? folderUrlOf(entryUrl);
    this.#store = store;
    this.#packages = new PackageImports(store);
    if (packages !== undefined) this.#packages.adopt(packages);
    this.#log = log;
  }

  resolve(specifier: string, fromUrl: string, kind: ImportKind = 'import'): Resolution {
    const packaged = this.#packages.find(specifier, fromUrl, kind);
    const resolution: Resolution =
      packaged === undefined ? resolveSpecifier(specifier, fromUrl) : { kind: 'source', url: packaged };
    if (resolution.kind === 'source') this.#specifiers.set(resolution.url, specifier);
    return resolution;
  }

  load(url: string): SourceModule {
    const known = this.#modules.get(url);
    if (known !== undefined) return known;
    if (this.#frozen) throw notResolvedBefore(this.#specifierOf(url));
    const module = this.#prepare(url, this.#readModule(url));
    this.#modules.set(url, module);
    return module;
  }

  open(path: string, fromUrl: string): Uint8Array {
    const { absolutePath, read } = this.find(path, fromUrl);
    if (read.kind === 'file') return read.bytes;
    throw read.kind === 'unread' ? notOpenedBefore(absolutePath) : openFailure(absolutePath, read);
  }

  find(path: string, fromUrl: string): FoundFile {
    const absolutePath = absolutePathToOpen(path, fromUrl);
    return { absolutePath, read: this.#readFile(absolutePath) };
  }

  #readFile(absolute: string): FoundFile['read'] {
    const known = this.#files.get(absolute);
    if (known !== undefined) return { kind: 'file', bytes: known };
    const failure = this.#unreadable.get(absolute);
    if (failure !== undefined) return failure;
    if (this.#frozen) return { kind: 'unread' };
    const read = this.#store.readFile(absolute);
    if (read.kind === 'file') return { kind: 'file', bytes: this.#keepFile(absolute, read.bytes) };
    this.#unreadable.set(absolute, read);
    return read;
  }

  freeze(): void {
    this.#frozen = true;
  }

  snapshot(): SourcesSnapshot {
    return {
      entryUrl: this.entryUrl,
      workingDirectoryUrl: this.#workingDirectoryUrl,
      modules: [...this.#modules.values()],
      files: [...this.#files],
      unreadable: [...this.#unreadable],
      packages: this.#packages.all,
    };
  }

  adopt({ modules, files, unreadable, packages }: SourcesSnapshot): void {
    this.#packages.adopt(packages);
    for (const module of modules) this.#modules.set(module.url, module);
    for (const [path, bytes] of files) this.#files.set(path, bytes);
    for (const [path, failure] of unreadable) this.#unreadable.set(path, failure);
  }

  #specifierOf(url: string): string {
    return this.#specifiers.get(url) ?? url;
  }

  #readModule(url: string): string {
    if (url === this.entryUrl && this.#entryText !== undefined) return this.#entryText;
    return Buffer.from(this.#readUrl(url)).toString('utf8');
  }

  #readUrl(url: string): Uint8Array {
    if (url.startsWith('https:')) return this.#fetch(url);
    const read = this.#store.readFile(pathOfUrl(url));
    if (read.kind !== 'file') throw moduleMissing(this.#specifierOf(url));
    return read.bytes;
  }

  #fetch(url: string): Uint8Array {
    try {
      return this.#store.fetchRemote(url);
    } catch (cause) {
      const message = fetchFailureText(this.#specifierOf(url), url, cause);
      throw new UserError('MODULE_NOT_FOUND', message, { cause });
    }
  }

  #prepare(url: string, originalText: string): SourceModule {
    const { code, map } = mayBeTypeScript(url)
      ? stripTypes(originalText, url)
      : { code: isInPackage(url) ? packageSource(originalText, url) : originalText, map: undefined };
    return { url, code, map: map ?? this.#sourceMap(url, code), originalText };
  }

  #sourceMap(url: string, code: string): string | undefined {
    const address = sourceMapAddress(code);
    if (address === undefined) return undefined;
    try {
      return readSourceMap(address, url, (mapUrl) => this.#readMapFile(mapUrl));
    } catch (error) {
      this.#log.log('warning', `Couldn't load source map for ${url}`, { error: (error as Error).message });
      return undefined;
    }
  }

  /** Source maps count as files of the script, so that archives hold them. */
  #readMapFile(url: string): Uint8Array {
    const bytes = this.#readUrl(url);
    return this.#keepFile(url.startsWith('https:') ? url : pathOfUrl(url), bytes);
  }

  #keepFile(name: string, bytes: Uint8Array): Uint8Array {
    const shared = toSharedBytes(bytes);
    this.#files.set(name, shared);
    return shared;
  }
}

/** The URL of a script read from standard input. */
export const STDIN_URL = fileUrlOf('/-');

// k6 tries types only where the name says so, and for scripts that have no name.
function mayBeTypeScript(url: string): boolean {
  return url === STDIN_URL || new URL(url).pathname.endsWith('.ts');
}
