import type { AnyNode } from 'domhandler';
import { isTag } from 'domhandler';
import { attributeOf } from './dom.ts';

const PREFIX = 'data-';

/** One `data-*` attribute by its camel-case name, converted to what its text looks like. */
export function dataValue(node: AnyNode | undefined, key: string): unknown {
  const text = attributeOf(node, PREFIX + kebabCase(key));
  return text === undefined ? undefined : convert(text);
}

/** All `data-*` attributes by their camel-case names. */
export function allData(node: AnyNode | undefined): Record<string, unknown> {
  if (node === undefined || !isTag(node)) return {};
  const entries = Object.entries(node.attribs).filter(([name]) => name.startsWith(PREFIX) && name !== PREFIX);
  return Object.fromEntries(
    entries.map(([name, text]) => [camelCase(name.slice(PREFIX.length)), convert(text)]),
  );
}

function convert(text: string): unknown {
  switch (text) {
    case 'true':
      return true;
    case 'false':
      return false;
    case '':
    case 'null':
    case 'undefined':
      return undefined;
  }
  if (text.startsWith('{') || text.startsWith('[')) return parsedOr(text);
  // Only numbers that would be written the same way: identifiers such as 007 stay texts.
  return String(Number(text)) === text ? Number(text) : text;
}

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_dash, letter: string) => letter.toUpperCase());
}
