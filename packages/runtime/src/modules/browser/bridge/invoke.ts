/** Calls a method of Playwright's by its name. */
export function invoke(target: object, name: string, args: readonly unknown[]): unknown {
  return Reflect.apply(Reflect.get(target, name) as (...args: unknown[]) => unknown, target, args);
}
