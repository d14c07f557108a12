import { TextDecoder as NodeTextDecoder, types } from 'node:util';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';

const SUPPORTED_ENCODINGS = new Set(['utf-8', 'utf-16le', 'utf-16be']);

/** The global `TextEncoder` and `TextDecoder` of a realm. */
export function createTextCoding(realm: Realm): { TextEncoder: AnyFunction; TextDecoder: AnyFunction } {
  return { TextEncoder: createTextEncoder(realm), TextDecoder: createTextDecoder(realm) };
}

function createTextEncoder(realm: Realm): AnyFunction {
  const prototype = realm.createObject();
  prototype.encode = realm.native('encode', 1, (text: unknown) => {
    const bytes = Buffer.from(text === undefined ? '' : realm.intrinsics.String(text), 'utf8');
    return new realm.intrinsics.Uint8Array(realm.createArrayBuffer(bytes));
  });
  return constructorOf('TextEncoder', prototype, realm, (encoder) => {
    define(encoder, { encoding: 'utf-8' });
  });
}

function createTextDecoder(realm: Realm): AnyFunction {
  const decoders = new WeakMap<object, NodeTextDecoder>();
  const prototype = realm.createObject();
  prototype.decode = realm.native('decode', 1, function (this: object, input: unknown, options: unknown) {
    const decoder = decoders.get(this);
    if (decoder === undefined)
      throw realm.typeError('decode() was called on something that is no TextDecoder');
    return decode(decoder, requireBuffer(input, realm), Boolean(optionOf(options, 'stream')), realm);
  });
  return constructorOf('TextDecoder', prototype, realm, (decoder, label, options) => {
    const encoding = label === undefined ? 'utf-8' : realm.intrinsics.String(label);
    const fatal = Boolean(optionOf(options, 'fatal'));
    const ignoreBOM = Boolean(optionOf(options, 'ignoreBOM'));
    const inner = openDecoder(encoding, { fatal, ignoreBOM }, realm);
    decoders.set(decoder, inner);
    define(decoder, { encoding: inner.encoding, fatal, ignoreBOM });
  });
}

function openDecoder(
  label: string,
  options: { readonly fatal: boolean; readonly ignoreBOM: boolean },
  realm: Realm,
): NodeTextDecoder {
  let decoder: NodeTextDecoder | undefined;
  try {
    decoder = new NodeTextDecoder(label, options);
  } catch {
    // Node does not know the label either; told below.
  }
  if (decoder !== undefined && SUPPORTED_ENCODINGS.has(decoder.encoding)) return decoder;
  throw new realm.intrinsics.RangeError(`unsupported encoding: ${label}`);
}

function decode(decoder: NodeTextDecoder, bytes: Uint8Array, stream: boolean, realm: Realm): string {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    // The only way to fail: invalid bytes for a `fatal` decoder.
    throw realm.typeError('decoding text: invalid byte sequence');
  }
}

function requireBuffer(input: unknown, realm: Realm): Uint8Array {
  if (input === undefined) return new Uint8Array();
  if (types.isAnyArrayBuffer(input)) return new Uint8Array(input);
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw realm.typeError('TextDecoder.decode() needs an ArrayBuffer or a view of one');
}

function optionOf(options: unknown, name: string): unknown {
  return typeof options === 'object' && options !== null ? Reflect.get(options, name) : undefined;
}

/** A host constructor that the script sees as one of its own. */
function constructorOf(
  name: string,
  prototype: Record<string, unknown>,
  realm: Realm,
  initialise: (instance: object, ...args: unknown[]) => void,
): AnyFunction {
  function construct(this: object, ...args: unknown[]): void {
    if (new.target === undefined) throw realm.typeError(`Constructor ${name} requires 'new'`);
    initialise(this, ...args);
  }
  Object.setPrototypeOf(construct, realm.intrinsics.Function.prototype);
  Object.defineProperty(construct, 'name', { value: name });
  Object.defineProperty(construct, 'prototype', { value: prototype, writable: false });
  for (const key of Object.keys(prototype)) Object.defineProperty(prototype, key, { enumerable: false });
  Object.defineProperty(prototype, 'constructor', { value: construct });
  return construct;
}

function define(target: object, values: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(values))
    Object.defineProperty(target, key, { value, enumerable: true });
}
