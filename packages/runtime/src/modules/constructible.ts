import type { Realm } from '../sandbox/contract.ts';
import type { AnyFunction } from '../vu/operation.ts';

/**
 * A function of the realm that scripts may call with `new` too; what it returns is the new object either way.
 * Functions made by `realm.native` are, like most built-ins, no constructors.
 */
export function constructible(realm: Realm, name: string, length: number, body: AnyFunction): AnyFunction {
  // biome-ignore lint/complexity/useArrowFunction: arrow functions are no constructors
  const created: AnyFunction = function (...args) {
    return body(...args);
  };
  // Everything a script can reach from here must be the realm's: a host object would lead to the host's Function.
  const prototype = realm.createObject();
  Object.defineProperty(prototype, 'constructor', { value: created, writable: true, configurable: true });
  Object.defineProperties(created, {
    name: { value: name },
    length: { value: length },
    prototype: { value: prototype, writable: false },
  });
  return Object.setPrototypeOf(created, realm.intrinsics.Function.prototype) as AnyFunction;
}
