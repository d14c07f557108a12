import { type AnyNode, hasChildren, isComment, isDirective, isDocument, isTag, isText } from 'domhandler';
import { childElements, childrenOf, parentElement, textOf } from './dom.ts';
import { HtmlAttribute, HtmlElement } from './html-element.ts';
import { innerHtml } from './render-html.ts';
import type { ElementMethods } from './tags/attribute-readers.ts';
import { methodsOfTag } from './tags/tag-methods.ts';

/** Methods that every node has. Missing nodes are undefined. */
export const NODE_METHODS: ElementMethods = {
  attributes: (e) => Object.fromEntries(attributesOf(e).map((attribute) => [attribute.name, attribute])),
  childElementCount: ({ node }) => childElements(node).length,
  childNodes: (e) => e.list(childrenOf(e.node)),
  children: (e) => e.list(childElements(e.node)),
  classList: classNames,
  className: (e) => e.attribute('class') ?? '',
  contains: (e, other) => isPlain(other) && e.selection.find([other.node]).nodes.length > 0,
  firstChild: (e) => e.at(childrenOf(e.node)[0]),
  firstElementChild: (e) => e.at(childElements(e.node)[0]),
  getAttribute: (e, name) => e.attribute(String(name)),
  getAttributeNode: (e, name) => attributesOf(e).find((attribute) => attribute.name === String(name)),
  getElementsByClassName: (e, name) => e.find(`.${String(name)}`),
  getElementsByTagName: (e, name) => e.find(String(name)),
  hasAttribute: (e, name) => e.has(String(name)),
  hasAttributes: (e) => attributesOf(e).length > 0,
  hasChildNodes: ({ node }) => childrenOf(node).length > 0,
  id: (e) => e.attribute('id') ?? '',
  innerHTML: ({ node }) => innerHtml(node),
  isDefaultNamespace: (e) => namespaceOf(e.node) === '',
  isEqualNode: (e, other) => isPlain(other) && innerHtml(e.node) === innerHtml(other.node),
  isSameNode: (e, other) => isPlain(other) && e.node === other.node,
  lang: (e) => e.attribute('lang') ?? '',
  lastChild: (e) => e.at(childrenOf(e.node).at(-1)),
  lastElementChild: (e) => e.at(childElements(e.node).at(-1)),
  matches: (e, selector) => e.selection.is(String(selector)),
  namespaceURI: ({ node }) => namespaceOf(node),
  nextElementSibling: (e) => e.at(e.selection.next().first),
  nextSibling: (e) => e.at(e.node.next),
  nodeName: ({ node }) => nodeName(node),
  nodeType: ({ node }) => nodeType(node),
  nodeValue: ({ node }) => (isText(node) || isComment(node) ? node.data : ''),
  ownerDocument: (e) => e.at(e.document.root),
  parentElement: (e) => e.at(parentElement(e.node)),
  parentNode: (e) => e.at(e.node.parent),
  previousElementSibling: (e) => e.at(e.selection.prev().first),
  previousSibling: (e) => e.at(e.node.prev),
  querySelector: (e, selector) => e.at(e.selection.single(String(selector)).first),
  querySelectorAll: (e, selector) => e.find(String(selector)),
  selection: (e) => e.selection,
  textContent: ({ node }) => textOf(node),
  toString: () => '[object html.Node]',
};

// k6 compares only elements of tags without methods of their own; for others the answer is always false.
function isPlain(value: unknown): value is HtmlElement {
  return value instanceof HtmlElement && methodsOfTag(value.tag) === undefined;
}

function attributesOf(element: HtmlElement): HtmlAttribute[] {
  if (!isTag(element.node)) return [];
  return Object.entries(element.node.attribs).map(([name, value]) => new HtmlAttribute(name, value, element));
}

function classNames(element: HtmlElement): string[] {
  return (element.attribute('class') ?? '').split(/\s+/).filter((name) => name !== '');
}

// Named as k6 names them; the one of HTML has no name.
const NAMESPACES: Readonly<Record<string, string>> = {
  'http://www.w3.org/2000/svg': 'svg',
  'http://www.w3.org/1998/Math/MathML': 'math',
};

function namespaceOf(node: AnyNode): string {
  return isTag(node) ? (NAMESPACES[node.namespace ?? ''] ?? '') : '';
}

function nodeName(node: AnyNode): string {
  if (isTag(node)) return node.name;
  if (isText(node)) return '#text';
  if (isComment(node)) return '#comment';
  if (isDirective(node)) return 'x-name' in node ? String(node['x-name']) : node.name;
  return isDocument(node) ? '#document' : '';
}

function nodeType(node: AnyNode): number | undefined {
  if (isDirective(node)) return 10;
  return isTag(node) || hasChildren(node) || isText(node) || isComment(node) ? node.nodeType : undefined;
}
