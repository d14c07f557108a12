import { goTypeName } from '@squall/core';
import type { AnyFunction, Suspendable } from '../../vu/operation.ts';
import { allData, dataValue } from './data-attributes.ts';
import { controlValue, fieldsOf, urlEncoded } from './form-values.ts';
import type { HtmlBinding } from './html-binding.ts';
import { HtmlElement } from './html-element.ts';
import { type Filter, HtmlSelection } from './selection.ts';

type Arguments = readonly unknown[];

/** A method of selections: what it returns is copied into the realm. */
type SelectionMethod = (selection: HtmlSelection, args: Arguments, read: ArgumentReader) => unknown;

/** The functions on the prototype of selections. */
export function selectionFunctions(binding: HtmlBinding): AnyFunction[] {
  const { realm } = binding;
  const read = new ArgumentReader(binding);
  const plain = Object.entries(PLAIN_METHODS).map(([name, method]) =>
    realm.native(name, 1, function (this: unknown, ...args: unknown[]) {
      return binding.toScript(method(binding.requireSelection(this), args, read));
    }),
  );
  const withCallback = Object.entries(CALLBACK_METHODS).map(([name, method]) =>
    realm.suspendable(name, 1, function* (this: unknown, ...args: unknown[]) {
      return binding.toScript(yield* method(binding, binding.requireSelection(this), args[0], read));
    }),
  );
  return [...plain, ...withCallback];
}

class ArgumentReader {
  readonly #binding: HtmlBinding;

  constructor(binding: HtmlBinding) {
    this.#binding = binding;
  }

  text(value: unknown): string {
    return this.#binding.realm.intrinsics.String(value);
  }

  integer(value: unknown): number {
    const number: number = this.#binding.realm.intrinsics.Number(value);
    return Number.isFinite(number) ? Math.trunc(number) : 0;
  }

  /** A selector, a Selection or an Element. */
  filter(value: unknown): Filter {
    const filter = this.knownFilter(value);
    if (filter !== undefined) return filter;
    throw this.#binding.realm.goError(`invalid argument, cannot use a '${goTypeName(value)}' as a selector`);
  }

  optionalFilter(value: unknown): Filter | undefined {
    return value === undefined || value === null ? undefined : this.filter(value);
  }

  knownFilter(value: unknown): Filter | undefined {
    if (typeof value === 'string') return value;
    const host = this.#binding.hostOf(value);
    if (host instanceof HtmlSelection) return host.nodes;
    return host instanceof HtmlElement ? [host.node] : undefined;
  }
}

const PLAIN_METHODS: Readonly<Record<string, SelectionMethod>> = {
  add: (s, [other], read) => s.add(read.filter(other)),
  attr: (s, [name, fallback], read) => s.attr(read.text(name)) ?? fallback,
  children: (s, [filter], read) => s.children(read.optionalFilter(filter)),
  closest: (s, [filter], read) => s.closest(read.filter(filter)),
  contents: (s) => s.contents(),
  data: (s, [key], read) => (key === undefined ? allData(s.first) : dataValue(s.first, read.text(key))),
  end: (s) => s.previous ?? s.of([]),
  eq: (s, [index], read) => s.eq(read.integer(index)),
  find: (s, [filter], read) => s.find(read.filter(filter)),
  first: (s) => s.eq(0),
  get: (s, [index], read) => (index === undefined ? elementsOf(s) : elementsOf(s).at(read.integer(index))),
  has: (s, [filter], read) => s.has(read.filter(filter)),
  html: (s) => s.html(),
  index: (s, [of], read) => s.index(read.optionalFilter(of)),
  last: (s) => s.eq(-1),
  next: (s, [filter], read) => s.next(read.optionalFilter(filter)),
  nextAll: (s, [filter], read) => s.nextAll(read.optionalFilter(filter)),
  nextUntil: (s, [until, filter], read) =>
    s.nextUntil(read.optionalFilter(until), read.optionalFilter(filter)),
  parent: (s, [filter], read) => s.parent(read.optionalFilter(filter)),
  parents: (s, [filter], read) => s.parents(read.optionalFilter(filter)),
  parentsUntil: (s, [until, filter], read) =>
    s.parentsUntil(read.optionalFilter(until), read.optionalFilter(filter)),
  prev: (s, [filter], read) => s.prev(read.optionalFilter(filter)),
  prevAll: (s, [filter], read) => s.prevAll(read.optionalFilter(filter)),
  prevUntil: (s, [until, filter], read) =>
    s.prevUntil(read.optionalFilter(until), read.optionalFilter(filter)),
  serialize: (s) => urlEncoded(fieldsOf(s)),
  serializeArray: (s) => fieldsOf(s),
  serializeObject: (s) => Object.fromEntries(fieldsOf(s).map(({ name, value }) => [name, value])),
  siblings: (s, [filter], read) => s.siblings(read.optionalFilter(filter)),
  single: (s, [selector], read) => s.single(read.text(selector)),
  size: (s) => s.nodes.length,
  slice: (s, [start, end], read) =>
    s.slice(read.integer(start), end === undefined ? undefined : read.integer(end)),
  text: (s) => s.text(),
  toArray: (s) => singles(s),
  val: (s) => controlValue(s),
};

type CallbackMethod = (
  binding: HtmlBinding,
  selection: HtmlSelection,
  argument: unknown,
  read: ArgumentReader,
) => Suspendable<unknown>;

const CALLBACK_METHODS: Readonly<Record<string, CallbackMethod>> = {
  *each(binding, selection, callback) {
    const { realm } = binding;
    if (typeof callback !== 'function') throw realm.goError('the argument to each() must be a function');
    for (const [index, element] of elementsOf(selection).entries()) {
      try {
        yield* realm.call(callback, undefined, [index, binding.element(element)]);
      } catch (error) {
        throw realm.goError(`the function passed to each() failed: ${realm.intrinsics.String(error)}`);
      }
    }
    return selection;
  },
  *map(binding, selection, callback) {
    const { realm } = binding;
    if (typeof callback !== 'function') throw realm.goError('the argument to map() must be a function');
    const results = realm.createArray();
    for (const [index, item] of singles(selection).entries()) {
      try {
        results.push(yield* realm.call(callback, undefined, [index, binding.selection(item)]));
      } catch {
        // k6 leaves out items whose callback throws.
      }
    }
    return results;
  },
  *filter(binding, selection, argument, read) {
    if (typeof argument === 'function')
      return selection.of(yield* chosen(binding, selection, argument, true));
    return selection.filter(requireFilter(binding, argument, read, 'filter'));
  },
  *not(binding, selection, argument, read) {
    if (typeof argument === 'function')
      return selection.of(yield* chosen(binding, selection, argument, false));
    return selection.not(read.filter(argument));
  },
  *is(binding, selection, argument, read) {
    if (typeof argument === 'function') return (yield* chosen(binding, selection, argument, true)).length > 0;
    return selection.is(requireFilter(binding, argument, read, 'is'));
  },
};

/** The nodes for which a callback's answer is as true or false as wanted. */
function* chosen(binding: HtmlBinding, selection: HtmlSelection, callback: unknown, wanted: boolean) {
  const nodes: HtmlSelection['nodes'][number][] = [];
  for (const [index, item] of singles(selection).entries()) {
    const answer = yield* binding.realm.call(callback, undefined, [index, binding.selection(item)]);
    if (Boolean(answer) === wanted) nodes.push(...item.nodes);
  }
  return nodes;
}

// Unlike other methods these two do not take elements.
function requireFilter(binding: HtmlBinding, value: unknown, read: ArgumentReader, method: string): Filter {
  const isElement = binding.hostOf(value) instanceof HtmlElement;
  const filter = isElement ? undefined : read.knownFilter(value);
  if (filter !== undefined) return filter;
  throw binding.realm.goError(`the argument to ${method}() must be a function, a selector or a selection`);
}

function elementsOf(selection: HtmlSelection): HtmlElement[] {
  return selection.nodes.map((node) => new HtmlElement(node, selection.document));
}

function singles(selection: HtmlSelection): HtmlSelection[] {
  return selection.nodes.map((node) => new HtmlSelection(selection.document, [node]));
}
