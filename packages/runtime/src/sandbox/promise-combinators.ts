import type { AnyFunction } from '../vu/operation.ts';
import type { Capability, PromiseKit } from './promise.ts';
import type { RealmParts } from './realm-parts.ts';
import { callSuspendable, linkVariant } from './suspension.ts';

type Combine = (
  c: Capability,
  maker: unknown,
  next: (value: unknown) => Thenable,
  items: Iterable<unknown>,
) => void;

interface Thenable {
  then(onFulfilled: unknown, onRejected: unknown): unknown;
}

/** Adds the static functions, `catch` and `finally` to the realm's Promise. */
export function addPromiseFunctions(parts: RealmParts, kit: PromiseKit): void {
  const { intrinsics } = parts;
  const { constructor: main } = kit;
  const { prototype } = main;
  const statics = (name: string, length: number, body: AnyFunction): void => {
    parts.method(main, name, length, body);
  };
  statics('resolve', 1, function (this: unknown, value: unknown) {
    return kit.resolved(this, value);
  });
  statics('reject', 1, function (this: unknown, reason: unknown) {
    const capability = kit.capability(this);
    capability.reject(reason);
    return capability.promise;
  });
  for (const [name, combine] of Object.entries(combinators(parts))) {
    statics(name, 1, function (this: unknown, iterable: Iterable<unknown>) {
      return runCombinator(kit, this, iterable, combine);
    });
  }
  parts.method(prototype, 'catch', 1, function (this: Thenable, onRejected: unknown) {
    return this.then(undefined, onRejected);
  });
  parts.method(prototype, 'finally', 1, function (this: Thenable, onFinally: unknown) {
    return runFinally(parts, kit, this, onFinally);
  });
  Object.defineProperty(prototype, Symbol.toStringTag, { value: 'Promise', configurable: true });
  // A method: functions have a prototype, which would be an object of the host.
  const { species } = {
    species(this: unknown) {
      return this;
    },
  };
  parts.adopt(species);
  Object.defineProperty(species, 'name', { value: 'get [Symbol.species]' });
  Object.defineProperty(main, Symbol.species, { get: species, configurable: true });
  Object.defineProperty(intrinsics, 'Promise', { value: main, enumerable: true });
}

function runCombinator(
  kit: PromiseKit,
  maker: unknown,
  iterable: Iterable<unknown>,
  combine: Combine,
): unknown {
  const capability = kit.capability(maker);
  try {
    const { resolve } = maker as { resolve: AnyFunction };
    const next = (value: unknown): Thenable => Reflect.apply(resolve, maker, [value]) as Thenable;
    combine(capability, maker, next, iterable);
  } catch (error) {
    capability.reject(error);
  }
  return capability.promise;
}

function combinators(parts: RealmParts): Record<'all' | 'allSettled' | 'any' | 'race', Combine> {
  return {
    all: (capability, _, next, items) => {
      collect(parts, items, next, {
        fulfilled: (value, keep) => keep(value),
        rejected: () => capability.reject,
        done: capability.resolve,
      });
    },
    allSettled: (capability, _, next, items) => {
      const entry = (fields: object): object => Object.assign(parts.createObject(), fields);
      collect(parts, items, next, {
        fulfilled: (value, keep) => keep(entry({ status: 'fulfilled', value })),
        rejected: (keep) => parts.adopt(once((reason) => keep(entry({ status: 'rejected', reason })))),
        done: capability.resolve,
      });
    },
    any: (capability, _, next, items) => {
      collect(parts, items, next, {
        fulfilled: undefined,
        onFulfilled: capability.resolve,
        rejected: (keep) => parts.adopt(once(keep)),
        done: (errors) => {
          capability.reject(new parts.intrinsics.AggregateError(errors, 'All promises were rejected'));
        },
      });
    },
    race: (capability, _, next, items) => {
      for (const item of items) next(item).then(capability.resolve, capability.reject);
    },
  };
}

interface Collector {
  /** Undefined where the first fulfilled promise decides. */
  readonly fulfilled: ((value: unknown, keep: (value: unknown) => void) => void) | undefined;
  readonly onFulfilled?: AnyFunction;
  rejected(keep: (value: unknown) => void): AnyFunction;
  done(values: unknown[]): void;
}

/** Gathers one value for each item and hands them on when the last has come. */
function collect(
  parts: RealmParts,
  items: Iterable<unknown>,
  next: (value: unknown) => Thenable,
  collector: Collector,
): void {
  const values = parts.createArray();
  let remaining = 1;
  const finishOne = (): void => {
    if (--remaining === 0) collector.done(values);
  };
  let count = 0;
  for (const item of items) {
    const index = count++;
    values[index] = undefined;
    const promise = next(item);
    remaining++;
    const keep = (value: unknown): void => {
      values[index] = value;
      finishOne();
    };
    const { fulfilled } = collector;
    const onFulfilled =
      fulfilled === undefined ? collector.onFulfilled : parts.adopt(once((value) => fulfilled(value, keep)));
    promise.then(onFulfilled, collector.rejected(keep));
  }
  finishOne();
}

function once(body: (value: unknown) => void): (value: unknown) => void {
  let isCalled = false;
  return (value) => {
    if (isCalled) return;
    isCalled = true;
    body(value);
  };
}

function runFinally(parts: RealmParts, kit: PromiseKit, promise: Thenable, onFinally: unknown): unknown {
  if (typeof promise !== 'object' || promise === null) {
    throw new parts.intrinsics.TypeError('Promise.prototype.finally called on a non-object');
  }
  if (typeof onFinally !== 'function') return promise.then(onFinally, onFinally);
  const maker = kit.speciesOf(promise);
  const after = (result: unknown, outcome: () => unknown): unknown =>
    (kit.resolved(maker, result) as Thenable).then(parts.adopt(outcome), undefined);
  const handler = (outcome: (value: unknown) => () => unknown): AnyFunction =>
    linkVariant(
      parts.adopt((value: unknown) => after(onFinally(), outcome(value))),
      function* (value: unknown) {
        return after(yield* callSuspendable(onFinally, undefined, []), outcome(value));
      },
    );
  return promise.then(
    handler((value) => () => value),
    handler((reason) => () => {
      throw reason;
    }),
  );
}
