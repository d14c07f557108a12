import type { AnyNode } from 'domhandler';
import { isTag } from 'domhandler';
import { type HtmlDocument, HtmlSelection } from './selection.ts';

/** One node of a page, as `get()` and the methods of other elements give it. */
export class HtmlElement {
  readonly node: AnyNode;
  readonly document: HtmlDocument;

  constructor(node: AnyNode, document: HtmlDocument) {
    this.node = node;
    this.document = document;
  }

  get selection(): HtmlSelection {
    return new HtmlSelection(this.document, [this.node]);
  }

  /** Lower-case tag name; '' for text, comments and the document. */
  get tag(): string {
    return isTag(this.node) ? this.node.name : '';
  }

  attribute(name: string): string | undefined {
    return isTag(this.node) ? this.node.attribs[name] : undefined;
  }

  has(name: string): boolean {
    return this.attribute(name) !== undefined;
  }

  at(node: AnyNode | null | undefined): HtmlElement | undefined {
    return node === null || node === undefined ? undefined : new HtmlElement(node, this.document);
  }

  list(nodes: Iterable<AnyNode>): HtmlElement[] {
    return Array.from(nodes, (node) => new HtmlElement(node, this.document));
  }

  find(selector: string): HtmlElement[] {
    return this.list(this.selection.find(selector).nodes);
  }
}

/** An attribute as a script sees it. */
export class HtmlAttribute {
  readonly name: string;
  readonly value: string;
  readonly owner: HtmlElement;

  constructor(name: string, value: string, owner: HtmlElement) {
    this.name = name;
    this.value = value;
    this.owner = owner;
  }

  get prefix(): string {
    return isTag(this.owner.node) ? (this.owner.node['x-attribsPrefix']?.[this.name] ?? '') : '';
  }

  get namespace(): string {
    return isTag(this.owner.node) ? (this.owner.node['x-attribsNamespace']?.[this.name] ?? '') : '';
  }
}
