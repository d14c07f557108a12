import type { RealmIntrinsics } from './contract.ts';
import type { CurrentVU, VUScope } from './vu-scope.ts';

type Descriptors = Map<PropertyKey, PropertyDescriptor>;

/**
 * Keeps what VUs change on built-ins (`Array.prototype.extra = …`) apart, although they share them. Init code runs
 * on untouched built-ins; afterwards each changed property becomes an accessor that finds the value of the VU
 * that runs. Only scripts that may change built-ins pay for it.
 */
export class SharedBuiltIns {
  readonly #current: CurrentVU;
  readonly #pristine = new Map<object, Descriptors>();
  /** Properties that some VU changed. */
  readonly #changed = new Map<object, Set<PropertyKey>>();

  constructor(intrinsics: RealmIntrinsics, current: CurrentVU) {
    this.#current = current;
    for (const value of Object.values(intrinsics)) this.#remember(value);
    const { Uint8Array: typed } = intrinsics;
    this.#remember(Object.getPrototypeOf(typed));
    this.#remember(Object.getPrototypeOf(new intrinsics.Array()[Symbol.iterator]()));
  }

  /** Before the init code of a VU. */
  restore(): void {
    for (const [holder, keys] of this.#changed) {
      const pristine = this.#pristine.get(holder);
      for (const key of keys) {
        const descriptor = pristine?.get(key);
        Reflect.deleteProperty(holder, key);
        if (descriptor !== undefined) Object.defineProperty(holder, key, descriptor);
      }
    }
  }

  /** After the init code of a VU: its changes become its own. */
  keepApart(scope: VUScope): void {
    for (const [holder, pristine] of this.#pristine) {
      for (const key of changedKeys(holder, pristine)) this.#take(scope, holder, key);
    }
    for (const [holder, keys] of this.#changed) for (const key of keys) this.#define(holder, key);
  }

  #remember(value: unknown): void {
    if (
      (typeof value !== 'object' && typeof value !== 'function') ||
      value === null ||
      this.#pristine.has(value)
    ) {
      return;
    }
    this.#pristine.set(value, descriptorsOf(value));
    if (typeof value === 'function') this.#remember((value as { prototype?: unknown }).prototype);
  }

  #take(scope: VUScope, holder: object, key: PropertyKey): void {
    scope.overrides ??= new Map();
    let own = scope.overrides.get(holder);
    if (own === undefined) {
      own = new Map();
      scope.overrides.set(holder, own);
    }
    own.set(key, Object.getOwnPropertyDescriptor(holder, key) ?? { value: undefined });
    const keys = this.#changed.get(holder) ?? new Set();
    this.#changed.set(holder, keys.add(key));
  }

  #define(holder: object, key: PropertyKey): void {
    const shared = this;
    Object.defineProperty(holder, key, {
      configurable: true,
      enumerable: Object.getOwnPropertyDescriptor(holder, key)?.enumerable ?? false,
      get(this: unknown) {
        const descriptor = shared.#descriptor(holder, key);
        return descriptor?.get === undefined ? descriptor?.value : Reflect.apply(descriptor.get, this, []);
      },
      set(this: unknown, value: unknown) {
        const descriptor = shared.#descriptor(holder, key);
        if (descriptor?.set !== undefined) Reflect.apply(descriptor.set, this, [value]);
        else if (this !== holder) define(this as object, key, value);
        else shared.#current.scope?.overrides?.get(holder)?.set(key, { value });
      },
    });
  }

  #descriptor(holder: object, key: PropertyKey): PropertyDescriptor | undefined {
    const own = this.#current.scope?.overrides?.get(holder)?.get(key);
    return own ?? this.#pristine.get(holder)?.get(key);
  }
}

/** What an assignment to an inherited property does. */
function define(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

function descriptorsOf(holder: object): Descriptors {
  return new Map(
    Reflect.ownKeys(holder).flatMap((key) => {
      const descriptor = Object.getOwnPropertyDescriptor(holder, key);
      return descriptor === undefined ? [] : [[key, descriptor] as const];
    }),
  );
}

function changedKeys(holder: object, pristine: Descriptors): PropertyKey[] {
  const keys = new Set([...Reflect.ownKeys(holder), ...pristine.keys()]);
  return [...keys].filter((key) => {
    const before = pristine.get(key);
    if (before?.configurable === false) return false;
    const now = Object.getOwnPropertyDescriptor(holder, key);
    return !Object.is(before?.value, now?.value) || before?.get !== now?.get || before?.set !== now?.set;
  });
}
