import { posix } from 'node:path';

/** `file:///abs/path` of an absolute path, with the characters escaped that a URL cannot hold. */
export function fileUrlOf(absolutePath: string): string {
  const url = new URL('file:///');
  // A literal `%` must not be taken for an escape, nor `?` and `#` for the end of the path.
  url.pathname = absolutePath.replace(/[%?#\\]/g, (char) => encodeURIComponent(char));
  return url.href;
}

/**
 * Where a module lives in the file system of its scheme: `/abs/path.js` for local files, `/host/path.js?query`
 * for remote ones. Archives use the same names.
 */
export function pathOfUrl(url: string): string {
  const afterScheme = url.slice(url.indexOf(':') + 2);
  return posix.normalize(percentDecoded(afterScheme));
}

/** The folder a module's relative paths start from, always with a trailing slash. */
export function folderUrlOf(url: string): string {
  return new URL('./', url).href;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not valid UTF-8 or not an escape at all: then it is the name of a file as it stands.
    return text;
  }
}
