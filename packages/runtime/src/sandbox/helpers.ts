import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import { type AwaitSignal, Coroutine } from './coroutine.ts';
import type { PromiseKit } from './promise.ts';
import type { RealmParts } from './realm-parts.ts';
import {
  advance,
  Delegate,
  delegate,
  linkVariant,
  ready,
  type Started,
  type SuspendableVariant,
  variantOf,
} from './suspension.ts';
import { UNINITIALISED } from './uninitialised.ts';

export interface HelperParts extends RealmParts {
  readonly promises: PromiseKit;
  readonly signal: AwaitSignal;
  /** The global object of the vm context, which sloppy functions get for `this`. */
  readonly contextGlobal: object;
  /** Makes a method of the realm that passes its arguments on. */
  readonly makeMethod: (
    name: string,
    length: number,
    run: (thisArg: unknown, args: ArrayLike<unknown>) => unknown,
  ) => AnyFunction;
  /** Runs a body while the thread waits, and warns of it. */
  readonly runSync: (started: Started) => unknown;
  readonly noteThrown: (value: unknown) => void;
}

type GeneratorFunction = (...args: unknown[]) => Suspendable<unknown>;

/** [name, is static, is async, may block] of a method that was written as a generator. */
type MethodSpec = readonly [name: string, isStatic: 0 | 1, isAsync: 0 | 1, mayBlock: 0 | 1];

/** What compiled code calls; the keys are those of `compiler/emit/module.ts`. */
export function createHelpers(parts: HelperParts): Readonly<Record<string, unknown>> {
  const { intrinsics, current, promises, runSync, signal } = parts;
  const asyncPrototype = Object.getPrototypeOf(parts.asyncFunction) as object;

  const notCallable =
    (text: string): AnyFunction =>
    () => {
      throw new intrinsics.TypeError(`${text} is not a function`);
    };
  const newCoroutine = (gen: GeneratorFunction, thisArg: unknown, args: ArrayLike<unknown>) => {
    const { promise, core } = promises.create();
    try {
      const body = Reflect.apply(gen, thisArg, args) as Suspendable<unknown>;
      return { promise, rest: new Coroutine(promises, signal, body, core).start() };
    } catch (error) {
      // Parameter defaults are evaluated by the call.
      core.reject(error);
      return { promise, rest: undefined };
    }
  };
  const startAsync = (gen: GeneratorFunction, thisArg: unknown, args: ArrayLike<unknown>): Started => {
    const { promise, rest } = newCoroutine(gen, thisArg, args);
    return rest === undefined ? ready(promise) : finishAsync(rest, promise);
  };
  const runAsync = (gen: GeneratorFunction, thisArg: unknown, args: ArrayLike<unknown>): object => {
    const { promise, rest } = newCoroutine(gen, thisArg, args);
    if (rest !== undefined) runSync(rest);
    return promise;
  };
  const markAsync = <F extends AnyFunction>(fn: F): F => Object.setPrototypeOf(fn, asyncPrototype) as F;
  const asyncVariant = (gen: GeneratorFunction): SuspendableVariant =>
    function (this: unknown, ...args: unknown[]): Started {
      return startAsync(gen, this, args);
    } as SuspendableVariant;
  const run = (gen: GeneratorFunction, thisArg: unknown, args: ArrayLike<unknown>): unknown =>
    runSync(Reflect.apply(gen, thisArg, args) as Started);

  const replaceMethod = (holder: object, [name, , isAsync, mayBlock]: MethodSpec): void => {
    const descriptor = Object.getOwnPropertyDescriptor(holder, name);
    const gen = descriptor?.value as GeneratorFunction | undefined;
    if (gen === undefined) return;
    const method = parts.makeMethod(name, gen.length, (thisArg, args) =>
      isAsync ? runAsync(gen, thisArg, args) : run(gen, thisArg, args),
    );
    if (isAsync) markAsync(method);
    if (mayBlock) linkVariant(method, isAsync ? asyncVariant(gen) : (gen as unknown as SuspendableVariant));
    Object.defineProperty(holder, name, { value: method });
  };

  return {
    s: (fn: unknown, text: string) => (typeof fn === 'function' ? variantOf(fn) : notCallable(text)),
    n: advance,
    D: Delegate,
    C: Function.prototype.call.bind(Function.prototype.call),
    u: (name: string) => {
      throw new intrinsics.ReferenceError(`${name} is not defined`);
    },
    w: linkVariant,
    r: run,
    a: runAsync,
    as: asyncVariant,
    ya: (body: Suspendable<unknown>) => startAsync(() => body, undefined, []),
    A: (value: unknown) => signal.of(value),
    t: (thisArg: unknown) => (thisArg === parts.contextGlobal ? current.global : thisArg),
    e: (value: unknown) => {
      parts.noteThrown(value);
      return value;
    },
    c: constantBindings(parts),
    y: markAsync,
    k: (target: { prototype: object }, specs: readonly MethodSpec[]) => {
      for (const spec of specs) replaceMethod(spec[1] ? target : target.prototype, spec);
    },
    o: (target: object, specs: readonly MethodSpec[]) => {
      for (const spec of specs) replaceMethod(target, spec);
      return target;
    },
    b: (fn: AnyFunction, receiver: unknown) => fn.bind(receiver),
    z: (value: unknown, name: string) => {
      if (value === UNINITIALISED)
        throw new intrinsics.ReferenceError(`Cannot access '${name}' before initialization`);
      return value;
    },
    nm: (fn: AnyFunction) => Object.defineProperty(fn, 'name', { value: 'default' }),
    P: linkVariant(promises.constructor, (executor: unknown) => promises.construct(executor)),
    sg: strictGlobal(parts),
    ev: parts.evaluate,
    R: VariableReference,
  };
}

/** A variable of a function around one that was lifted out of it. */
class VariableReference {
  readonly #get: () => unknown;
  readonly #set: (value: unknown) => void;

  constructor(get: () => unknown, set: (value: unknown) => void) {
    this.#get = get;
    this.#set = set;
  }

  get v(): unknown {
    return this.#get();
  }

  set v(value: unknown) {
    this.#set(value);
  }
}

function* finishAsync(rest: Suspendable<unknown>, promise: object): Suspendable<unknown> {
  yield* delegate(rest);
  return promise;
}

/** Stands for imported names where a script assigns them. */
function constantBindings({ intrinsics }: RealmParts): object {
  return new Proxy(
    {},
    {
      set: () => {
        throw new intrinsics.TypeError('Assignment to constant variable.');
      },
    },
  );
}

/** Stands for the VU's global object where strict code assigns a name that nobody declared. */
function strictGlobal({ intrinsics, current }: RealmParts): object {
  const require = (name: PropertyKey): Record<PropertyKey, unknown> => {
    const global = current.global;
    if (global !== undefined && name in global) return global;
    throw new intrinsics.ReferenceError(`${String(name)} is not defined`);
  };
  return new Proxy(
    {},
    {
      get: (_, name) => require(name)[name],
      set: (_, name, value) => Reflect.set(require(name), name, value),
    },
  );
}
