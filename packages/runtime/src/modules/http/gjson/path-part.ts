import { isModifierName } from './modifier-names.ts';

/** The first component of a path and what follows it. */
export interface PathPart {
  /** As written, escapes and all. */
  readonly text: string;
  readonly rest: Rest;
}

/**
 * What comes after a component: nothing, a path that is applied inside (after a dot), or one that is applied to
 * the whole result (after a pipe).
 */
export type Rest =
  | { readonly kind: 'none' }
  | { readonly kind: 'inside'; readonly path: string }
  | { readonly kind: 'piped'; readonly path: string };

const NONE: Rest = { kind: 'none' };

export function splitPath(path: string): PathPart {
  for (let i = 0; i < path.length; i++) {
    const char = path.charAt(i);
    if (char === '\\') i++;
    else if (char === '.' || char === '|') return { text: path.slice(0, i), rest: restFrom(path, i) };
  }
  return { text: path, rest: NONE };
}

function restFrom(path: string, at: number): Rest {
  const rest = restAfterHash(path, at);
  return rest.kind === 'inside' && startsAnew(rest.path) ? { kind: 'piped', path: rest.path } : rest;
}

/** What follows from a dot or pipe at `at`; after `#`, what follows a dot always goes inside. */
export function restAfterHash(path: string, at: number): Rest {
  if (at >= path.length) return NONE;
  return { kind: path.charAt(at) === '|' ? 'piped' : 'inside', path: path.slice(at + 1) };
}

/** After a dot, modifiers, literals and multipaths take the whole value, as if after a pipe. */
function startsAnew(path: string): boolean {
  if (path.startsWith('@')) return isModifierName(/^@([^.|:]*)/.exec(path)?.[1] ?? '');
  return /^[[{!]/.test(path);
}

/** The component without its escapes. */
export function unescapePart(text: string): string {
  return text.includes('\\') ? text.replace(/\\(.)/gs, '$1') : text;
}

export function hasWildcard(text: string): boolean {
  return /[*?]/.test(text.replace(/\\./gs, ''));
}

/** Whether a text fits a pattern of `*` (any run), `?` (any character) and escapes. */
export function matchesPattern(text: string, pattern: string): boolean {
  const source = pattern.replace(/\\(.)|([\s\S])/g, (_, escaped: string | undefined, plain: string) => {
    if (escaped === undefined && plain === '*') return '[\\s\\S]*';
    if (escaped === undefined && plain === '?') return '[\\s\\S]';
    return (escaped ?? plain).replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  });
  return new RegExp(`^${source}$`, 'u').test(text);
}

/** Splits at the first pipe that stands outside of brackets and strings; undefined when there is none. */
export function splitAtPipe(path: string): { left: string; right: string } | undefined {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < path.length; i++) {
    const char = path.charAt(i);
    if (char === '\\') i++;
    else if (char === '"') inString = !inString;
    else if (inString) continue;
    else if ('([{'.includes(char)) depth++;
    else if (')]}'.includes(char)) depth--;
    else if (depth === 0 && char === '|') return { left: path.slice(0, i), right: path.slice(i + 1) };
  }
  return undefined;
}
