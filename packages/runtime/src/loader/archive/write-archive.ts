import type { SourcesSnapshot } from '../contract.ts';
import { pathOfUrl } from '../file-url.ts';
import { archivePath } from './archive-path.ts';
import { type ArchiveMetadata, renderMetadata } from './metadata.ts';
import type { Header } from './tar.ts';

export interface ArchiveInput extends Omit<ArchiveMetadata, 'type' | 'filename' | 'pwd' | 'packages'> {
  /** What the init code touched. */
  readonly snapshot: SourcesSnapshot;
  /** Time of the entries, epoch ms. */
  readonly nowMs: number;
}

const FILE_SYSTEMS = ['file', 'https'] as const;
type FileSystem = (typeof FILE_SYSTEMS)[number];

/** A k6 archive: an uncompressed tar with the script, everything it imports and opens, and its options. */
export async function writeArchive(input: ArchiveInput): Promise<Uint8Array> {
  const { snapshot, nowMs, ...metadata } = input;
  const { buffer, pack } = await import('./tar.ts');
  const tar = pack();
  const mtime = new Date(nowMs);
  const addFile = (name: string, content: string | Uint8Array) =>
    tar.entry({ ...OWNER, name, mode: 0o644, mtime }, asBuffer(content));

  addFile(
    'metadata.json',
    renderMetadata({
      ...metadata,
      type: 'js',
      filename: snapshot.entryUrl,
      pwd: snapshot.workingDirectoryUrl,
      packages: snapshot.packages,
    }),
  );
  addFile('data', textOfEntry(snapshot));
  const script = entryName(snapshot.entryUrl);
  const contents = collectFiles(snapshot);
  for (const system of FILE_SYSTEMS) {
    const names = [...contents.keys()].filter((name) => name.startsWith(`${system}/`)).sort();
    for (const name of foldersOf(names)) tar.entry({ ...OWNER, name, type: 'directory', mode: 0o755, mtime });
    for (const name of names) {
      if (name === script) tar.entry(linkToData(name));
      else addFile(name, contents.get(name) ?? '');
    }
  }
  tar.finalize();
  return buffer(tar);
}

const OWNER = { uid: 0, gid: 0 };

// tar-stream takes 0 for a missing mode; only the lower twelve bits are written.
const NO_PERMISSIONS = 0o10000;

function linkToData(name: string): Partial<Header> & { name: string } {
  return {
    ...OWNER,
    name,
    type: 'link',
    linkname: 'data',
    mode: NO_PERMISSIONS,
    size: 0,
    mtime: new Date(0),
  };
}

function textOfEntry({ entryUrl, modules }: SourcesSnapshot): string {
  const entry = modules.find(({ url }) => url === entryUrl);
  if (entry === undefined)
    throw new Error(`the main script ${entryUrl} was not loaded before it was archived`);
  return entry.originalText;
}

/** Entry names with their contents. */
function collectFiles({ modules, files }: SourcesSnapshot): Map<string, string | Uint8Array> {
  const contents = new Map<string, string | Uint8Array>();
  for (const { url, originalText } of modules) contents.set(entryName(url), originalText);
  for (const [name, bytes] of files)
    contents.set(name.startsWith('https:') ? entryName(name) : localEntryName(name), bytes);
  return contents;
}

function entryName(url: string): string {
  const system: FileSystem = url.startsWith('https:') ? 'https' : 'file';
  return system === 'file' ? localEntryName(pathOfUrl(url)) : `https${archivePath(pathOfUrl(url))}`;
}

function localEntryName(path: string): string {
  return `file${archivePath(path)}`;
}

/** Every folder above the files, sorted. */
function foldersOf(names: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const name of names) {
    const parts = name.split('/');
    for (let depth = 1; depth < parts.length; depth++) folders.add(parts.slice(0, depth).join('/'));
  }
  return [...folders].sort();
}

function asBuffer(content: string | Uint8Array): Buffer {
  if (typeof content === 'string') return Buffer.from(content);
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}
