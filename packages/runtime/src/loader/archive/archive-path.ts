const WINDOWS_DRIVE = /^\/?([a-zA-Z]):(?=[\\/])/;
const HOME_FOLDER = /^((?:\/[a-zA-Z])?\/(?:Users|home|Documents and Settings))\/[^/]+/i;

/**
 * The name a path has in an archive: one form for all systems, and without the name of the user. Applied when
 * archives are written and to each look-up in one, so that both sides agree.
 */
export function archivePath(path: string): string {
  return anonymised(normalised(path));
}

function normalised(path: string): string {
  const slashed = path
    .replace(WINDOWS_DRIVE, '/$1')
    .replace(/^\\\\[^\\/]+/, '/nobody')
    .replaceAll('\\', '/');
  return cleaned(slashed);
}

/** Without `.`, `..` and doubled slashes; a leading slash stays. */
function cleaned(path: string): string {
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') kept.pop();
    else if (part !== '' && part !== '.') kept.push(part);
  }
  return `${path.startsWith('/') ? '/' : ''}${kept.join('/')}`;
}

function anonymised(path: string): string {
  return path.replace(HOME_FOLDER, '$1/nobody');
}
