import type { Realm } from '../sandbox/contract.ts';
import { oncePerRealm } from './per-realm.ts';

/** What some of k6's modules reject with: an object that is no Error but has a name, a message and reads like one. */
export function namedError(realm: Realm, name: string, message: string): object {
  return Object.assign(Object.create(namedPrototype(realm)) as object, { name, message });
}

/** An error of Go as it is: no properties, only its text. */
export function goErrorValue(realm: Realm, text: string): object {
  const value = Object.create(goPrototype(realm)) as object;
  texts.set(value, text);
  return value;
}

const texts = new WeakMap<object, string>();

const namedPrototype = oncePerRealm((realm) =>
  withMethods(realm, {
    toString(this: { name?: unknown; message?: unknown }) {
      return `${String(this.name)}: ${String(this.message)}`;
    },
  }),
);

const goPrototype = oncePerRealm((realm) => {
  function text(this: object): string {
    return texts.get(this) ?? '';
  }
  return withMethods(realm, { toString: text, error: text });
});

function withMethods(realm: Realm, methods: Readonly<Record<string, (this: never) => string>>): object {
  const prototype = realm.createObject();
  for (const [name, method] of Object.entries(methods)) {
    const value = realm.native(name, 0, method);
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
  return prototype;
}
