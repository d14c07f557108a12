import { type AnyNode, type Document, isTag } from 'domhandler';
import { parse } from 'parse5';
import { adapter } from 'parse5-htmlparser2-tree-adapter';
import {
  ancestorElements,
  attributeOf,
  childElements,
  childrenOf,
  elementsAfter,
  elementsBefore,
  parentElement,
  textOf,
} from './dom.ts';
import { innerHtml } from './render-html.ts';
import { findBelow, matcherOf } from './selector.ts';

/** What traversals can be narrowed by: a selector or given nodes. */
export type Filter = string | readonly AnyNode[];

/** A page: its text, parsed at first use, and the URL its links are relative to. */
export class HtmlDocument {
  readonly url: string;
  readonly #text: string;
  #root: Document | undefined;

  constructor(text: string, url: string) {
    this.#text = text;
    this.url = url;
  }

  get root(): Document {
    this.#root ??= parse(this.#text, { treeAdapter: adapter });
    return this.#root;
  }
}

/** An ordered set of nodes of one page: k6's Selection without the script around it. */
export class HtmlSelection {
  readonly document: HtmlDocument;
  /** The selection this one was made from; `end()`. */
  readonly previous: HtmlSelection | undefined;
  #nodes: readonly AnyNode[] | undefined;

  constructor(document: HtmlDocument, nodes?: readonly AnyNode[], previous?: HtmlSelection) {
    this.document = document;
    this.previous = previous;
    this.#nodes = nodes;
  }

  /** Without nodes given it is the page itself, which is parsed only now. */
  get nodes(): readonly AnyNode[] {
    this.#nodes ??= [this.document.root];
    return this.#nodes;
  }

  get first(): AnyNode | undefined {
    return this.nodes[0];
  }

  /** A selection of these nodes, each once, in the order given. */
  of(nodes: Iterable<AnyNode>): HtmlSelection {
    return new HtmlSelection(this.document, [...new Set(nodes)], this);
  }

  find(filter: Filter): HtmlSelection {
    if (typeof filter === 'string') return this.#each((node) => findBelow(node, filter));
    return this.of(filter.filter((node) => this.nodes.some((root) => isInside(node, root))));
  }

  single(selector: string): HtmlSelection {
    for (const node of this.nodes) for (const found of findBelow(node, selector)) return this.of([found]);
    return this.of([]);
  }

  add(filter: Filter): HtmlSelection {
    const added = typeof filter === 'string' ? findBelow(this.document.root, filter) : filter;
    return this.of([...this.nodes, ...added]);
  }

  filter(filter: Filter): HtmlSelection {
    return this.of(this.nodes.filter(predicateOf(filter)));
  }

  not(filter: Filter): HtmlSelection {
    const matches = predicateOf(filter);
    return this.of(this.nodes.filter((node) => !matches(node)));
  }

  is(filter: Filter): boolean {
    return this.nodes.some(predicateOf(filter));
  }

  has(filter: Filter): HtmlSelection {
    return this.of(
      this.nodes.filter((node) => new HtmlSelection(this.document, [node]).find(filter).nodes.length > 0),
    );
  }

  closest(filter: Filter): HtmlSelection {
    const matches = predicateOf(filter);
    return this.#each((node) => [node, ...ancestorElements(node)].filter(matches).slice(0, 1));
  }

  children(filter?: Filter): HtmlSelection {
    return this.#related(childElements, filter);
  }

  contents(): HtmlSelection {
    return this.#each(childrenOf);
  }

  parent(filter?: Filter): HtmlSelection {
    return this.#related((node) => listOf(parentElement(node)), filter);
  }

  parents(filter?: Filter): HtmlSelection {
    return this.#related(ancestorElements, filter);
  }

  parentsUntil(until: Filter | undefined, filter?: Filter): HtmlSelection {
    return this.#related((node) => takeUntil(ancestorElements(node), until), filter);
  }

  siblings(filter?: Filter): HtmlSelection {
    return this.#related((node) => [...elementsBefore(node).reverse(), ...elementsAfter(node)], filter);
  }

  next(filter?: Filter): HtmlSelection {
    return this.#related((node) => elementsAfter(node).slice(0, 1), filter);
  }

  nextAll(filter?: Filter): HtmlSelection {
    return this.#related(elementsAfter, filter);
  }

  nextUntil(until: Filter | undefined, filter?: Filter): HtmlSelection {
    return this.#related((node) => takeUntil(elementsAfter(node), until), filter);
  }

  prev(filter?: Filter): HtmlSelection {
    return this.#related((node) => elementsBefore(node).slice(0, 1), filter);
  }

  prevAll(filter?: Filter): HtmlSelection {
    return this.#related(elementsBefore, filter);
  }

  prevUntil(until: Filter | undefined, filter?: Filter): HtmlSelection {
    return this.#related((node) => takeUntil(elementsBefore(node), until), filter);
  }

  /** Negative positions count from the end. */
  eq(index: number): HtmlSelection {
    const node = this.nodes.at(index);
    return this.of(listOf(node));
  }

  slice(start: number, end?: number): HtmlSelection {
    return this.of(this.nodes.slice(start, end));
  }

  /** Position among the siblings, in the matches of a selector, or of a node in this selection; -1 when absent. */
  index(of?: Filter): number {
    const { first } = this;
    if (of === undefined) return first === undefined ? -1 : elementsBefore(first).length;
    if (typeof of !== 'string') return of[0] === undefined ? -1 : this.nodes.indexOf(of[0]);
    return first === undefined ? -1 : [...findBelow(this.document.root, of)].indexOf(first);
  }

  attr(name: string): string | undefined {
    return attributeOf(this.first, name);
  }

  text(): string {
    return this.nodes.map(textOf).join('');
  }

  /** What is inside the first node; '' without one. */
  html(): string {
    return this.first === undefined ? '' : innerHtml(this.first);
  }

  #each(related: (node: AnyNode) => Iterable<AnyNode>): HtmlSelection {
    const found = new Set<AnyNode>();
    for (const node of this.nodes) for (const other of related(node)) found.add(other);
    return this.of(found);
  }

  #related(related: (node: AnyNode) => AnyNode[], filter: Filter | undefined): HtmlSelection {
    const matches = filter === undefined ? undefined : predicateOf(filter);
    return this.#each((node) => (matches === undefined ? related(node) : related(node).filter(matches)));
  }
}

function predicateOf(filter: Filter): (node: AnyNode) => boolean {
  if (typeof filter !== 'string') return (node) => filter.includes(node);
  const matches = matcherOf(filter);
  return (node) => isTag(node) && matches(node);
}

function takeUntil<T extends AnyNode>(nodes: readonly T[], until: Filter | undefined): T[] {
  if (until === undefined) return [...nodes];
  const end = nodes.findIndex(predicateOf(until));
  return end < 0 ? [...nodes] : nodes.slice(0, end);
}

function isInside(node: AnyNode, root: AnyNode): boolean {
  for (let parent = node.parent; parent !== null; parent = parent.parent) if (parent === root) return true;
  return false;
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
