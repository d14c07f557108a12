import type { Realm } from '../sandbox/contract.ts';
import type { AnyFunction } from '../vu/operation.ts';

/** A class as scripts see it, whose instances stand for objects of the host. */
export interface RealmClassParts<T extends object> {
  readonly name: string;
  readonly length: number;
  /** Makes what an instance stands for; throws an error of the realm for bad arguments. */
  construct(instance: object, ...args: readonly unknown[]): T;
  readonly methods: Readonly<Record<string, (inner: T, ...args: readonly unknown[]) => unknown>>;
  readonly getters: Readonly<Record<string, (inner: T) => unknown>>;
  /** What a method gives when `this` is something else. */
  wrongReceiver(message: string): unknown;
}

export interface RealmClass<T extends object> {
  readonly constructor: AnyFunction;
  /** An instance made without its constructor. */
  wrap(inner: T): object;
  innerOf(value: unknown): T | undefined;
}

/** Unlike `constructible`, such a class wants `new`. */
export function realmClass<T extends object>(realm: Realm, parts: RealmClassParts<T>): RealmClass<T> {
  const inners = new WeakMap<object, T>();
  const prototype = realm.createObject();
  const innerOf = (value: unknown): T | undefined =>
    typeof value === 'object' && value !== null ? inners.get(value) : undefined;

  function construct(this: object, ...args: unknown[]): void {
    if (new.target === undefined) {
      throw realm.typeError(`Class constructor ${parts.name} cannot be invoked without 'new'`);
    }
    inners.set(this, parts.construct(this, ...args));
  }

  for (const [name, method] of Object.entries(parts.methods)) {
    const value = realm.native(name, Math.max(0, method.length - 1), function (this: unknown, ...args) {
      const inner = innerOf(this);
      return inner === undefined ? parts.wrongReceiver(wrongThis(name, parts)) : method(inner, ...args);
    });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
  for (const [name, read] of Object.entries(parts.getters)) {
    const get = realm.native(name, 0, function (this: unknown) {
      const inner = innerOf(this);
      if (inner === undefined) throw realm.typeError(wrongThis(name, parts));
      return read(inner);
    });
    Object.defineProperty(prototype, name, { get, enumerable: true, configurable: true });
  }
  Object.defineProperties(construct, {
    name: { value: parts.name },
    length: { value: parts.length },
    prototype: { value: prototype, writable: false },
  });
  Object.setPrototypeOf(construct, realm.intrinsics.Function.prototype as object);
  Object.defineProperty(prototype, 'constructor', { value: construct, writable: true, configurable: true });
  return {
    constructor: construct as unknown as AnyFunction,
    innerOf,
    wrap(inner) {
      const instance = Object.create(prototype) as object;
      inners.set(instance, inner);
      return instance;
    },
  };
}

function wrongThis(member: string, { name }: { readonly name: string }): string {
  return `${member} was used on something that is no ${name}`;
}
