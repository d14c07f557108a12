import { posix } from 'node:path';
import { UserError } from '@squall/core';
import { exports as exportsOf, imports as importsOf } from 'resolve.exports';

export type ImportKind = 'import' | 'require';

/** What the search for packages needs of a file system; paths are absolute. */
export interface PackageFiles {
  /** Text of a file; undefined if there is none. */
  read(path: string): string | undefined;
  isFile(path: string): boolean;
  /** Where a path leads that may go through links. */
  realPath(path: string): string;
}

interface Manifest {
  readonly name?: string;
  readonly exports?: unknown;
  readonly imports?: unknown;
  readonly main?: unknown;
  readonly module?: unknown;
  readonly browser?: unknown;
}

interface Package {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** As Node guesses, for files inside packages. */
const ENDINGS = ['', '.js', '.mjs', '.cjs', '.json', '/index.js', '/index.mjs', '/index.cjs', '/index.json'];
/** Packages that have a variant for neither Node nor browsers may name it for scripts like these. */
const CONDITIONS = ['k6'];

/**
 * Finds what a name means that only a package manager knows, as Node and bundlers do: the `node_modules` folders from
 * the importing file upwards, `exports` and `imports` of the package's description, else its `module`, `browser` and
 * `main`. Variants for browsers go first, since scripts have none of Node's modules either.
 * See https://nodejs.org/api/packages.html.
 * @returns the path of a file; undefined if no such package is installed
 * @throws UserError for a package that has no such file
 */
export function resolvePackage(
  specifier: string,
  from: { readonly path: string; readonly kind: ImportKind },
  files: PackageFiles,
): string | undefined {
  if (specifier.startsWith('#')) return resolveInternal(specifier, from, files);
  const { name, subpath } = splitName(specifier);
  const mapped = ownerOf(from.path, files);
  const replacement = mapped === undefined ? undefined : replacementOf(specifier, mapped.manifest);
  if (replacement !== undefined && mapped !== undefined) return fileAt(mapped, replacement, files);
  const found = findPackage(name, posix.dirname(from.path), files);
  if (found !== undefined) return fileOf(found, { name, subpath, kind: from.kind }, files);
  if (mapped !== undefined && process.getBuiltinModule(specifier) !== undefined)
    throw needsNode(specifier, mapped);
  return undefined;
}

/** A relative path inside a package, where Node lets endings be left out; undefined if there is no such file. */
export function resolveInside(path: string, files: PackageFiles): string | undefined {
  const owner = ownerOf(path, files);
  if (owner !== undefined) {
    const relative = `./${posix.relative(owner.folder, path)}`;
    for (const ending of ENDINGS) {
      const replacement = replacementOf(relative + ending, owner.manifest);
      if (replacement !== undefined) return fileAt(owner, replacement, files);
    }
  }
  return existing(path, files);
}

export const isInPackage = (path: string): boolean => path.includes('/node_modules/');

function splitName(specifier: string): { name: string; subpath: string } {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  return { name: parts.slice(0, length).join('/'), subpath: ['.', ...parts.slice(length)].join('/') };
}

function findPackage(name: string, fromFolder: string, files: PackageFiles): Package | undefined {
  for (let folder = fromFolder; ; folder = posix.dirname(folder)) {
    if (posix.basename(folder) !== 'node_modules') {
      const candidate = posix.join(folder, 'node_modules', name);
      const manifest = manifestIn(candidate, files);
      if (manifest !== undefined) return { folder: files.realPath(candidate), manifest };
    }
    if (folder === '/') return undefined;
  }
}

/** The package a file belongs to. */
function ownerOf(path: string, files: PackageFiles): Package | undefined {
  for (let folder = posix.dirname(path); folder !== '/'; folder = posix.dirname(folder)) {
    if (posix.basename(folder) === 'node_modules') return undefined;
    const manifest = manifestIn(folder, files);
    // Some packages say of a folder only which kind of modules it has.
    if (manifest?.name !== undefined) return { folder, manifest };
  }
  return undefined;
}

function manifestIn(folder: string, files: PackageFiles): Manifest | undefined {
  const path = posix.join(folder, 'package.json');
  const text = files.read(path);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Manifest;
  } catch (cause) {
    throw new UserError('MODULE_NOT_FOUND', `${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function resolveInternal(
  specifier: string,
  from: { readonly path: string; readonly kind: ImportKind },
  files: PackageFiles,
): string | undefined {
  const owner = ownerOf(from.path, files);
  if (owner?.manifest.imports === undefined) return undefined;
  const [target] = choices(owner, () => importsOf(owner.manifest, specifier, settings(from.kind)));
  if (target === undefined) return undefined;
  return target.startsWith('.')
    ? fileAt(owner, target, files)
    : resolvePackage(target, { ...from, path: posix.join(owner.folder, 'package.json') }, files);
}

interface Wanted {
  readonly name: string;
  /** `.` or `./path` */
  readonly subpath: string;
  readonly kind: ImportKind;
}

function fileOf(found: Package, { name, subpath, kind }: Wanted, files: PackageFiles): string {
  const { manifest } = found;
  if (manifest.exports !== undefined) {
    const targets = choices(found, () => exportsOf(manifest, subpath, settings(kind)));
    for (const target of targets) {
      const path = posix.join(found.folder, target);
      if (files.isFile(path)) return path;
    }
    throw lacks(found, subpath === '.' ? name : `${name}/${subpath.slice(2)}`);
  }
  if (subpath !== '.') return fileAt(found, replacementOf(subpath, manifest) ?? subpath, files);
  for (const main of mainsOf(manifest, kind)) {
    const path = existing(posix.join(found.folder, replacementOf(main, manifest) ?? main), files);
    if (path !== undefined) return path;
  }
  throw lacks(found, name);
}

function mainsOf({ browser, module, main }: Manifest, kind: ImportKind): string[] {
  const candidates = kind === 'import' ? [browser, module, main] : [browser, main, module];
  return [...candidates, './index.js'].filter((value) => typeof value === 'string');
}

/** What a package wants instead of one of its files, or of another package, where there is no Node. */
function replacementOf(name: string, { browser }: Manifest): string | undefined {
  if (typeof browser !== 'object' || browser === null) return undefined;
  const replacements = browser as Readonly<Record<string, unknown>>;
  const found = replacements[name] ?? replacements[`./${name}`];
  return typeof found === 'string' ? found : undefined;
}

const settings = (kind: ImportKind) => ({
  browser: true,
  require: kind === 'require',
  conditions: CONDITIONS,
});

function choices(owner: Package, look: () => unknown): readonly string[] {
  try {
    return (look() as readonly string[] | undefined) ?? [];
  } catch (cause) {
    throw new UserError('MODULE_NOT_FOUND', `${owner.folder}: ${(cause as Error).message}`, { cause });
  }
}

function fileAt(owner: Package, relative: string, files: PackageFiles): string {
  const path = existing(posix.join(owner.folder, relative), files);
  if (path === undefined) throw lacks(owner, relative);
  return path;
}

function existing(path: string, files: PackageFiles): string | undefined {
  return ENDINGS.map((ending) => path + ending).find((candidate) => files.isFile(candidate));
}

function lacks({ folder }: Package, wanted: string): UserError {
  return new UserError('MODULE_NOT_FOUND', `the package in ${folder} has no file for "${wanted}"`, {
    hint: 'it may not be installed completely, or be made for another kind of program',
  });
}

function needsNode(specifier: string, { manifest, folder }: Package): UserError {
  const name = manifest.name ?? folder;
  return new UserError(
    'MODULE_NOT_FOUND',
    `the package "${name}" needs "${specifier}" of Node.js, which scripts do not have`,
    { hint: 'use a package that also works in browsers' },
  );
}
