import { type AnyNode, type Element, hasChildren, isTag, isText, type ParentNode } from 'domhandler';

/** All nodes below one, in document order. Without recursion: pages can nest as deep as they like. */
export function* descendants(root: AnyNode): Generator<AnyNode, void, undefined> {
  let node = firstChildOf(root);
  while (node !== null) {
    yield node;
    node = firstChildOf(node) ?? nextOutside(node, root);
  }
}

/** The node that follows a whole subtree, up to the end of `root`. */
function nextOutside(node: AnyNode, root: AnyNode): AnyNode | null {
  let current: AnyNode | null = node;
  while (current !== null && current !== root) {
    if (current.next !== null) return current.next;
    current = current.parent;
  }
  return null;
}

function firstChildOf(node: AnyNode): AnyNode | null {
  return hasChildren(node) ? node.firstChild : null;
}

export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return hasChildren(node) ? node.children : [];
}

export function childElements(node: AnyNode): Element[] {
  return childrenOf(node).filter(isTag);
}

export function parentElement(node: AnyNode): Element | undefined {
  const parent: ParentNode | null = node.parent;
  return parent !== null && isTag(parent) ? parent : undefined;
}

/** From the nearest to the outermost. */
export function ancestorElements(node: AnyNode): Element[] {
  const ancestors: Element[] = [];
  for (let parent = parentElement(node); parent !== undefined; parent = parentElement(parent))
    ancestors.push(parent);
  return ancestors;
}

/** Elements after the node, nearest first. */
export function elementsAfter(node: AnyNode): Element[] {
  const found: Element[] = [];
  for (let other = node.next; other !== null; other = other.next) if (isTag(other)) found.push(other);
  return found;
}

/** Elements before the node, nearest first. */
export function elementsBefore(node: AnyNode): Element[] {
  const found: Element[] = [];
  for (let other = node.prev; other !== null; other = other.prev) if (isTag(other)) found.push(other);
  return found;
}

/** The text of a node and everything in it. */
export function textOf(node: AnyNode): string {
  if (isText(node)) return node.data;
  let text = '';
  for (const inner of descendants(node)) if (isText(inner)) text += inner.data;
  return text;
}

export function attributeOf(node: AnyNode | undefined, name: string): string | undefined {
  return node !== undefined && isTag(node) ? node.attribs[name] : undefined;
}

/** Lower-case tag name of an element, undefined for other nodes. */
export function tagOf(node: AnyNode | undefined): string | undefined {
  return node !== undefined && isTag(node) ? node.name : undefined;
}
