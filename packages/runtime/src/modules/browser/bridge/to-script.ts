import { types } from 'node:util';
import type { Realm } from '../../../sandbox/contract.ts';

/** A copy in the realm of data from the browser. */
export function toScript(realm: Realm, value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  const { intrinsics } = realm;
  if (Buffer.isBuffer(value) || types.isTypedArray(value)) {
    return realm.createArrayBuffer(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
  }
  if (value instanceof Date) return new intrinsics.Date(value.getTime());
  if (value instanceof RegExp) return new intrinsics.RegExp(value.source, value.flags);
  if (value instanceof URL) return value.href;
  if (value instanceof Error) return new intrinsics.Error(value.message);
  return copyInto(realm, value, seen);
}

function copyInto(realm: Realm, value: object, seen: Map<object, unknown>): unknown {
  if (Array.isArray(value)) {
    const list = realm.createArray();
    seen.set(value, list);
    for (const item of value) define(list, String(list.length), toScript(realm, item, seen));
    return list;
  }
  const object = realm.createObject();
  seen.set(value, object);
  for (const [key, item] of Object.entries(value)) define(object, key, toScript(realm, item, seen));
  return object;
}

/** Not by assignment, which a setter of the script's could see. */
function define(holder: object, key: string, value: unknown): void {
  Object.defineProperty(holder, key, { value, writable: true, enumerable: true, configurable: true });
}
