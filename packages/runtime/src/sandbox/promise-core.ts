import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import type { Job, JobQueue, RejectedPromise } from './jobs.ts';
import { callSuspendable, variantOf } from './suspension.ts';

/** What happens when a promise is settled; returns what is left to drive of it. */
export interface Reaction {
  settled(isFulfilled: boolean, value: unknown): Suspendable<unknown> | undefined;
}

/** What the state machine needs to know of the realm. */
export interface PromiseRealm {
  /** Undefined for anything but a promise of the realm. */
  coreOf(value: unknown): PromiseCore | undefined;
  /** The promise's class and `then` are the realm's own, so nobody can watch how it is adopted. */
  isPlain(promise: object, then: unknown): boolean;
  typeError(message: string): Error;
  /** The two functions an executor gets; only the first call of either counts. */
  resolvingFunctions(core: PromiseCore): [resolve: AnyFunction, reject: AnyFunction];
}

/**
 * State of one promise, apart from the object the script sees. Its jobs go to the queue of the VU it belongs to:
 * no native microtask takes part, so no job of a VU runs while its stack is suspended.
 */
export class PromiseCore implements RejectedPromise {
  state: 'pending' | 'fulfilled' | 'rejected' = 'pending';
  value: unknown;
  isHandled = false;
  readonly #realm: PromiseRealm;
  readonly #jobs: JobQueue;
  #reactions: Reaction[] | undefined;

  constructor(realm: PromiseRealm, jobs: JobQueue) {
    this.#realm = realm;
    this.#jobs = jobs;
  }

  get reason(): unknown {
    return this.value;
  }

  /** ECMAScript's promise resolve function, without the guard against a second call. */
  resolve(value: unknown): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) {
      return this.#settle('fulfilled', value);
    }
    const core = this.#realm.coreOf(value);
    if (core === this) {
      return this.reject(this.#realm.typeError('Chaining cycle detected for promise #<Promise>'));
    }
    let then: unknown;
    try {
      then = (value as { then?: unknown }).then;
    } catch (error) {
      return this.reject(error);
    }
    if (typeof then !== 'function') return this.#settle('fulfilled', value);
    const isPlain = core !== undefined && this.#realm.isPlain(value, then);
    this.#jobs.enqueueJob(
      isPlain ? new AdoptJob(core, this) : new ThenableJob(this.#realm, this, value, then as AnyFunction),
    );
  }

  reject(reason: unknown): void {
    this.#settle('rejected', reason);
    if (!this.isHandled) this.#jobs.noteRejection(this);
  }

  react(reaction: Reaction): void {
    this.isHandled = true;
    if (this.state === 'pending') {
      if (this.#reactions === undefined) this.#reactions = [reaction];
      else this.#reactions.push(reaction);
    } else this.#jobs.enqueueJob(new ReactionJob(reaction, this.state === 'fulfilled', this.value));
  }

  #settle(state: 'fulfilled' | 'rejected', value: unknown): void {
    const reactions = this.#reactions;
    this.state = state;
    this.value = value;
    this.#reactions = undefined;
    if (reactions === undefined) return;
    for (const reaction of reactions) {
      this.#jobs.enqueueJob(new ReactionJob(reaction, state === 'fulfilled', value));
    }
  }
}

class ReactionJob implements Job {
  readonly #reaction: Reaction;
  readonly #isFulfilled: boolean;
  readonly #value: unknown;

  constructor(reaction: Reaction, isFulfilled: boolean, value: unknown) {
    this.#reaction = reaction;
    this.#isFulfilled = isFulfilled;
    this.#value = value;
  }

  run(): Suspendable<unknown> | undefined {
    return this.#reaction.settled(this.#isFulfilled, this.#value);
  }
}

/** Calls a thenable's `then`, as a job of its own. */
class ThenableJob implements Job {
  readonly #realm: PromiseRealm;
  readonly #core: PromiseCore;
  readonly #thenable: object;
  readonly #then: AnyFunction;

  constructor(realm: PromiseRealm, core: PromiseCore, thenable: object, then: AnyFunction) {
    this.#realm = realm;
    this.#core = core;
    this.#thenable = thenable;
    this.#then = then;
  }

  run(): Suspendable<unknown> | undefined {
    const functions = this.#realm.resolvingFunctions(this.#core);
    if (variantOf(this.#then) !== undefined) return this.#call(functions);
    try {
      Reflect.apply(this.#then, this.#thenable, functions);
    } catch (error) {
      functions[1](error);
    }
    return undefined;
  }

  *#call(functions: [AnyFunction, AnyFunction]): Suspendable<unknown> {
    try {
      yield* callSuspendable(this.#then, this.#thenable, functions);
    } catch (error) {
      functions[1](error);
    }
    return undefined;
  }
}

/** Does what `ThenableJob` does for a promise of the realm, in as many jobs and without functions. */
class AdoptJob implements Job, Reaction {
  readonly #adopted: PromiseCore;
  readonly #core: PromiseCore;

  constructor(adopted: PromiseCore, core: PromiseCore) {
    this.#adopted = adopted;
    this.#core = core;
  }

  run(): undefined {
    this.#adopted.react(this);
  }

  settled(isFulfilled: boolean, value: unknown): undefined {
    if (isFulfilled) this.#core.resolve(value);
    else this.#core.reject(value);
  }
}
