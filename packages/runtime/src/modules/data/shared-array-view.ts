import type { Realm } from '../../sandbox/contract.ts';
import { oncePerRealm } from '../per-realm.ts';
import type { SharedArrayData } from './shared-array-store.ts';

/** The read-only array scripts see. One for all VUs of a thread: they cannot change it. */
export function sharedArrayView(realm: Realm, data: SharedArrayData): unknown {
  const known = views(realm).get(data);
  if (known !== undefined) return known;
  const target = realm.createArray();
  target.length = data.ends.length;
  const view = new Proxy(target, new SharedArrayHandler(realm, data));
  views(realm).set(data, view);
  return view;
}

const views = oncePerRealm(() => new WeakMap<SharedArrayData, unknown>());

/** Elements are parsed at each access, so that VUs cannot meet through them and unread ones cost no objects. */
class SharedArrayHandler implements ProxyHandler<unknown[]> {
  readonly #realm: Realm;
  readonly #parse: (text: string) => unknown;
  readonly #texts: Buffer;
  readonly #ends: Uint32Array;

  constructor(realm: Realm, { texts, ends }: SharedArrayData) {
    this.#realm = realm;
    this.#parse = realm.intrinsics.JSON.parse;
    this.#texts = Buffer.from(texts.buffer, texts.byteOffset, texts.byteLength);
    this.#ends = ends;
  }

  /** Hot path: each element access of a script. */
  get(target: unknown[], key: string | symbol, receiver: unknown): unknown {
    const index = indexOf(key);
    return index === undefined ? Reflect.get(target, key, receiver) : this.#element(index);
  }

  has(target: unknown[], key: string | symbol): boolean {
    const index = indexOf(key);
    return index === undefined ? Reflect.has(target, key) : index < this.#ends.length;
  }

  ownKeys(): string[] {
    return [...Array.from(this.#ends, (_end, index) => String(index)), 'length'];
  }

  getOwnPropertyDescriptor(target: unknown[], key: string | symbol): PropertyDescriptor | undefined {
    const index = indexOf(key);
    if (index === undefined) return Reflect.getOwnPropertyDescriptor(target, key);
    if (index >= this.#ends.length) return undefined;
    return { value: this.#element(index), writable: true, enumerable: true, configurable: true };
  }

  set(_target: unknown[], key: string | symbol): boolean {
    if (indexOf(key) !== undefined || key === 'length')
      throw this.#realm.typeError('SharedArray is immutable');
    throw this.#realm.typeError(`Cannot set property "${String(key)}" on a dynamic array`);
  }

  defineProperty(target: unknown[], key: string | symbol): boolean {
    return this.set(target, key);
  }

  deleteProperty(_target: unknown[], key: string | symbol): boolean {
    const index = indexOf(key);
    return key !== 'length' && (index === undefined || index >= this.#ends.length);
  }

  preventExtensions(): boolean {
    return false;
  }

  setPrototypeOf(): boolean {
    return false;
  }

  #element(index: number): unknown {
    const end = this.#ends[index];
    if (end === undefined) return undefined;
    const start = index === 0 ? 0 : (this.#ends[index - 1] ?? 0);
    const text = this.#texts.toString('utf8', start, end);
    if (text === NO_JSON) {
      throw new this.#realm.intrinsics.SyntaxError("invalid character 'u' looking for beginning of value");
    }
    return deeplyFrozen(this.#parse(text));
  }
}

/** What stands for elements without a JSON text: `undefined` and functions. Reading them fails, as in k6. */
export const NO_JSON = 'undefined';

const ZERO = 48;
const NINE = 57;

function indexOf(key: string | symbol): number | undefined {
  if (typeof key !== 'string') return undefined;
  const first = key.charCodeAt(0);
  if (!(first >= ZERO && first <= NINE)) return undefined;
  const index = Number(key);
  return Number.isInteger(index) && String(index) === key ? index : undefined;
}

function deeplyFrozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  for (const key of Object.keys(value)) deeplyFrozen((value as Record<string, unknown>)[key]);
  return Object.freeze(value);
}
