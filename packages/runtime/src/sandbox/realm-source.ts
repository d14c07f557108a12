import type { AnyFunction } from '../vu/operation.ts';
import type { RealmIntrinsics } from './contract.ts';

/** What the realm's own code offers to the host. */
export interface RealmNatives {
  readonly intrinsics: RealmIntrinsics;
  readonly contextGlobal: object;
  readonly asyncFunction: AnyFunction;
  readonly evaluate: (code: unknown) => unknown;
  createObject(): Record<string, unknown>;
  createArray(items: readonly unknown[]): unknown[];
  isAsync(value: object): boolean;
  /** A function of the realm, which cannot be constructed, around a host function. */
  makeNative(name: string, length: number, body: AnyFunction): AnyFunction;
  makeMethod(
    name: string,
    length: number,
    run: (thisArg: unknown, args: ArrayLike<unknown>) => unknown,
  ): AnyFunction;
  resolvingFunctions(settle: (isFulfilled: boolean, value: unknown) => void): [AnyFunction, AnyFunction];
}

/** Runs in the vm context, before any script: objects made here are the realm's own. */
export const REALM_SOURCE = `(function (names) {
  'use strict';
  class GoError extends Error {}
  const define = Object.defineProperty;
  define(GoError.prototype, 'name', { value: 'GoError', writable: true, configurable: true });
  const intrinsics = {};
  for (const name of names) intrinsics[name] = name === 'GoError' ? GoError : globalThis[name];
  const asyncFunction = async () => {};
  const asyncPrototype = Object.getPrototypeOf(asyncFunction);
  const { getPrototypeOf } = Object;
  const evaluate = globalThis.eval;
  const { apply } = Reflect;
  const withLength = (fn, length) => (length === fn.length ? fn : define(fn, 'length', { value: length }));
  return {
    intrinsics,
    contextGlobal: globalThis,
    asyncFunction,
    evaluate: (code) => evaluate(code),
    createObject: () => ({}),
    createArray: (items) => [...items],
    isAsync: (value) => getPrototypeOf(value) === asyncPrototype,
    makeNative: (name, length, body) =>
      withLength({ [name](...args) { return apply(body, this, args); } }[name], length),
    makeMethod: (name, length, run) =>
      withLength({ [name](...args) { return run(this, args); } }[name], length),
    resolvingFunctions: (settle) => {
      let isCalled = false;
      return [
        (value) => { if (!isCalled) { isCalled = true; settle(true, value); } },
        (reason) => { if (!isCalled) { isCalled = true; settle(false, reason); } },
      ];
    },
  };
})`;
