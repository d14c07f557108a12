import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import type { RealmParts } from './realm-parts.ts';
import {
  callSuspendable,
  delegate,
  linkVariant,
  ready,
  type Started,
  type SuspendableVariant,
  variantOf,
} from './suspension.ts';

type Variant = (this: never, ...args: never[]) => Suspendable<unknown>;

/**
 * Gives a built-in that calls back a suspendable variant. Without a suspendable callback it is the built-in
 * itself that runs.
 */
export function linkCallback(holder: object, name: string, position: number, variant: Variant): void {
  const native = (holder as Record<string, unknown>)[name];
  // Older engines lack some of them.
  if (typeof native !== 'function') return;
  linkVariant(native, function (this: unknown, ...args: unknown[]): Started {
    if (variantOf(args[position]) === undefined) return ready(Reflect.apply(native, this, args));
    return Reflect.apply(variant as AnyFunction, this, args) as Started;
  } as SuspendableVariant);
}

/** Built-ins other than those of arrays through which suspendable functions are called. */
export function linkBuiltIns({ intrinsics }: RealmParts): void {
  linkCalls(intrinsics.Function.prototype as AnyFunction, intrinsics.Reflect as object);
  for (const { prototype } of [intrinsics.Map, intrinsics.Set]) {
    linkCallback(
      prototype,
      'forEach',
      0,
      function* (this: Map<unknown, unknown>, callback: unknown, thisArg: unknown) {
        for (const [key, value] of prototype.entries.call(this) as Iterable<[unknown, unknown]>) {
          yield* callSuspendable(callback, thisArg, [value, key, this]);
        }
        return undefined;
      },
    );
  }
  const { prototype: text } = intrinsics.String;
  const replaceRegExp = intrinsics.RegExp.prototype[Symbol.replace] as unknown;
  linkReplace(text, 'replace', replaceRegExp);
  linkReplace(text, 'replaceAll', replaceRegExp);
}

function linkCalls(functions: AnyFunction, reflect: object): void {
  const { call, apply } = functions;
  const run = (
    target: unknown,
    thisArg: unknown,
    args: readonly unknown[],
    plain: () => unknown,
  ): Started => {
    const variant = variantOf(target);
    return variant === undefined
      ? ready(plain())
      : (Reflect.apply(variant, thisArg, args as never[]) as Started);
  };
  linkVariant(call, function (this: unknown, thisArg: unknown, ...args: unknown[]): Started {
    return run(this, thisArg, args, () => Reflect.apply(call, this, [thisArg, ...args]));
  } as SuspendableVariant);
  linkVariant(apply, function (
    this: unknown,
    thisArg: unknown,
    args: ArrayLike<unknown> | null | undefined,
  ): Started {
    return run(this, thisArg, listOf(args), () => Reflect.apply(apply, this, [thisArg, args]));
  } as SuspendableVariant);
  const { apply: reflectApply } = reflect as typeof Reflect;
  linkVariant(
    reflectApply,
    ((target: AnyFunction, thisArg: unknown, args: ArrayLike<unknown>): Started =>
      run(target, thisArg, listOf(args), () => reflectApply(target, thisArg, args))) as SuspendableVariant,
  );
}

function listOf(args: ArrayLike<unknown> | null | undefined): readonly unknown[] {
  return args === null || args === undefined ? [] : Array.prototype.slice.call(args);
}

/** The built-in finds the matches; then each replacement is asked for, in the order it would be. */
function linkReplace(prototype: object, name: 'replace' | 'replaceAll', replaceRegExp: unknown): void {
  const native = (prototype as Record<string, AnyFunction>)[name];
  if (native === undefined) return;
  linkCallback(prototype, name, 1, function* (this: unknown, pattern: unknown, replacer: unknown) {
    const custom =
      pattern === null || pattern === undefined
        ? undefined
        : (pattern as { [Symbol.replace]?: unknown })[Symbol.replace];
    if (custom !== undefined && custom !== replaceRegExp) {
      return yield* delegate(ready(Reflect.apply(native, this, [pattern, replacer])));
    }
    const matches: unknown[][] = [];
    const note = (...match: unknown[]): string => {
      matches.push(match);
      return '';
    };
    Reflect.apply(native, this, [pattern, note]);
    return yield* replaceMatches(String(this), matches, replacer);
  });
}

function* replaceMatches(
  text: string,
  matches: readonly unknown[][],
  replacer: unknown,
): Suspendable<string> {
  let result = '';
  let position = 0;
  for (const match of matches) {
    const replacement = String(yield* callSuspendable(replacer, undefined, match));
    const hasGroups = typeof match.at(-1) === 'object';
    const offset = Number(match.at(hasGroups ? -3 : -2));
    if (offset < position) continue;
    result += text.slice(position, offset) + replacement;
    position = offset + String(match[0]).length;
  }
  return result + text.slice(position);
}
