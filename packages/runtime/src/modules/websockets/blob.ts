import { types } from 'node:util';
import { goTypeName } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { constructible } from '../constructible.ts';
import { oncePerRealm } from '../per-realm.ts';
import { streamOfChunk } from '../streams/stream-classes.ts';

interface BlobContent {
  readonly bytes: Uint8Array;
  readonly type: string;
}

const contents = new WeakMap<object, BlobContent>();

/** The bytes behind a script's Blob. */
export function blobBytes(value: unknown): Uint8Array | undefined {
  return typeof value === 'object' && value !== null ? contents.get(value)?.bytes : undefined;
}

export function createBlob(realm: Realm, bytes: Uint8Array, type = ''): object {
  const blob = Object.create(blobPrototype(realm)) as object;
  contents.set(blob, { bytes, type });
  return blob;
}

/** The class scripts make Blobs with. */
export const blobClass = oncePerRealm((realm) =>
  constructible(realm, 'Blob', 0, (parts: unknown, options: unknown) =>
    createBlob(realm, joinParts(realm, parts), readType(realm, options)),
  ),
);

function joinParts(realm: Realm, parts: unknown): Uint8Array {
  if (parts === undefined || parts === null) return new Uint8Array();
  if (!Array.isArray(parts)) {
    throw realm.goError(`failed to process [blobParts]: unsupported type: ${goTypeName(parts)}`);
  }
  return Buffer.concat(parts.map((part) => partBytes(realm, part)));
}

function partBytes(realm: Realm, part: unknown): Uint8Array {
  if (typeof part === 'string') return Buffer.from(part, 'utf8');
  const bytes = blobBytes(part) ?? bufferBytes(part);
  if (bytes !== undefined) return bytes;
  throw realm.goError(`failed to process [blobParts]: unsupported type: ${goTypeName(part)}`);
}

/** What an ArrayBuffer or a view of one holds, not copied; undefined for anything else. */
export function bufferBytes(value: unknown): Uint8Array | undefined {
  if (types.isAnyArrayBuffer(value)) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

function readType(realm: Realm, options: unknown): string {
  if (options === undefined || options === null) return '';
  if (typeof options !== 'object') throw realm.goError('[options] must be an object');
  const type: unknown = Reflect.get(options, 'type');
  return type === undefined ? '' : String(type);
}

const blobPrototype = oncePerRealm((realm) => {
  const prototype = realm.createObject();
  const method = (
    name: string,
    length: number,
    body: (content: BlobContent, ...args: unknown[]) => unknown,
  ) => {
    const value = realm.native(name, length, function (this: object, ...args: unknown[]) {
      return body(contentOf(realm, this), ...args);
    });
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  };
  const getter = (name: string, read: (content: BlobContent) => unknown): void => {
    const get = realm.native(name, 0, function (this: object) {
      return read(contentOf(realm, this));
    });
    Object.defineProperty(prototype, name, { get, enumerable: true, configurable: true });
  };
  getter('size', ({ bytes }) => bytes.byteLength);
  getter('type', ({ type }) => type);
  method('text', 0, ({ bytes }) => resolved(realm, Buffer.from(bytes).toString('utf8')));
  method('arrayBuffer', 0, ({ bytes }) => resolved(realm, realm.createArrayBuffer(bytes)));
  method('bytes', 0, ({ bytes }) => resolved(realm, realmBytes(realm, bytes)));
  method('slice', 3, ({ bytes, type }, start, end, newType) =>
    createBlob(
      realm,
      bytes.slice(position(start, 0), position(end, bytes.length)),
      newType === undefined ? type : String(newType),
    ),
  );
  method('stream', 0, ({ bytes }) => streamOfChunk(realm, realmBytes(realm, bytes)));
  Object.defineProperty(prototype, Symbol.toStringTag, { value: 'Blob', configurable: true });
  return prototype;
});

function contentOf(realm: Realm, blob: object): BlobContent {
  const content = contents.get(blob);
  if (content === undefined) throw realm.typeError('this is not a Blob');
  return content;
}

function realmBytes(realm: Realm, bytes: Uint8Array): unknown {
  return new realm.intrinsics.Uint8Array(realm.createArrayBuffer(bytes));
}

function resolved(realm: Realm, value: unknown): unknown {
  const { promise, resolve } = (realm.runningVU as VUContext).loop.promise();
  resolve(value);
  return promise;
}

function position(value: unknown, fallback: number): number {
  return value === undefined ? fallback : Math.trunc(Number(value)) || 0;
}
