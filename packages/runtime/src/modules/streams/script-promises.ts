import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';

/** A promise of the script that host code settles. */
export interface Deferred {
  readonly promise: unknown;
  resolve(value?: unknown): void;
  reject(reason: unknown): void;
}

/** What host code does with promises of the VU that runs. */
export class ScriptPromises {
  readonly realm: Realm;
  readonly #then: AnyFunction;

  constructor(realm: Realm) {
    this.realm = realm;
    this.#then = realm.intrinsics.Promise.prototype.then as AnyFunction;
  }

  defer(): Deferred {
    return (this.realm.runningVU as VUContext).loop.promise() as Deferred;
  }

  resolved(value?: unknown): unknown {
    const deferred = this.defer();
    deferred.resolve(value);
    return deferred.promise;
  }

  rejected(reason: unknown): unknown {
    const deferred = this.defer();
    deferred.reject(reason);
    return deferred.promise;
  }

  when(promise: unknown, onFulfilled: (value: unknown) => void, onRejected: (reason: unknown) => void): void {
    const { realm } = this;
    const reactions = [realm.native('', 1, onFulfilled), realm.native('', 1, onRejected)];
    Reflect.apply(this.#then, promise, reactions);
  }

  /** Nobody needs to listen to it. */
  ignoreRejection(promise: unknown): void {
    this.when(
      promise,
      () => {},
      () => {},
    );
  }

  /** A promise of what a function of the script returns or throws. */
  call(fn: AnyFunction | undefined, thisArg: unknown, args: readonly unknown[]): unknown {
    if (fn === undefined) return this.resolved();
    try {
      return this.resolved(Reflect.apply(fn, thisArg, args));
    } catch (error) {
      return this.rejected(error);
    }
  }
}
