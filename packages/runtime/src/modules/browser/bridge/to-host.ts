import { types } from 'node:util';
import { remoteOf } from './remote.ts';

/**
 * A copy of what a script passes: plain values of the host, with the browser's objects in place of those that stand for
 * them. Nothing of the host gets to the script's getters and iterators on the way; functions become undefined.
 */
export function toHost(value: unknown, seen = new Map<object, unknown>()): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  const remote = remoteOf(value);
  if (remote !== undefined) return remote.target;
  if (seen.has(value)) return seen.get(value);
  if (types.isRegExp(value)) return new RegExp(String(value.source), String(value.flags));
  if (types.isDate(value)) return new Date(Date.prototype.getTime.call(value));
  if (types.isAnyArrayBuffer(value)) return Buffer.from(new Uint8Array(value));
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Array.isArray(value) ? arrayToHost(value, seen) : objectToHost(value, seen);
}

function arrayToHost(value: readonly unknown[], seen: Map<object, unknown>): unknown[] {
  const copy: unknown[] = [];
  seen.set(value, copy);
  for (let index = 0; index < value.length; index++) copy.push(toHost(value[index], seen));
  return copy;
}

function objectToHost(value: object, seen: Map<object, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  seen.set(value, copy);
  for (const key of Object.keys(value)) {
    const item = toHost((value as Record<string, unknown>)[key], seen);
    Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
  }
  return copy;
}

/** An options object of a script; empty for anything else. */
export function hostOptions(value: unknown): Record<string, unknown> {
  const options = toHost(value);
  const isPlain = typeof options === 'object' && options !== null && !Array.isArray(options);
  return isPlain ? (options as Record<string, unknown>) : {};
}

/** The named ones of the options, as far as they are set. */
export function pick(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Record<string, unknown> {
  const set = names.filter((name) => options[name] !== undefined && options[name] !== null);
  return Object.fromEntries(set.map((name) => [name, options[name]]));
}
