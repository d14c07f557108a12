import type { webcrypto } from 'node:crypto';
import type { Realm } from '../../sandbox/contract.ts';
import { constructible } from '../constructible.ts';
import { oncePerRealm } from '../per-realm.ts';

export type HostKey = webcrypto.CryptoKey;

const hostKeys = new WeakMap<object, HostKey>();

export function hostKeyOf(value: unknown): HostKey | undefined {
  return typeof value === 'object' && value !== null ? hostKeys.get(value) : undefined;
}

/** What scripts see of a key. */
export function scriptKey(realm: Realm, key: HostKey): object {
  const object = Object.create(cryptoKeyClass(realm).prototype as object) as Record<string, unknown>;
  object.type = key.type;
  object.extractable = key.extractable;
  object.algorithm = describeAlgorithm(realm, key);
  object.usages = realm.createArray([...key.usages]);
  hostKeys.set(object, key);
  return object;
}

/** Only keys themselves are instances of it. */
export const cryptoKeyClass = oncePerRealm((realm) =>
  constructible(realm, 'CryptoKey', 0, () => {
    throw realm.typeError('Illegal constructor');
  }),
);

/** k6 shows algorithms with copies of their inner parts. */
function describeAlgorithm(realm: Realm, key: HostKey): object {
  const { name, hash, ...rest } = key.algorithm as {
    readonly name: string;
    readonly hash?: { readonly name: string };
    readonly publicExponent?: Uint8Array;
  };
  const { publicExponent, ...plain } = rest;
  const description: Record<string, unknown> = realm.createObject();
  if (name === 'HMAC') description.key_algorithm = named(realm, name);
  Object.assign(description, { algorithm: realm.clone({ name }), name });
  if (hash !== undefined) description.hash = named(realm, hash.name);
  if (publicExponent !== undefined) {
    const bytes = realm.createArrayBuffer(publicExponent);
    description.publicExponent = new realm.intrinsics.Uint8Array(bytes);
  }
  return Object.assign(description, plain);
}

function named(realm: Realm, name: string): object {
  return realm.clone({ algorithm: { name }, name });
}
