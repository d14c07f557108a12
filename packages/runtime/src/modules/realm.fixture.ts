import { createContext, runInContext } from 'node:vm';
import type { Realm, RealmIntrinsics } from '../sandbox/contract.ts';
import type { AnyFunction } from '../vu/operation.ts';

/** Another vm realm with the parts of `Realm` that plain host functions need, and a way to run code in it. */
export interface TestRealm extends Realm {
  evaluate(code: string, globals?: Readonly<Record<string, unknown>>): unknown;
}

const INTRINSICS = [
  'Array',
  'ArrayBuffer',
  'Error',
  'Function',
  'Object',
  'RangeError',
  'TypeError',
  'Uint8Array',
];

export function createTestRealm(): TestRealm {
  const context = createContext({});
  const run = (code: string): unknown => runInContext(code, context);
  const intrinsics = Object.fromEntries(INTRINSICS.map((name) => [name, run(name)])) as RealmIntrinsics;
  const copyBytes = run('(bytes) => Uint8Array.from(bytes).buffer') as (bytes: Uint8Array) => ArrayBuffer;
  const goError = run('(m) => Object.assign(new Error(m), { name: "GoError" })') as (
    message: string,
  ) => Error;
  return {
    intrinsics,
    createObject: run('() => ({})') as () => Record<string, unknown>,
    createArray: run('(items = []) => Array.from(items)') as (items?: readonly unknown[]) => unknown[],
    createArrayBuffer: copyBytes,
    goError,
    typeError: (message) => new intrinsics.TypeError(message),
    native(name, length, body) {
      const fn: AnyFunction = function (this: unknown, ...args) {
        return body.apply(this, args);
      };
      Object.defineProperties(fn, { name: { value: name }, length: { value: length } });
      return Object.setPrototypeOf(fn, intrinsics.Function.prototype);
    },
    clone: (value) => {
      const parse = run('JSON.parse') as (text: string) => typeof value;
      return parse(JSON.stringify(value));
    },
    isAsyncFunction: () => false,
    suspendable: notOffered,
    call: notOffered,
    runSync: notOffered,
    currentPosition: notOffered,
    evaluate(code, globals = {}) {
      Object.assign(context, globals);
      return run(code);
    },
  };
}

function notOffered(): never {
  throw new Error('the test realm has no suspendable functions');
}
