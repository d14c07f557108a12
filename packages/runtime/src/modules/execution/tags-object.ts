import type { Realm } from '../../sandbox/contract.ts';
import { badTagText, tagText } from '../script-tags.ts';

/** The strings behind a live object: the VU's tags or its metadata. */
export interface LiveStrings {
  readonly kind: 'tag' | 'metadata';
  all(): Readonly<Record<string, string>>;
  set(key: string, value: string): void;
  delete(key: string): void;
}

/**
 * An object whose properties are the VU's current tags or metadata: reading, writing, deleting and listing act on
 * the VU. Symbols and inherited members are those of a plain object.
 */
export function createLiveObject(realm: Realm, strings: LiveStrings): object {
  return new Proxy(realm.createObject(), new LiveObjectHandler(realm, strings));
}

class LiveObjectHandler implements ProxyHandler<object> {
  readonly #realm: Realm;
  readonly #strings: LiveStrings;

  constructor(realm: Realm, strings: LiveStrings) {
    this.#realm = realm;
    this.#strings = strings;
  }

  get(target: object, key: string | symbol, receiver: unknown): unknown {
    return this.#read(key) ?? Reflect.get(target, key, receiver);
  }

  has(target: object, key: string | symbol): boolean {
    return this.#read(key) !== undefined || Reflect.has(target, key);
  }

  set(_target: object, key: string | symbol, value: unknown): boolean {
    if (typeof key === 'symbol') return false;
    const text = tagText(value);
    if (text === undefined) throw this.#realm.typeError(badTagText(this.#strings.kind, key));
    this.#strings.set(key, text);
    return true;
  }

  defineProperty(target: object, key: string | symbol, { value }: PropertyDescriptor): boolean {
    return this.set(target, key, value);
  }

  deleteProperty(_target: object, key: string | symbol): boolean {
    if (typeof key === 'string') this.#strings.delete(key);
    return true;
  }

  ownKeys(): string[] {
    return Object.keys(this.#strings.all());
  }

  getOwnPropertyDescriptor(_target: object, key: string | symbol): PropertyDescriptor | undefined {
    const value = this.#read(key);
    if (value === undefined) return undefined;
    return { value, writable: true, enumerable: true, configurable: true };
  }

  #read(key: string | symbol): string | undefined {
    const all = this.#strings.all();
    return typeof key === 'string' && Object.hasOwn(all, key) ? all[key] : undefined;
  }
}
