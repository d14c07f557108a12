import type { Realm } from '../sandbox/contract.ts';

/** Builds a value at most once for each realm: all VUs of a thread share the functions of a stateless module. */
export function oncePerRealm<T>(build: (realm: Realm) => T): (realm: Realm) => T {
  const built = new WeakMap<Realm, { readonly value: T }>();
  return (realm) => {
    const known = built.get(realm);
    if (known !== undefined) return known.value;
    const value = build(realm);
    built.set(realm, { value });
    return value;
  };
}
