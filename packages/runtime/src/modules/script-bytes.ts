import { types } from 'node:util';
import { goTypeName } from '@squall/core';
import type { Realm } from '../sandbox/contract.ts';

/** The bytes of a string (as UTF-8), ArrayBuffer or Uint8Array of any realm; undefined for anything else. */
export function scriptBytes(value: unknown): Uint8Array | undefined {
  if (typeof value === 'string') return Buffer.from(value, 'utf8');
  if (types.isUint8Array(value)) return value;
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  return undefined;
}

/** @throws GoError with k6's text, after `prefix`, when the value has no bytes. */
export function requireScriptBytes(value: unknown, realm: Realm, prefix = ''): Uint8Array {
  const bytes = scriptBytes(value);
  if (bytes !== undefined) return bytes;
  throw realm.goError(`${prefix}invalid type ${goTypeName(value)}, expected string, []byte or ArrayBuffer`);
}
