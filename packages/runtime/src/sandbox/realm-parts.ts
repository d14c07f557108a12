import type { AnyFunction } from '../vu/operation.ts';
import type { RealmIntrinsics } from './contract.ts';
import type { CurrentVU } from './vu-scope.ts';

/** What the pieces of a realm are built with. */
export interface RealmParts {
  readonly intrinsics: RealmIntrinsics;
  readonly current: CurrentVU;
  /** Some async function of the realm's own, which scripts never get. */
  readonly asyncFunction: AnyFunction;
  /** The realm's `eval`, as an indirect call. */
  readonly evaluate: (code: unknown) => unknown;
  createObject(): Record<string, unknown>;
  createArray(): unknown[];
  /** Makes a host function one of the realm (`instanceof Function` holds in scripts). */
  adopt<F extends AnyFunction | (abstract new (...args: never[]) => unknown)>(fn: F): F;
  /** Defines a built-in method: not enumerable, with name and length, and no constructor. */
  method(holder: object, name: PropertyKey, length: number, body: AnyFunction): AnyFunction;
  /** The pair of functions for an executor; only the first call of either gets through. */
  resolvingFunctions(settle: (isFulfilled: boolean, value: unknown) => void): [AnyFunction, AnyFunction];
}
