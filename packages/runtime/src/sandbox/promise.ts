import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import type { JobQueue } from './jobs.ts';
import { PromiseCore, type PromiseRealm, type Reaction } from './promise-core.ts';
import type { RealmParts } from './realm-parts.ts';
import { callSuspendable, variantOf } from './suspension.ts';

/** A promise to be settled, with the functions that settle it; made by any class that behaves like Promise. */
export interface Capability {
  readonly promise: unknown;
  readonly resolve: AnyFunction;
  readonly reject: AnyFunction;
}

export type PromiseConstructor = AnyFunction & { readonly prototype: object };

/** The realm's Promise and what host code does with promises. */
export interface PromiseKit {
  readonly constructor: PromiseConstructor;
  /** A pending promise of the VU that runs. */
  create(jobs?: JobQueue): { readonly promise: object; readonly core: PromiseCore };
  coreOf(value: unknown): PromiseCore | undefined;
  /** `await`: reacts to the value as to a promise of it. */
  await(value: unknown, reaction: Reaction): void;
  /** `new Promise(executor)` in suspendable code. */
  construct(executor: unknown): Suspendable<unknown>;
  /** `maker.resolve(value)` of the specification. */
  resolved(maker: unknown, value: unknown): object;
  capability(maker: unknown): Capability;
  /** The class for promises derived from this one. */
  speciesOf(promise: object): unknown;
}

/** ECMAScript's Promise class without its static combinators. */
export function createPromiseKit(parts: RealmParts): PromiseKit {
  const { intrinsics, current, resolvingFunctions } = parts;
  const typeError = (message: string): Error => new intrinsics.TypeError(message);
  const internal = Symbol('internal');
  /** What scripts construct and extend; a class would refuse a call without `new` with an error of the host. */
  function ScriptPromise(executor: unknown): object {
    if (new.target === undefined) throw typeError("Promise constructor cannot be invoked without 'new'");
    return Reflect.construct(PromiseObject, [executor], new.target) as object;
  }

  // Set by the class, which alone can see the private field.
  let coreOf: (value: unknown) => PromiseCore | undefined = () => undefined;

  class PromiseObject {
    readonly #core: PromiseCore;

    constructor(executor: unknown, jobs: JobQueue = current.jobs) {
      this.#core = new PromiseCore(realm, jobs);
      if (executor === internal) return;
      requireCallable(executor);
      const [resolve, reject] = realm.resolvingFunctions(this.#core);
      try {
        (executor as AnyFunction)(resolve, reject);
      } catch (error) {
        reject(error);
      }
    }

    static {
      coreOf = (value) =>
        typeof value === 'object' && value !== null && #core in value ? value.#core : undefined;
    }
  }

  const realm: PromiseRealm = {
    coreOf: (value) => coreOf(value),
    isPlain: (promise, then) => then === intrinsicThen && (promise as object).constructor === ScriptPromise,
    typeError,
    resolvingFunctions: (core) =>
      resolvingFunctions((isFulfilled, value) => {
        if (isFulfilled) core.resolve(value);
        else core.reject(value);
      }),
  };

  function requireCallable(executor: unknown): void {
    if (typeof executor === 'function') return;
    throw typeError(`Promise resolver ${describe(executor)} is not a function`);
  }

  function create(jobs: JobQueue = current.jobs): { promise: object; core: PromiseCore } {
    const promise = new PromiseObject(internal, jobs);
    return { promise, core: coreOf(promise) as PromiseCore };
  }

  function speciesOf(promise: object): unknown {
    const { constructor: maker } = promise as { constructor?: unknown };
    if (maker === ScriptPromise || maker === undefined) return ScriptPromise;
    if ((typeof maker !== 'object' && typeof maker !== 'function') || maker === null) {
      throw typeError('The .constructor property is not an object');
    }
    return (maker as { [Symbol.species]?: unknown })[Symbol.species] ?? ScriptPromise;
  }

  function capability(maker: unknown): Capability {
    if (maker === ScriptPromise) {
      const { promise, core } = create();
      const [resolve, reject] = realm.resolvingFunctions(core);
      return { promise, resolve, reject };
    }
    if (typeof maker !== 'function') throw typeError(`${describe(maker)} is not a constructor`);
    const functions: AnyFunction[] = [];
    const executor = parts.adopt((resolve: AnyFunction, reject: AnyFunction) => {
      if (functions[0] !== undefined || functions[1] !== undefined) {
        throw typeError('Promise executor has already been invoked with non-undefined arguments');
      }
      functions[0] = resolve;
      functions[1] = reject;
    });
    const promise = Reflect.construct(maker, [executor]) as unknown;
    const [resolve, reject] = functions;
    if (typeof resolve !== 'function' || typeof reject !== 'function') {
      throw typeError('Promise resolve or reject function is not callable');
    }
    return { promise, resolve, reject };
  }

  function resolved(maker: unknown, value: unknown): object {
    if (coreOf(value) !== undefined && (value as object).constructor === maker) return value as object;
    if (maker === ScriptPromise) {
      const { promise, core } = create();
      core.resolve(value);
      return promise;
    }
    const made = capability(maker);
    made.resolve(value);
    return made.promise as object;
  }

  function then(this: unknown, onFulfilled: unknown, onRejected: unknown): unknown {
    const core = coreOf(this);
    if (core === undefined) {
      throw typeError(`Method Promise.prototype.then called on incompatible receiver ${describe(this)}`);
    }
    const maker = speciesOf(this as object);
    if (maker === ScriptPromise) {
      const derived = create();
      core.react(new ThenReaction(onFulfilled, onRejected, derived.core));
      return derived.promise;
    }
    const derived = capability(maker);
    core.react(new ThenReaction(onFulfilled, onRejected, derived));
    return derived.promise;
  }

  const { prototype } = PromiseObject;
  const intrinsicThen = parts.method(prototype, 'then', 2, then);
  parts.adopt(ScriptPromise);
  Object.defineProperties(ScriptPromise, { name: { value: 'Promise' }, prototype: { value: prototype } });
  Object.defineProperty(prototype, 'constructor', {
    value: ScriptPromise,
    writable: true,
    configurable: true,
  });
  Object.setPrototypeOf(prototype, intrinsics.Object.prototype);

  return {
    constructor: ScriptPromise as unknown as PromiseConstructor,
    create,
    coreOf,
    await(value, reaction) {
      const core = coreOf(value);
      if (core !== undefined && (value as object).constructor === ScriptPromise) return core.react(reaction);
      const wrapper = create();
      wrapper.core.resolve(value);
      wrapper.core.react(reaction);
    },
    *construct(executor) {
      requireCallable(executor);
      const { promise, core } = create();
      const functions = realm.resolvingFunctions(core);
      try {
        yield* callSuspendable(executor, undefined, functions);
      } catch (error) {
        functions[1](error);
      }
      return promise;
    },
    resolved,
    capability,
    speciesOf,
  };
}

function describe(value: unknown): string {
  if (typeof value === 'object' && value !== null) return '#<Object>';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** The handlers of one `then` and what they settle. */
class ThenReaction implements Reaction {
  readonly #onFulfilled: AnyFunction | undefined;
  readonly #onRejected: AnyFunction | undefined;
  readonly #derived: Pick<Capability, 'resolve' | 'reject'>;

  constructor(onFulfilled: unknown, onRejected: unknown, derived: Pick<Capability, 'resolve' | 'reject'>) {
    this.#onFulfilled = typeof onFulfilled === 'function' ? (onFulfilled as AnyFunction) : undefined;
    this.#onRejected = typeof onRejected === 'function' ? (onRejected as AnyFunction) : undefined;
    this.#derived = derived;
  }

  settled(isFulfilled: boolean, value: unknown): Suspendable<unknown> | undefined {
    const handler = isFulfilled ? this.#onFulfilled : this.#onRejected;
    if (handler === undefined) {
      if (isFulfilled) this.#derived.resolve(value);
      else this.#derived.reject(value);
      return undefined;
    }
    if (variantOf(handler) !== undefined) return this.#handle(handler, value);
    let result: unknown;
    try {
      result = handler(value);
    } catch (error) {
      this.#derived.reject(error);
      return undefined;
    }
    this.#derived.resolve(result);
    return undefined;
  }

  *#handle(handler: AnyFunction, value: unknown): Suspendable<unknown> {
    let result: unknown;
    try {
      result = yield* callSuspendable(handler, undefined, [value]);
    } catch (error) {
      this.#derived.reject(error);
      return undefined;
    }
    this.#derived.resolve(result);
    return undefined;
  }
}
