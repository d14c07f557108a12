import type { AnyFunction, Operation, Suspendable } from '../vu/operation.ts';

/** What a suspendable variant returns: a generator that has not started, or at once a result. */
export type Started = Suspendable<unknown> | Ready;

/** Takes the same `this` and arguments as the function it belongs to. */
export type SuspendableVariant = (this: unknown, ...args: never[]) => Started;

interface Ready {
  readonly done: true;
  value: unknown;
}

/**
 * The one object with which a variant says that it did not have to wait; holds the result until the caller, who
 * reads it before anything else can run, has taken it.
 */
export const READY: Ready = { done: true, value: undefined };

export function ready(value: unknown): Started {
  READY.value = value;
  return READY;
}

class Target {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: gives the private field below to any object
    return target;
  }
}

/**
 * A private field on the function itself: invisible to scripts, not inherited, not copied, and looked up without
 * a proxy noticing.
 */
class Mark extends Target {
  readonly #variant: SuspendableVariant;

  constructor(target: object, variant: SuspendableVariant) {
    super(target);
    this.#variant = variant;
  }

  static variantOf(target: object): SuspendableVariant | undefined {
    return #variant in target ? target.#variant : undefined;
  }
}

/** Makes a function suspendable; the first variant it is given stays. */
export function linkVariant<F extends object>(fn: F, variant: SuspendableVariant): F {
  if (Mark.variantOf(fn) === undefined) new Mark(fn, variant);
  return fn;
}

/** Hot path: every call in suspendable code. */
export function variantOf(value: unknown): SuspendableVariant | undefined {
  return typeof value === 'function' ? Mark.variantOf(value) : undefined;
}

const generatorPrototype = Object.getPrototypeOf(function* () {}).prototype as Generator;
const { next, throw: throwInto, return: returnFrom } = generatorPrototype;

type Step = IteratorResult<Operation, unknown>;

/**
 * Hot path. Uses the intrinsic method: every generator function has its own class of generators, so looking
 * `next` up on them would miss the caches with thousands of VUs.
 */
export function advance(started: Started): Step {
  return started === READY ? (READY as Step) : (next.call(started) as Step);
}

export function resume(body: Suspendable<unknown>, value: unknown): Step {
  return next.call(body, value as never) as Step;
}

export function resumeWithError(body: Suspendable<unknown>, error: unknown): Step {
  return throwInto.call(body, error) as Step;
}

/** Stands for a started generator in `yield*`, for the reason given at `advance`. */
export class Delegate {
  /** Not needed if the first step was the last. */
  readonly #body: Suspendable<unknown> | undefined;
  #first: Step | undefined;

  constructor(body: Suspendable<unknown> | undefined, first: Step) {
    this.#body = body;
    this.#first = first;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(value: unknown): Step {
    const first = this.#first;
    if (first === undefined) return next.call(this.#body as Generator, value as never) as Step;
    this.#first = undefined;
    return first;
  }

  throw(error: unknown): Step {
    return throwInto.call(this.#body as Generator, error) as Step;
  }

  return(value: unknown): Step {
    return returnFrom.call(this.#body as Generator, value) as Step;
  }
}

/** For host generators: `yield* delegate(started)`. */
export function delegate(started: Started): Suspendable<unknown> {
  const first = advance(started);
  if (started !== READY) return new Delegate(started as Suspendable<unknown>, first) as never;
  return new Delegate(undefined, { done: true, value: READY.value }) as never;
}

/** For host generators: `yield* callSuspendable(fn, thisArg, args)` calls a function that may block. */
export function callSuspendable(
  fn: unknown,
  thisArg: unknown,
  args: readonly unknown[],
): Suspendable<unknown> {
  const variant = variantOf(fn);
  if (variant === undefined) return delegate(ready(Reflect.apply(fn as AnyFunction, thisArg, args)));
  return delegate(Reflect.apply(variant as AnyFunction, thisArg, args) as Started);
}

/** A body as the drivers need it: they work on generators proper. */
export function asGenerator(body: Suspendable<unknown>): Suspendable<unknown> {
  return (body as unknown) instanceof Delegate ? passOn(body) : body;
}

function* passOn(body: Suspendable<unknown>): Suspendable<unknown> {
  return yield* body;
}

const generatorFunctionPrototype = Object.getPrototypeOf(function* () {}) as object;

/** The variant of a host function: a generator function, or a function that returns what another one gave it. */
export function variantOfBody(
  body: (this: unknown, ...args: never[]) => Suspendable<unknown>,
): SuspendableVariant {
  if (Object.getPrototypeOf(body) === generatorFunctionPrototype) return body as SuspendableVariant;
  return function (this: unknown, ...args: never[]): Started {
    return asGenerator(Reflect.apply(body, this, args));
  };
}
