import type { Suspendable } from '../vu/operation.ts';
import { linkCallback } from './built-in-variants.ts';
import type { RealmParts } from './realm-parts.ts';
import { callSuspendable } from './suspension.ts';

type List = Record<number, unknown> & { readonly length: number };

/** Suspendable variants of the methods of arrays and typed arrays that call back. */
export function linkArrays(parts: RealmParts): void {
  const { intrinsics } = parts;
  const typedArray = Object.getPrototypeOf(intrinsics.Uint8Array) as { prototype: object };
  const arrays = intrinsics.Array.prototype as object;
  for (const prototype of [arrays, typedArray.prototype]) {
    for (const [name, visit] of Object.entries(VISITS)) linkCallback(prototype, name, 0, visit);
    linkCallback(prototype, 'reduce', 0, reduce(forwards, parts));
    linkCallback(prototype, 'reduceRight', 0, reduce(backwards, parts));
  }
  const create = (source: object, length: number): unknown[] => speciesArray(parts, source, length);
  linkCallback(arrays, 'map', 0, function* (this: object, callback: unknown, thisArg: unknown) {
    const result = create(this, lengthOf(this));
    for (const index of forwards(lengthOf(this))) {
      if (index in this)
        result[index] = yield* callSuspendable(callback, thisArg, [at(this, index), index, this]);
    }
    return result;
  });
  linkCallback(arrays, 'filter', 0, function* (this: object, callback: unknown, thisArg: unknown) {
    const result = create(this, 0);
    for (const value of yield* kept(this, callback, thisArg)) result[result.length] = value;
    return result;
  });
  linkCallback(arrays, 'flatMap', 0, function* (this: object, callback: unknown, thisArg: unknown) {
    const result = create(this, 0);
    for (const index of forwards(lengthOf(this))) {
      if (!(index in this)) continue;
      const value = yield* callSuspendable(callback, thisArg, [at(this, index), index, this]);
      if (Array.isArray(value)) for (const item of Object.keys(value)) result.push(value[Number(item)]);
      else result.push(value);
    }
    return result;
  });
  linkTyped(typedArray.prototype);
  linkSorting(arrays, typedArray.prototype, parts);
  linkFrom(parts, typedArray);
}

/** Calls for each index; the result is decided by what the callback said. */
type Decide = (outcome: unknown, value: unknown, index: number) => { readonly result: unknown } | undefined;

function visiting(
  indices: (length: number) => Iterable<number>,
  seesHoles: boolean,
  decide: Decide,
  otherwise: unknown,
) {
  return function* (this: object, callback: unknown, thisArg: unknown): Suspendable<unknown> {
    for (const index of indices(lengthOf(this))) {
      if (!seesHoles && !(index in this)) continue;
      const value = at(this, index);
      const decided = decide(yield* callSuspendable(callback, thisArg, [value, index, this]), value, index);
      if (decided !== undefined) return decided.result;
    }
    return otherwise;
  };
}

const VISITS = {
  forEach: visiting(forwards, false, () => undefined, undefined),
  some: visiting(forwards, false, (outcome) => (outcome ? { result: true } : undefined), false),
  every: visiting(forwards, false, (outcome) => (outcome ? undefined : { result: false }), true),
  find: visiting(forwards, true, (outcome, value) => (outcome ? { result: value } : undefined), undefined),
  findIndex: visiting(forwards, true, (outcome, _, index) => (outcome ? { result: index } : undefined), -1),
  findLast: visiting(
    backwards,
    true,
    (outcome, value) => (outcome ? { result: value } : undefined),
    undefined,
  ),
  findLastIndex: visiting(
    backwards,
    true,
    (outcome, _, index) => (outcome ? { result: index } : undefined),
    -1,
  ),
};

function* forwards(length: number): Generator<number> {
  for (let index = 0; index < length; index++) yield index;
}

function* backwards(length: number): Generator<number> {
  for (let index = length - 1; index >= 0; index--) yield index;
}

function lengthOf(list: object): number {
  return Math.max(0, Math.trunc(Number((list as List).length)) || 0);
}

function at(list: object, index: number): unknown {
  return (list as List)[index];
}

function reduce(indices: (length: number) => Iterable<number>, { intrinsics }: RealmParts) {
  return function* (this: object, ...args: unknown[]): Suspendable<unknown> {
    let hasValue = args.length > 1;
    let value = args[1];
    for (const index of indices(lengthOf(this))) {
      if (!(index in this)) continue;
      if (hasValue) value = yield* callSuspendable(args[0], undefined, [value, at(this, index), index, this]);
      else value = at(this, index);
      hasValue = true;
    }
    if (!hasValue) throw new intrinsics.TypeError('Reduce of empty array with no initial value');
    return value;
  };
}

function* kept(list: object, callback: unknown, thisArg: unknown): Suspendable<unknown[]> {
  const values: unknown[] = [];
  for (const index of forwards(lengthOf(list))) {
    if (!(index in list)) continue;
    const value = at(list, index);
    if (yield* callSuspendable(callback, thisArg, [value, index, list])) values.push(value);
  }
  return values;
}

/** ECMAScript's ArraySpeciesCreate. */
function speciesArray({ intrinsics }: RealmParts, source: object, length: number): unknown[] {
  const maker = Array.isArray(source) ? (source as { constructor?: unknown }).constructor : undefined;
  const species = (maker as { [Symbol.species]?: unknown } | undefined)?.[Symbol.species];
  return typeof species === 'function'
    ? (Reflect.construct(species, [length]) as unknown[])
    : new intrinsics.Array(length);
}

type TypedArrayClass = new (values: number | Iterable<unknown>) => Record<number, unknown>;

function linkTyped(prototype: object): void {
  const classOf = (list: object): TypedArrayClass => list.constructor as TypedArrayClass;
  linkCallback(prototype, 'map', 0, function* (this: object, callback: unknown, thisArg: unknown) {
    const result = new (classOf(this))(lengthOf(this));
    for (const index of forwards(lengthOf(this))) {
      result[index] = yield* callSuspendable(callback, thisArg, [at(this, index), index, this]);
    }
    return result;
  });
  linkCallback(prototype, 'filter', 0, function* (this: object, callback: unknown, thisArg: unknown) {
    return new (classOf(this))(yield* kept(this, callback, thisArg));
  });
}

function linkSorting(arrays: object, typedArrays: object, parts: RealmParts): void {
  const sort = function* (this: object, compare: unknown): Suspendable<unknown> {
    const present = Array.from(forwards(lengthOf(this))).filter((index) => index in this);
    const values = present.map((index) => at(this, index));
    const defined = values.filter((value) => value !== undefined);
    const sorted = yield* mergeSort(defined, compare);
    const list = this as Record<number, unknown>;
    for (const [index, value] of sorted.entries()) list[index] = value;
    for (let index = sorted.length; index < values.length; index++) list[index] = undefined;
    for (const index of present) if (index >= values.length) delete list[index];
    return this;
  };
  linkCallback(arrays, 'sort', 0, sort);
  linkCallback(typedArrays, 'sort', 0, sort);
  linkCallback(arrays, 'toSorted', 0, function* (this: object, compare: unknown) {
    const values = Array.from(this as ArrayLike<unknown>);
    const defined = values.filter((value) => value !== undefined);
    const sorted = yield* mergeSort(defined, compare);
    const result = parts.createArray();
    result.push(...sorted, ...new Array<undefined>(values.length - defined.length).fill(undefined));
    return result;
  });
}

/** Stable, like the built-in. */
function* mergeSort(values: readonly unknown[], compare: unknown): Suspendable<readonly unknown[]> {
  if (values.length < 2) return values;
  const middle = values.length >> 1;
  const left = yield* mergeSort(values.slice(0, middle), compare);
  const right = yield* mergeSort(values.slice(middle), compare);
  const merged: unknown[] = [];
  let [i, j] = [0, 0];
  while (i < left.length && j < right.length) {
    const order = Number(yield* callSuspendable(compare, undefined, [left[i], right[j]]));
    merged.push(order > 0 ? right[j++] : left[i++]);
  }
  return [...merged, ...left.slice(i), ...right.slice(j)];
}

function linkFrom(parts: RealmParts, typedArray: object): void {
  linkCallback(
    parts.intrinsics.Array,
    'from',
    1,
    function* (this: unknown, ...[items, callback, thisArg]: unknown[]) {
      const result = (
        typeof this === 'function' ? Reflect.construct(this, []) : parts.createArray()
      ) as unknown[];
      let index = 0;
      for (const item of iterableOf(items)) {
        result[index] = yield* callSuspendable(callback, thisArg, [item, index]);
        index++;
      }
      result.length = index;
      return result;
    },
  );
  linkCallback(
    typedArray,
    'from',
    1,
    function* (this: TypedArrayClass, ...[items, callback, thisArg]: unknown[]) {
      const values: unknown[] = [];
      for (const item of Array.from(iterableOf(items))) {
        values.push(yield* callSuspendable(callback, thisArg, [item, values.length]));
      }
      return new this(values);
    },
  );
}

function iterableOf(items: unknown): Iterable<unknown> {
  const iterable = items as Iterable<unknown>;
  return typeof iterable[Symbol.iterator] === 'function' ? iterable : Array.from(items as ArrayLike<unknown>);
}
