import type { AnyFunction } from '../vu/operation.ts';
import type { RealmParts } from './realm-parts.ts';
import { linkVariant, ready, type Started, type SuspendableVariant, variantOf } from './suspension.ts';

export interface PatchHooks {
  /** Compiles the text of a function as script code of the VU that runs. */
  compileFunction(source: string): AnyFunction;
  /** What the user wrote of a function, by its compiled text. */
  sourceText(compiled: string): string | undefined;
}

/** Replaces the few built-ins that must know of VUs or of suspendable functions. */
export function patchBuiltIns(parts: RealmParts, hooks: PatchHooks): void {
  patchRandom(parts);
  patchBind(parts);
  patchToString(parts, hooks);
  patchProxy(parts);
  patchFunctionConstructor(parts, hooks);
}

function patchRandom({ intrinsics, current, method }: RealmParts): void {
  const { random } = intrinsics.Math as Math;
  method(intrinsics.Math, 'random', 0, () => {
    const own = current.scope?.random;
    return own === undefined ? random() : own();
  });
}

function patchBind({ intrinsics, method }: RealmParts): void {
  const { prototype } = intrinsics.Function;
  const bind = prototype.bind as AnyFunction;
  method(prototype, 'bind', 1, function (this: unknown, thisArg: unknown, ...first: unknown[]) {
    const bound = Reflect.apply(bind, this, [thisArg, ...first]) as object;
    const variant = variantOf(this);
    if (variant === undefined) return bound;
    return linkVariant(
      bound,
      ((...rest: unknown[]) =>
        Reflect.apply(variant, thisArg, [...first, ...rest] as never[]) as Started) as SuspendableVariant,
    );
  });
}

/** Functions read as their author wrote them. */
function patchToString({ intrinsics, method }: RealmParts, hooks: PatchHooks): void {
  const { prototype } = intrinsics.Function;
  const compiledText = prototype.toString as AnyFunction;
  method(prototype, 'toString', 0, function (this: unknown) {
    const text = Reflect.apply(compiledText, this, []) as string;
    return hooks.sourceText(text) ?? text;
  });
}

/** A call of a proxy may be suspended in its `apply` trap, or in its target. */
function patchProxy({ intrinsics, adopt }: RealmParts): void {
  const NativeProxy = intrinsics.Proxy as ProxyConstructor;
  const create = (target: object, handler: ProxyHandler<object>): object => {
    const proxy = new NativeProxy(target, handler);
    return typeof target === 'function'
      ? linkVariant(proxy, applyVariant(target as AnyFunction, handler))
      : proxy;
  };
  const ProxyOfVU = function (this: unknown, target: object, handler: ProxyHandler<object>): object {
    if (new.target === undefined) throw new intrinsics.TypeError("Constructor Proxy requires 'new'");
    return create(target, handler);
  };
  adopt(ProxyOfVU);
  Object.defineProperties(ProxyOfVU, {
    name: { value: 'Proxy' },
    length: { value: 2 },
    revocable: { value: NativeProxy.revocable, writable: true, configurable: true },
  });
  // Proxy has none; that of a function cannot be deleted.
  ProxyOfVU.prototype = undefined;
  Object.defineProperty(intrinsics, 'Proxy', { value: ProxyOfVU, enumerable: true });
}

function applyVariant(target: AnyFunction, handler: ProxyHandler<object>): SuspendableVariant {
  return function (this: unknown, ...args: unknown[]): Started {
    const { apply: trap } = handler as { apply?: AnyFunction };
    if (trap === undefined) {
      const variant = variantOf(target);
      if (variant === undefined) return ready(Reflect.apply(target, this, args));
      return Reflect.apply(variant, this, args as never[]) as Started;
    }
    const variant = variantOf(trap);
    if (variant === undefined) return ready(Reflect.apply(trap, handler, [target, this, args]));
    return Reflect.apply(variant, handler, [target, this, args] as never[]) as Started;
  } as SuspendableVariant;
}

/** Functions made from text see the globals of their VU, and their promises are those of its loop. */
function patchFunctionConstructor(parts: RealmParts, hooks: PatchHooks): void {
  const { intrinsics, asyncFunction, evaluate } = parts;
  const replaced = replaceConstructor(parts, hooks, intrinsics.Function.prototype, 'function');
  Object.defineProperty(intrinsics, 'Function', { value: replaced, enumerable: true });
  replaceConstructor(parts, hooks, Object.getPrototypeOf(asyncFunction), 'async function');
  replaceConstructor(parts, hooks, Object.getPrototypeOf(evaluate('(function* () {})')), 'function*');
}

function replaceConstructor(
  { adopt }: RealmParts,
  hooks: PatchHooks,
  prototype: { readonly constructor: AnyFunction },
  keyword: string,
): AnyFunction {
  const { name } = prototype.constructor;
  // Not an arrow function: scripts construct it.
  function FunctionOfVU(...texts: unknown[]): AnyFunction {
    const body = texts.length === 0 ? '' : String(texts.pop());
    return hooks.compileFunction(`(${keyword} anonymous(${texts.map(String).join()}\n) {\n${body}\n})`);
  }
  adopt(FunctionOfVU);
  Object.defineProperties(FunctionOfVU, {
    name: { value: name },
    length: { value: 1 },
    prototype: { value: prototype },
  });
  const { writable = false } = Object.getOwnPropertyDescriptor(prototype, 'constructor') ?? {};
  Object.defineProperty(prototype, 'constructor', { value: FunctionOfVU, writable, configurable: true });
  return FunctionOfVU;
}
