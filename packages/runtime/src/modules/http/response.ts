import type { Realm } from '../../sandbox/contract.ts';
import { EXPORTED_FIELDS } from '../../vu/export-json.ts';
import { oncePerRealm } from '../per-realm.ts';
import { HttpResponse } from './http-response.ts';
import { FIELD_COERCIONS, isResponseField, RESPONSE_FIELDS } from './response-fields.ts';
import type { BlankSource, ResponseSource } from './response-source.ts';
import type { VUHttp } from './vu-http.ts';

const METHOD_NAMES = ['clickLink', 'html', 'json', 'submitForm'] as const;
const KEYS: string[] = [...RESPONSE_FIELDS, ...METHOD_NAMES];

/** Key under which our own code, and nobody else, gets from a script's response to what is behind it. */
const INSIDE: unique symbol = Symbol('HttpResponse') as never;

const methodsOf = new WeakMap<Realm, object>();

/** Methods are handed in: some make requests themselves, so they need what needs this file. */
export function offerResponseMethods(realm: Realm, methods: object): void {
  methodsOf.set(realm, methods);
}

/** Hot path: the object a script gets for a request. Fields are made when they are first read. */
export function createResponse(http: VUHttp, source: ResponseSource | BlankSource): object {
  return new Proxy(new HttpResponse(http, source), responseHandler(http.vu.realm));
}

/** What is behind a script's response; undefined for anything else. */
export function responseBehind(value: unknown): HttpResponse | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inside: unknown = Reflect.get(value, INSIDE);
  return inside instanceof HttpResponse ? inside : undefined;
}

/**
 * Real k6's responses are host objects: their fields are own properties, but none can be added or removed. A
 * proxy gives exactly that, and for 20 fields costs a fraction of own accessors.
 */
const responseHandler = oncePerRealm((realm): ProxyHandler<HttpResponse> => {
  const objectPrototype = realm.intrinsics.Object.prototype as object;
  const methods = methodsOf.get(realm) ?? {};
  const read = (target: HttpResponse, key: string | symbol): unknown => {
    if (isResponseField(key)) return target[key];
    if (key === INSIDE) return target;
    if (key === EXPORTED_FIELDS)
      return Object.fromEntries(RESPONSE_FIELDS.map((field) => [field, target[field]]));
    return Object.hasOwn(methods, key) ? Reflect.get(methods, key) : Reflect.get(objectPrototype, key);
  };
  const isOwn = (key: string | symbol) => typeof key === 'string' && KEYS.includes(key);
  return {
    get: read,
    has: (_, key) => isOwn(key) || Reflect.has(objectPrototype, key),
    set(target, key, value) {
      if (!isResponseField(key)) throw cannotAssign(realm, key);
      Reflect.set(target, key, FIELD_COERCIONS[key](value));
      return true;
    },
    ownKeys: () => KEYS,
    getOwnPropertyDescriptor: (target, key) =>
      isOwn(key)
        ? { value: read(target, key), writable: isResponseField(key), enumerable: true, configurable: true }
        : undefined,
    defineProperty(_, key) {
      throw cannotAssign(realm, key);
    },
    deleteProperty(_, key) {
      if (!isOwn(key)) return true;
      throw realm.typeError(`Cannot delete property ${String(key)} of a host object`);
    },
    getPrototypeOf: () => objectPrototype,
    setPrototypeOf: () => false,
    preventExtensions: () => false,
  };
});

function cannotAssign(realm: Realm, key: string | symbol): Error {
  return realm.typeError(`Cannot assign to property ${String(key)} of a host object`);
}
