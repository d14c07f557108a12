import { type AnyNode, type Element, isComment, isDirective, isDocument, isTag, isText } from 'domhandler';
import { childrenOf } from './dom.ts';

const VOID_TAGS = new Set(
  'area base br col embed hr img input keygen link meta param source track wbr'.split(' '),
);
const RAW_TEXT_TAGS = new Set('iframe noembed noframes noscript plaintext script style xmp'.split(' '));
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  "'": '&#39;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  '\r': '&#13;',
};

/** What is inside a node as HTML, spelt as the HTML library of Go spells it. */
export function innerHtml(node: AnyNode): string {
  const parts: string[] = [];
  // A stack of what is left to write instead of recursion: pages can nest as deep as they like.
  const pending: (AnyNode | string)[] = [...childrenOf(node)].reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (typeof next === 'string') parts.push(next);
    else if (isTag(next)) openElement(next, parts, pending);
    else if (isDocument(next)) pending.push(...[...next.children].reverse());
    else parts.push(renderLeaf(next));
  }
  return parts.join('');
}

function openElement(element: Element, parts: string[], pending: (AnyNode | string)[]): void {
  const { name, attribs, children } = element;
  parts.push(`<${name}`);
  for (const key of Object.keys(attribs))
    parts.push(` ${prefixed(element, key)}="${escaped(attribs[key] ?? '')}"`);
  if (VOID_TAGS.has(name)) {
    parts.push('/>');
    return;
  }
  parts.push('>', startsWithNewline(element) ? '\n' : '');
  pending.push(`</${name}>`);
  for (let i = children.length - 1; i >= 0; i--) pending.push(children[i] as AnyNode);
}

// The parser drops a line break right after these tags; a second one keeps the first.
function startsWithNewline({ name, firstChild }: Element): boolean {
  if (name !== 'pre' && name !== 'listing' && name !== 'textarea') return false;
  return firstChild !== null && isText(firstChild) && firstChild.data.startsWith('\n');
}

function prefixed(element: Element, key: string): string {
  const prefix = element['x-attribsPrefix']?.[key];
  return prefix ? `${prefix}:${key}` : key;
}

function renderLeaf(node: AnyNode): string {
  if (isText(node)) return isRawText(node.parent) ? node.data : escaped(node.data);
  if (isComment(node)) return `<!--${node.data}-->`;
  if (isDirective(node)) return `<${node.data}>`;
  return '';
}

function isRawText(parent: AnyNode | null): boolean {
  return parent !== null && isTag(parent) && RAW_TEXT_TAGS.has(parent.name);
}

function escaped(text: string): string {
  return text.replace(/[&'<>"\r]/g, (char) => ESCAPES[char] ?? char);
}
