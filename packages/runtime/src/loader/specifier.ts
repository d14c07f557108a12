import { UserError } from '@squall/core';
import type { Resolution } from './contract.ts';

const RETIRED_SHORTHANDS = [
  {
    prefix: 'cdnjs.com',
    message:
      "cdnjs.com 'special' urls are no longer supported - please use real ones. You can get yours by going to cdnjs and copy-pasting the full url to the actual JavaScript file",
  },
  {
    prefix: 'github.com',
    message:
      "github.com 'special' urls are no longer supported - please use real ones. You can get yours by going to github and copy-pasting the full url to the actual raw JavaScript file",
  },
];

/** What a specifier stands for, by its text alone; nothing is looked up. */
export function resolveSpecifier(specifier: string, fromUrl: string): Resolution {
  if (specifier === 'k6' || specifier.startsWith('k6/')) return { kind: 'builtin', specifier };
  return { kind: 'source', url: resolveUrl(specifier, fromUrl) };
}

/** The URL of a specifier that is not a built-in module. */
export function resolveUrl(specifier: string, fromUrl: string): string {
  if (specifier === '') throw refused('local or remote path required');
  if (specifier.startsWith('.') || specifier.startsWith('/')) return relativeUrl(specifier, fromUrl);
  if (specifier.includes('://')) return absoluteUrl(specifier, fromUrl);
  const retired = RETIRED_SHORTHANDS.find(({ prefix }) => specifier.startsWith(prefix));
  if (retired !== undefined) throw refused(retired.message);
  throw refused(`The moduleSpecifier "${specifier}" couldn't be recognised as something k6 supports.`);
}

/** True for specifiers that only a package manager or a search path could find. */
export function isBareSpecifier(specifier: string): boolean {
  if (specifier === 'k6' || specifier.startsWith('k6/')) return false;
  const isPath = specifier === '' || specifier.startsWith('.') || specifier.startsWith('/');
  return (
    !isPath &&
    !specifier.includes('://') &&
    !RETIRED_SHORTHANDS.some(({ prefix }) => specifier.startsWith(prefix))
  );
}

function relativeUrl(specifier: string, fromUrl: string): string {
  try {
    return new URL(specifier, fromUrl).href;
  } catch (cause) {
    throw new UserError('MODULE_NOT_FOUND', `parse "${specifier}": invalid path`, { cause });
  }
}

function absoluteUrl(specifier: string, fromUrl: string): string {
  const scheme = specifier.slice(0, specifier.indexOf('://')).toLowerCase();
  if (scheme !== 'file' && scheme !== 'https') {
    throw refused(`only supported schemes for imports are file and https, ${specifier} has \`${scheme}\``);
  }
  if (scheme === 'file' && fromUrl.startsWith('https:')) {
    throw refused(`origin (${fromUrl}) not allowed to load local file: ${specifier}`);
  }
  try {
    return new URL(specifier).href;
  } catch (cause) {
    throw new UserError('MODULE_NOT_FOUND', `parse "${specifier}": invalid URL`, { cause });
  }
}

function refused(message: string): UserError {
  return new UserError('MODULE_NOT_FOUND', message);
}
