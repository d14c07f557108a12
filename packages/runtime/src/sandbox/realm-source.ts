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
  // Natives are made by the thousand: with name and length in the code they need no properties of their own.
  const makers = new Map();
  const compileMaker = (name, length) => {
    if (!/^[A-Za-z_$][\\w$]*$/.test(name)) {
      return (body) => withLength({ [name](...args) { return apply(body, this, args); } }[name], length);
    }
    const parameters = Array.from({ length }, (_, i) => 'a' + i).join();
    const method = name + '(' + parameters + ') { return apply(body, this, arguments); }';
    return evaluate('"use strict"; (apply) => (body) => ({ ' + method + ' })["' + name + '"]')(apply);
  };
  return {
    intrinsics,
    contextGlobal: globalThis,
    asyncFunction,
    evaluate: (code) => evaluate(code),
    createObject: () => ({}),
    createArray: (items) => [...items],
    isAsync: (value) => getPrototypeOf(value) === asyncPrototype,
    makeNative: (name, length, body) => {
      const key = name + '/' + length;
      let make = makers.get(key);
      if (make === undefined) makers.set(key, make = compileMaker(name, length));
      return make(body);
    },
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
