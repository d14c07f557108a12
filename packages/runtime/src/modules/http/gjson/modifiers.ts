import { isModifierName, type ModifierName } from './modifier-names.ts';
import { elementsOf, endOfContainer, endOfString, kindOf, membersOf, unquote } from './raw-json.ts';

/** Evaluates a path on JSON; handed in, since paths contain modifiers and modifiers paths. */
export type Evaluate = (json: string, path: string) => string | undefined;

/** `undefined` stands for a value that does not exist. */
type Modifier = (json: string, argument: string, evaluate: Evaluate) => string | undefined;

const MODIFIERS: Readonly<Record<ModifierName, Modifier>> = {
  // Layout is lost anyway when the result becomes a value of the script.
  pretty: (json) => json,
  ugly: (json) => JSON.stringify(JSON.parse(json)),
  this: (json) => json,
  valid: (json) => json,
  reverse,
  flatten: (json, argument) =>
    kindOf(json) === 'array' ? `[${flattened(json, flag(argument, 'deep')).join()}]` : json,
  join,
  keys: (json) => `[${keysOf(json).join()}]`,
  values: (json) =>
    kindOf(json) === 'object' ? `[${[...membersOf(json)].map((m) => m.value).join()}]` : json,
  tostr: (json) => JSON.stringify(json),
  fromstr: fromString,
  group,
  dig: (json, argument, evaluate) => `[${dig(json, argument, evaluate).join()}]`,
};

export interface ModifierCall {
  readonly name: ModifierName;
  readonly argument: string;
  /** What follows, with its dot or pipe; '' for nothing. */
  readonly rest: string;
}

/** Parses `@name:argument…`; undefined when there is no such modifier. */
export function parseModifier(path: string): ModifierCall | undefined {
  const name = /^@([^:|.]*)/.exec(path)?.[1] ?? '';
  if (!isModifierName(name)) return undefined;
  const after = path.slice(name.length + 1);
  if (!after.startsWith(':') || after.length === 1)
    return { name, argument: '', rest: after.replace(/^:/, '') };
  const end = endOfArgument(after.slice(1)) + 1;
  return { name, argument: after.slice(1, end), rest: after.slice(end) };
}

export function applyModifier(call: ModifierCall, json: string, evaluate: Evaluate): string | undefined {
  return MODIFIERS[call.name](json, call.argument, evaluate);
}

function endOfArgument(text: string): number {
  if (text.startsWith('{') || text.startsWith('[')) return endOfContainer(text, 0);
  if (text.startsWith('"')) return endOfString(text, 0);
  let i = 0;
  while (i < text.length && text.charAt(i) !== '|') {
    const char = text.charAt(i);
    if (char === '"') i = endOfString(text, i);
    else if ('{[('.includes(char)) i = endOfContainer(text, i);
    else i++;
  }
  return i;
}

function flag(argument: string, name: string): boolean {
  try {
    return Reflect.get(Object(JSON.parse(argument)), name) === true;
  } catch {
    // No argument, or none that is JSON.
    return false;
  }
}

function reverse(json: string): string {
  if (kindOf(json) === 'array') return `[${[...elementsOf(json)].reverse().join()}]`;
  if (kindOf(json) !== 'object') return json;
  return `{${[...membersOf(json)]
    .reverse()
    .map((m) => `${m.rawKey}:${m.value}`)
    .join()}}`;
}

function flattened(array: string, deep: boolean): readonly string[] {
  return [...elementsOf(array)].flatMap((element) => {
    if (kindOf(element) !== 'array') return [element];
    return deep ? flattened(element, true) : [...elementsOf(element)];
  });
}

/** Merges the objects of an array into one; later values win unless all are to be kept. */
function join(json: string, argument: string): string {
  if (kindOf(json) !== 'array') return json;
  const members = [...elementsOf(json)]
    .filter((element) => kindOf(element) === 'object')
    .flatMap((o) => [...membersOf(o)]);
  if (flag(argument, 'preserve')) return `{${members.map((m) => `${m.rawKey}:${m.value}`).join()}}`;
  const merged = new Map(members.map((m) => [unquote(m.rawKey), m]));
  return `{${[...merged.values()].map((m) => `${m.rawKey}:${m.value}`).join()}}`;
}

function keysOf(json: string): readonly string[] {
  if (kindOf(json) === 'object') return [...membersOf(json)].map((m) => m.rawKey);
  return kindOf(json) === 'array' ? [...elementsOf(json)].map(() => 'null') : ['null'];
}

function fromString(json: string): string | undefined {
  const text = kindOf(json) === 'string' ? unquote(json) : json;
  try {
    JSON.parse(text);
    return text.trim();
  } catch {
    // A string that holds no JSON has no value.
    return undefined;
  }
}

/** `{a:[1,2],b:[3,4]}` → `[{a:1,b:3},{a:2,b:4}]` */
function group(json: string): string | undefined {
  if (kindOf(json) !== 'object') return undefined;
  const rows: string[][] = [];
  for (const { rawKey, value } of membersOf(json)) {
    if (kindOf(value) !== 'array') continue;
    for (const [index, element] of [...elementsOf(value)].entries()) {
      const row = rows[index] ?? [];
      row.push(`${rawKey}:${element}`);
      rows[index] = row;
    }
  }
  return `[${rows.map((row) => `{${row.join()}}`).join()}]`;
}

/** What the path finds at this value and at everything below it. */
function dig(json: string, path: string, evaluate: Evaluate): readonly string[] {
  const found = evaluate(json, path);
  const own = found === undefined ? [] : [found];
  return [...own, ...childrenOf(json).flatMap((child) => dig(child, path, evaluate))];
}

function childrenOf(json: string): readonly string[] {
  if (kindOf(json) === 'array') return [...elementsOf(json)];
  return kindOf(json) === 'object' ? [...membersOf(json)].map((m) => m.value) : [];
}
