import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import { oncePerRealm } from '../per-realm.ts';
import { HtmlAttribute, HtmlElement } from './html-element.ts';
import { NODE_METHODS } from './node-methods.ts';
import { HtmlSelection } from './selection.ts';
import { selectionFunctions } from './selection-functions.ts';
import type { ElementMethods } from './tags/attribute-readers.ts';
import { methodsOfTag } from './tags/tag-methods.ts';

/**
 * The objects of a realm that stand for selections, elements and attributes of pages. Their methods sit on
 * prototypes shared by all VUs of a thread; what an object stands for is out of the script's reach.
 */
export class HtmlBinding {
  readonly realm: Realm;
  readonly #hosts = new WeakMap<object, HtmlSelection | HtmlElement | HtmlAttribute>();
  readonly #elementPrototypes = new Map<string, object>();
  #selectionPrototype: object | undefined;
  #attributePrototype: object | undefined;

  constructor(realm: Realm) {
    this.realm = realm;
  }

  selection(selection: HtmlSelection): object {
    this.#selectionPrototype ??= this.#prototype(selectionFunctions(this));
    const object = this.#instance(this.#selectionPrototype, selection);
    return Object.assign(object, { url: selection.document.url });
  }

  element(element: HtmlElement): object {
    return this.#instance(this.#elementPrototype(element.tag), element);
  }

  /** What an object of the script stands for, if it is one of these. */
  hostOf(value: unknown): HtmlSelection | HtmlElement | HtmlAttribute | undefined {
    return typeof value === 'object' && value !== null ? this.#hosts.get(value) : undefined;
  }

  /**
   * Copies plain host values into the realm, with selections, elements and attributes as objects of their own.
   * What comes from the realm already stays the same object.
   */
  toScript(value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof HtmlSelection) return this.selection(value);
    if (value instanceof HtmlElement) return this.element(value);
    if (value instanceof HtmlAttribute) return this.#attribute(value);
    // Together with the prototype below it tells our own arrays and objects from the script's.
    // biome-ignore lint/suspicious/useIsArray: arrays of the script must not count
    if (value instanceof Array) return this.realm.createArray(value.map((item) => this.toScript(item)));
    if (Object.getPrototypeOf(value) !== Object.prototype) return value;
    const object = this.realm.createObject();
    for (const [key, item] of Object.entries(value)) object[key] = this.toScript(item);
    return object;
  }

  requireSelection(value: unknown): HtmlSelection {
    const host = this.hostOf(value);
    if (host instanceof HtmlSelection) return host;
    throw this.realm.typeError('the receiver of this method must be a Selection');
  }

  #attribute(attribute: HtmlAttribute): object {
    this.#attributePrototype ??= this.#prototype(
      this.#methods(HtmlAttribute, {
        prefix: ({ prefix }) => prefix,
        namespaceURI: ({ namespace }) => namespace,
        localName: ({ name }) => name,
      }),
    );
    const { name, value, owner } = attribute;
    const object = this.#instance(this.#attributePrototype, attribute);
    return Object.assign(object, { name, value, ownerElement: this.element(owner) });
  }

  #elementPrototype(tag: string): object {
    const own = methodsOfTag(tag);
    const key = own === undefined ? '' : tag;
    let prototype = this.#elementPrototypes.get(key);
    if (prototype === undefined) {
      prototype = this.#prototype(this.#elementMethods({ ...NODE_METHODS, ...own }));
      this.#elementPrototypes.set(key, prototype);
    }
    return prototype;
  }

  #elementMethods(methods: ElementMethods): AnyFunction[] {
    return this.#methods(HtmlElement, methods);
  }

  #methods<T extends HtmlElement | HtmlAttribute>(
    // biome-ignore lint/suspicious/noExplicitAny: any constructor of the class
    kind: new (...args: any[]) => T,
    methods: Readonly<Record<string, (host: T, ...args: readonly unknown[]) => unknown>>,
  ): AnyFunction[] {
    const binding = this;
    return Object.entries(methods).map(([name, method]) =>
      this.realm.native(name, Math.max(method.length - 1, 0), function (this: unknown, ...args: unknown[]) {
        const host = binding.hostOf(this);
        if (!(host instanceof kind))
          throw binding.realm.typeError(`${name}() needs an object of its own kind`);
        return binding.toScript(method(host, ...args.map((arg) => binding.#elementOrText(arg))));
      }),
    );
  }

  #elementOrText(value: unknown): unknown {
    if (typeof value === 'string') return value;
    return this.hostOf(value) ?? this.realm.intrinsics.String(value);
  }

  #instance(prototype: object, host: HtmlSelection | HtmlElement | HtmlAttribute): object {
    const object: object = this.realm.intrinsics.Object.create(prototype);
    this.#hosts.set(object, host);
    return object;
  }

  #prototype(functions: readonly AnyFunction[]): object {
    const prototype = this.realm.createObject();
    for (const value of functions) {
      Object.defineProperty(prototype, value.name, { value, writable: true, configurable: true });
    }
    return prototype;
  }
}

export const htmlBinding = oncePerRealm((realm) => new HtmlBinding(realm));
