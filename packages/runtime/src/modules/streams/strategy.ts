import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';

/** How much a stream keeps before it says that it is full. */
export interface Strategy {
  readonly highWaterMark: number;
  /** @throws whatever the script's own function throws */
  size(chunk: unknown): number;
}

/** Reads a script's strategy. @throws RangeError, TypeError of the realm */
export function readStrategy(realm: Realm, given: unknown): Strategy {
  const values = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  const { highWaterMark, size } = values;
  if (size !== undefined && typeof size !== 'function') throw realm.typeError('size must be a function');
  return {
    highWaterMark: readHighWaterMark(realm, highWaterMark),
    size: size === undefined ? () => 1 : (chunk) => readSize(realm, (size as AnyFunction)(chunk)),
  };
}

function readHighWaterMark(realm: Realm, value: unknown): number {
  if (value === undefined) return 1;
  const mark = Number(value);
  if (mark >= 0) return mark;
  throw new realm.intrinsics.RangeError('invalid highWaterMark') as Error;
}

function readSize(realm: Realm, value: unknown): number {
  const size = Number(value);
  if (size >= 0 && size !== Number.POSITIVE_INFINITY) return size;
  throw new realm.intrinsics.RangeError('the size of a chunk must be a finite, non-negative number') as Error;
}

/** The methods of a source or sink; undefined ones are left out. @throws TypeError of the realm */
export function readMethods<const N extends string>(
  realm: Realm,
  owner: unknown,
  names: readonly N[],
): Readonly<Record<N, AnyFunction | undefined>> {
  const methods: Partial<Record<N, AnyFunction>> = {};
  const values = typeof owner === 'object' && owner !== null ? (owner as Record<string, unknown>) : {};
  for (const name of names) {
    const method = values[name];
    if (method === undefined) continue;
    if (typeof method !== 'function') throw realm.typeError(`${name} must be a function`);
    methods[name] = method as AnyFunction;
  }
  return methods as Record<N, AnyFunction | undefined>;
}
