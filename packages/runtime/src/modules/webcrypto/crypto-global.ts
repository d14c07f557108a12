import { types } from 'node:util';
import type { Realm } from '../../sandbox/contract.ts';
import { namedError } from '../error-values.ts';
import { oncePerRealm } from '../per-realm.ts';
import { cryptoKeyClass } from './crypto-keys.ts';
import { createSubtleCrypto } from './subtle-crypto.ts';

const LARGEST_ARRAY = 65_536;

/** The global `crypto` of a realm. */
export const cryptoObject = oncePerRealm((realm) => {
  const object = realm.createObject();
  object.getRandomValues = realm.native('getRandomValues', 1, (array: unknown) => fillRandomly(realm, array));
  object.randomUUID = realm.native('randomUUID', 0, () => host().randomUUID());
  object.subtle = createSubtleCrypto(realm);
  object.CryptoKey = cryptoKeyClass(realm);
  return object;
});

const host = () => globalThis.crypto;

/** Each element gets a value of one byte, however large it is: that is what k6 does. */
function fillRandomly(realm: Realm, array: unknown): unknown {
  if (!isIntegerArray(array)) {
    throw namedError(realm, 'TypeMismatchError', "typedArray parameter isn't a TypedArray instance");
  }
  if (array.length > LARGEST_ARRAY) {
    const message = `typedArray parameter is too big; maximum length is ${LARGEST_ARRAY}`;
    throw namedError(realm, 'QuotaExceededError', message);
  }
  const bytes = host().getRandomValues(new Uint8Array(array.length));
  for (const [index, byte] of bytes.entries()) array[index] = byte;
  return array;
}

type IntegerArray = Uint8Array | Uint16Array | Uint32Array;

function isIntegerArray(value: unknown): value is IntegerArray {
  return (
    types.isUint8Array(value) ||
    types.isInt8Array(value) ||
    types.isUint8ClampedArray(value) ||
    types.isUint16Array(value) ||
    types.isInt16Array(value) ||
    types.isUint32Array(value) ||
    types.isInt32Array(value)
  );
}
