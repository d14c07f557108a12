import type { ImportKind } from './packages/resolve-package.ts';
import type { FileRead } from './source-store.ts';

/** What an import specifier stands for. */
export type Resolution =
  | { readonly kind: 'builtin'; readonly specifier: string }
  | { readonly kind: 'source'; readonly url: string };

/** One script file, ready for the compiler. */
export interface SourceModule {
  /** `file:///abs/path.js` or `https://host/path.js`; the identity of the module. */
  readonly url: string;
  /** JavaScript: the file's text, or what is left of TypeScript after its types are stripped. */
  readonly code: string;
  /** JSON source map from `code` to the text the user wrote, when there is one. */
  readonly map: string | undefined;
  /** The file as it was read; what archives store. */
  readonly originalText: string;
}

/**
 * Everything a script may read, with all look-ups synchronous (`require` and `open` are). After `freeze()` only
 * what was already read is found, as k6 demands of VUs after the first init.
 */
export interface ScriptSources {
  /** URL of the main script. */
  readonly entryUrl: string;
  /** `kind`: how it is asked for, which matters to packages that have a variant for each. */
  resolve(specifier: string, fromUrl: string, kind?: ImportKind): Resolution;
  load(url: string): SourceModule;
  /** `open()` of k6: path as the script wrote it; resolved against `fromUrl`'s folder. */
  open(path: string, fromUrl: string): Uint8Array;
  /** The same without an error: what there is at that path. */
  find(path: string, fromUrl: string): FoundFile;
  freeze(): void;
  /** Plain data for other threads: everything read so far. File bytes sit in SharedArrayBuffers. */
  snapshot(): SourcesSnapshot;
}

export interface FoundFile {
  readonly absolutePath: string;
  /** `unread`: it may be there, but it was not opened while that was possible. */
  readonly read: FileRead | { readonly kind: 'unread' };
}

export type UnreadableFile = Exclude<FileRead, { kind: 'file' }>;

export interface SourcesSnapshot {
  readonly entryUrl: string;
  readonly workingDirectoryUrl: string;
  readonly modules: readonly SourceModule[];
  /** Absolute path (or URL) and content of each file opened. */
  readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
  /** Absolute paths that could not be opened, and why. */
  readonly unreadable: readonly (readonly [path: string, failure: UnreadableFile])[];
  /** What names of packages, and of files in them, were found to mean. */
  readonly packages: readonly PackageImport[];
}

/** An import that only the folders of a package manager could explain. */
export interface PackageImport {
  readonly specifier: string;
  readonly fromUrl: string;
  readonly kind: ImportKind;
  readonly url: string;
}
