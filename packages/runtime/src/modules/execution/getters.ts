import type { Realm } from '../../sandbox/contract.ts';
import { oncePerRealm } from '../per-realm.ts';

/** A realm object whose properties are read anew at each access and cannot be assigned. */
export function withGetters(realm: Realm, getters: Readonly<Record<string, () => unknown>>): object {
  const object = realm.createObject();
  for (const [name, read] of Object.entries(getters)) defineGetter(realm, object, name, read);
  return object;
}

/** Adds properties that take assignments without effect: in k6 they reach an object nobody sees again. */
export function addAssignableInVain(
  realm: Realm,
  object: object,
  values: Readonly<Record<string, unknown>>,
): void {
  for (const [name, value] of Object.entries(values)) {
    defineGetter(realm, object, name, () => value, ignoringSetter(realm));
  }
}

const ignoringSetter = oncePerRealm((realm) => realm.native('', 1, () => undefined));

function defineGetter(
  realm: Realm,
  object: object,
  name: string,
  read: () => unknown,
  set?: (value: unknown) => void,
): void {
  const get = realm.native(name, 0, read);
  const shown = { get, enumerable: true, configurable: true };
  Object.defineProperty(object, name, set === undefined ? shown : { ...shown, set });
}
