import { type DeclaredMetric, UserError } from '@squall/core';
import type { PackageImport } from '../contract.ts';
import { fileUrlOf, pathOfUrl } from '../file-url.ts';
import { archivePath } from './archive-path.ts';

/** `metadata.json` of an archive. */
export interface ArchiveMetadata {
  readonly type: 'js';
  /** Consolidated options in k6's JSON shape, keys in the order they are to be written. */
  readonly options: Readonly<Record<string, unknown>>;
  /** URL of the main script and of the folder it ran from. */
  readonly filename: string;
  readonly pwd: string;
  /** null: the user asked to leave the environment out. */
  readonly env: Readonly<Record<string, string>> | null;
  readonly compatibilityMode: string;
  readonly k6version: string;
  readonly goos: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** What only running the init code tells, for those who must not run it; k6 does not know this key. */
  readonly squall?: { readonly exports: readonly string[]; readonly metrics: readonly DeclaredMetric[] };
  /** Imports from packages, which names in the archive do not explain; k6 knows none and ignores them. */
  readonly packages?: readonly PackageImport[];
}

export function renderMetadata(metadata: ArchiveMetadata): string {
  const { dependencies, env, squall, packages = [], ...rest } = metadata;
  const hasDependencies = Object.keys(dependencies).length > 0;
  return goJson({
    type: rest.type,
    options: rest.options,
    filename: archiveUrl(rest.filename),
    pwd: archiveUrl(rest.pwd).replace(/(?<=[^/])\/$/, ''),
    env: env === null ? null : sortedByKey(env),
    compatibilityMode: rest.compatibilityMode,
    k6version: rest.k6version,
    goos: rest.goos,
    ...(hasDependencies ? { dependencies: sortedByKey(dependencies) } : {}),
    ...(squall === undefined ? {} : { squall }),
    ...(packages.length > 0 ? { packages: packages.map(archived) } : {}),
  });
}

/** @throws UserError INVALID_ARCHIVE with the name of the archive. */
export function parseMetadata(text: string, archiveName: string): ArchiveMetadata {
  const raw = parseObject(text, archiveName);
  if (raw.type !== 'js') {
    throw invalid(`archive '${archiveName}' has an unsupported test type '${stringOr(raw.type, '')}'`);
  }
  const filename = urlOf(raw.filename, archiveName);
  return {
    type: 'js',
    options: isObject(raw.options) ? raw.options : {},
    filename,
    pwd: raw.pwd === undefined ? new URL('./', filename).href : urlOf(raw.pwd, archiveName),
    env: isObject(raw.env) ? stringsOf(raw.env) : null,
    compatibilityMode: stringOr(raw.compatibilityMode, 'extended'),
    k6version: stringOr(raw.k6version, ''),
    goos: stringOr(raw.goos, ''),
    dependencies: isObject(raw.dependencies) ? stringsOf(raw.dependencies) : {},
    packages: Array.isArray(raw.packages) ? raw.packages.filter(isPackageImport) : [],
  };
}

// Go's encoder indents with two spaces, ends with a newline and escapes the two separators that old JavaScript
// does not allow in strings.
function goJson(value: unknown): string {
  const json = JSON.stringify(value, null, 2);
  return `${json.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}\n`;
}

function sortedByKey(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function archived(found: PackageImport): PackageImport {
  return { ...found, fromUrl: archiveUrl(found.fromUrl), url: archiveUrl(found.url) };
}

function isPackageImport(value: unknown): value is PackageImport {
  if (!isObject(value)) return false;
  const { specifier, fromUrl, kind, url } = value;
  const isKind = kind === 'import' || kind === 'require';
  return isKind && [specifier, fromUrl, url].every((text) => typeof text === 'string');
}

function archiveUrl(url: string): string {
  return url.startsWith('file:') ? fileUrlOf(archivePath(pathOfUrl(url))) : url;
}

function parseObject(text: string, archiveName: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told the same way as JSON that is no object.
  }
  throw invalid(`archive '${archiveName}' has a metadata.json that cannot be read`);
}

// Archives of old versions hold plain paths.
function urlOf(value: unknown, archiveName: string): string {
  const text = stringOr(value, '');
  if (/^(file|https):\/\//.test(text)) return new URL(text).href;
  if (/^\/|^[a-zA-Z]:[\\/]|^\\\\/.test(text)) return fileUrlOf(archivePath(text));
  throw invalid(`archive '${archiveName}' names a main script that cannot be used: '${text}'`);
}

function stringsOf(record: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, String(value)]));
}

function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string): UserError {
  return new UserError('INVALID_ARCHIVE', message);
}
