import { applyModifier, parseModifier } from './modifiers.ts';
import { buildMultipath } from './multipath.ts';
import {
  hasWildcard,
  matchesPattern,
  type Rest,
  restAfterHash,
  splitAtPipe,
  splitPath,
  unescapePart,
} from './path-part.ts';
import { fitsQuery, parseQuery, type Query } from './query.ts';
import { elementsOf, endOfContainer, endOfString, kindOf, membersOf, unquote, valuesOf } from './raw-json.ts';

/** The JSON a GJSON path finds in valid JSON; undefined when it finds nothing. */
export function evaluatePath(json: string, path: string): string | undefined {
  if (path.length > 1) {
    if (path.startsWith('@')) {
      const call = parseModifier(path);
      if (call !== undefined) return goOn(applyModifier(call, json, evaluatePath), call.rest);
    }
    if (path.startsWith('!')) {
      const end = endOfLiteral(path);
      return goOn(path.slice(1, end), path.slice(end));
    }
    if (path.startsWith('{') || path.startsWith('[')) {
      const end = endOfContainer(path, 0);
      return goOn(buildMultipath(json, path.slice(0, end), evaluatePath), path.slice(end));
    }
    if (path.startsWith('..')) return fromElements([...valuesOf(json)], path.slice(2));
  }
  switch (kindOf(json)) {
    case 'object':
      return fromObject(json, path);
    case 'array':
      return fromElements([...elementsOf(json)], path);
    default:
      return undefined;
  }
}

function endOfLiteral(path: string): number {
  if (path.charAt(1) === '"') return endOfString(path, 1);
  if ('{['.includes(path.charAt(1))) return endOfContainer(path, 1);
  const end = path.search(/[|.]/);
  return end < 0 ? path.length : end;
}

/** Applies what follows a modifier, literal or multipath: `.path` or `|path`. */
function goOn(json: string | undefined, rest: string): string | undefined {
  if (json === undefined || rest === '') return json;
  return evaluatePath(json.trim(), rest.slice(1));
}

function applyRest(json: string, rest: Rest): string | undefined {
  return rest.kind === 'none' ? json : evaluatePath(json, rest.path);
}

function fromObject(object: string, path: string): string | undefined {
  const { text, rest } = splitPath(path);
  const isPattern = hasWildcard(text);
  const name = unescapePart(text);
  for (const { rawKey, value } of membersOf(object)) {
    const key = unquote(rawKey);
    if (isPattern ? !matchesPattern(key, text) : key !== name) continue;
    const found = applyRest(value, rest);
    // A path that leads nowhere inside one member may lead somewhere in the next that fits the pattern.
    if (found !== undefined || rest.kind !== 'inside') return found;
  }
  return undefined;
}

function fromElements(elements: readonly string[], path: string): string | undefined {
  if (path.startsWith('#(') || path.startsWith('#[')) {
    const query = parseQuery(path);
    if (query !== undefined) return fromQuery(elements, path, query);
  }
  if (/^#([.|]|$)/.test(path)) return fromAll(elements, restAfterHash(path, 1));
  const { text, rest } = splitPath(path);
  if (!/^[0-9]+$/.test(text)) return undefined;
  const element = elements[Number(text)];
  return element === undefined ? undefined : applyRest(element, rest);
}

/** `#` counts; `#.path` collects what the path finds in each element. */
function fromAll(elements: readonly string[], rest: Rest): string | undefined {
  if (rest.kind !== 'inside') return applyRest(String(elements.length), rest);
  return collect(elements, rest.path);
}

/** Applies the part before a pipe to each element, the part after it to the array of all results. */
function collect(elements: readonly string[], path: string): string | undefined {
  const piped = splitAtPipe(path);
  const found = elements.flatMap((element) => evaluatePath(element, piped?.left ?? path) ?? []);
  const array = `[${found.join()}]`;
  return piped === undefined ? array : evaluatePath(array, piped.right);
}

function fromQuery(elements: readonly string[], path: string, query: Query): string | undefined {
  const isContainer = (element: string) => kindOf(element) === 'object' || kindOf(element) === 'array';
  const fits = (element: string) => {
    if (!isContainer(element) && query.path !== '') return false;
    return fitsQuery(query, query.path === '' ? element : evaluatePath(element, query.path));
  };
  if (path.charAt(query.end) !== '#') {
    const first = elements.find(fits);
    return first === undefined ? undefined : applyRest(first, restAfterHash(path, query.end));
  }
  const rest = restAfterHash(path, query.end + 1);
  const matching = elements.filter(fits);
  if (rest.kind === 'inside') return collect(matching, rest.path);
  return applyRest(`[${matching.join()}]`, rest);
}
