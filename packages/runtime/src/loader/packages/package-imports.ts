import type { PackageImport } from '../contract.ts';
import { fileUrlOf, pathOfUrl } from '../file-url.ts';
import type { SourceStore } from '../source-store.ts';
import { isBareSpecifier, resolveUrl } from '../specifier.ts';
import {
  type ImportKind,
  isInPackage,
  type PackageFiles,
  resolveInside,
  resolvePackage,
} from './resolve-package.ts';

/** What imports mean that only a package manager's folders explain; found once, the same for all threads. */
export class PackageImports {
  readonly #files: PackageFiles;
  readonly #known = new Map<string, PackageImport>();

  constructor(store: SourceStore) {
    this.#files = filesOf(store);
  }

  adopt(known: readonly PackageImport[]): void {
    for (const found of known) this.#known.set(keyOf(found), found);
  }

  get all(): readonly PackageImport[] {
    return [...this.#known.values()];
  }

  /** URL of the file; undefined for what is no matter of packages. @throws UserError */
  find(specifier: string, fromUrl: string, kind: ImportKind): string | undefined {
    if (!mayBeOfPackages(specifier, fromUrl)) return undefined;
    const known = this.#known.get(keyOf({ specifier, fromUrl, kind }));
    if (known !== undefined) return known.url;
    const path = this.#lookFor(specifier, fromUrl, kind);
    if (path === undefined) return undefined;
    const found = { specifier, fromUrl, kind, url: fileUrlOf(path) };
    this.#known.set(keyOf(found), found);
    return found.url;
  }

  #lookFor(specifier: string, fromUrl: string, kind: ImportKind): string | undefined {
    const path = pathOfUrl(fromUrl);
    return isBareSpecifier(specifier)
      ? resolvePackage(specifier, { path, kind }, this.#files)
      : resolveInside(pathOfUrl(resolveUrl(specifier, fromUrl)), this.#files);
  }
}

function mayBeOfPackages(specifier: string, fromUrl: string): boolean {
  if (!fromUrl.startsWith('file:')) return false;
  return isBareSpecifier(specifier) || (specifier.startsWith('.') && isInPackage(fromUrl));
}

function keyOf({ specifier, fromUrl, kind }: Omit<PackageImport, 'url'>): string {
  return `${kind} ${fromUrl} ${specifier}`;
}

function filesOf(store: SourceStore): PackageFiles {
  return {
    read(path) {
      const read = store.readFile(path);
      return read.kind === 'file' ? Buffer.from(read.bytes).toString('utf8') : undefined;
    },
    isFile: (path) => store.readFile(path).kind === 'file',
    realPath: (path) => store.realPath(path),
  };
}
