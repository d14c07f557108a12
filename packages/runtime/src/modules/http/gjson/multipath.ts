import type { Evaluate } from './modifiers.ts';
import { endOfContainer, endOfString } from './raw-json.ts';

/** `{a,"name":b.c}` or `[a,b.c]`: builds an object or array from what its paths find. */
export function buildMultipath(json: string, selectors: string, evaluate: Evaluate): string {
  const isObject = selectors.startsWith('{');
  const parts: string[] = [];
  for (const { name, path } of splitSelectors(selectors.slice(1, -1))) {
    const found = evaluate(json, path);
    if (found === undefined) continue;
    parts.push(isObject ? `${name ?? JSON.stringify(nameOf(path))}:${found}` : found);
  }
  return isObject ? `{${parts.join()}}` : `[${parts.join()}]`;
}

interface Selector {
  /** Quoted; undefined when none was given. */
  readonly name: string | undefined;
  readonly path: string;
}

function splitSelectors(text: string): readonly Selector[] {
  const selectors: Selector[] = [];
  let start = 0;
  let colon = -1;
  let isModifier = false;
  const add = (end: number) => {
    if (end > start) selectors.push(selectorOf(text, { start, colon, end }));
    start = end + 1;
    colon = -1;
    isModifier = false;
  };
  let i = 0;
  while (i < text.length) {
    const char = text.charAt(i);
    if (char === '\\') i += 2;
    else if (char === '"') i = endOfString(text, i);
    else if ('{[('.includes(char)) i = endOfContainer(text, i);
    else {
      if (char === '@') isModifier = true;
      if (char === ':' && !isModifier && colon < 0) colon = i;
      if (char === ',') add(i);
      i++;
    }
  }
  add(text.length);
  return selectors;
}

function selectorOf(text: string, at: { start: number; colon: number; end: number }): Selector {
  if (at.colon < 0) return { name: undefined, path: text.slice(at.start, at.end) };
  const name = text.slice(at.start, at.colon);
  const quoted = name.startsWith('"') ? name : JSON.stringify(name);
  return { name: quoted, path: text.slice(at.colon + 1, at.end) };
}

/** The last component when it is a plain name. */
function nameOf(path: string): string {
  const last = path.slice(Math.max(path.lastIndexOf('.'), path.lastIndexOf('|')) + 1);
  return /^[\w-]+$/.test(last) ? last : '_';
}
