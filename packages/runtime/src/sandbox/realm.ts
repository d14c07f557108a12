import { createContext, runInContext, Script } from 'node:vm';
import { STANDARD_GLOBALS } from '../compiler/global-names.ts';
import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import { linkArrays } from './array-variants.ts';
import { linkBuiltIns } from './built-in-variants.ts';
import type { Realm, RealmIntrinsics } from './contract.ts';
import { AwaitSignal } from './coroutine.ts';
import { createHelpers } from './helpers.ts';
import { patchBuiltIns } from './patched-built-ins.ts';
import { createPromiseKit, type PromiseKit } from './promise.ts';
import { addPromiseFunctions } from './promise-combinators.ts';
import type { RealmParts } from './realm-parts.ts';
import { REALM_SOURCE, type RealmNatives } from './realm-source.ts';
import { SharedBuiltIns } from './shared-built-ins.ts';
import { SourceRegistry } from './source-registry.ts';
import { captureFrames, outermostFile, renderFrames, stackText } from './stack-trace.ts';
import {
  advance,
  asGenerator,
  callSuspendable,
  linkVariant,
  resume,
  resumeWithError,
  type Started,
  variantOf,
  variantOfBody,
} from './suspension.ts';
import { CurrentVU, type VUScope } from './vu-scope.ts';

export interface RealmOptions {
  /** A blocking call had to be made while the whole thread waits; called each time, with the script's position. */
  readonly onSyncFallback?: (position: string | undefined) => void;
  /** k6's compatibility mode `extended`: scripts have `global`. */
  readonly hasGlobalAlias?: boolean;
}

/** See `Realm`; this is the thread's side of it, with what the compiler's output and the event loops need. */
export class ScriptRealm implements Realm {
  readonly intrinsics: RealmIntrinsics;
  readonly current = new CurrentVU();
  readonly sources = new SourceRegistry();
  readonly promises: PromiseKit;
  readonly awaitSignal = new AwaitSignal();
  readonly builtIns: SharedBuiltIns;
  /** What compiled modules are given. */
  readonly forModules: {
    readonly helpers: Readonly<Record<string, unknown>>;
    readonly globals: RealmIntrinsics;
  };
  /** Compiles the text of a function as script code; provided by the program. */
  compileFunction: (text: string) => AnyFunction = () => {
    throw new Error('no program was loaded into this realm');
  };
  readonly #context: object;
  readonly #natives: RealmNatives;
  readonly #parts: RealmParts;
  readonly #options: RealmOptions;
  /** Prototype of every VU's global object. */
  readonly #standardGlobals: object;
  #lastThrown: { readonly value: unknown; readonly frames: readonly string[] } | undefined;

  constructor(options: RealmOptions = {}) {
    this.#options = options;
    this.#context = createContext({}, { codeGeneration: { strings: true, wasm: false } });
    this.#natives = runInContext(REALM_SOURCE, this.#context)(STANDARD_GLOBALS) as RealmNatives;
    this.intrinsics = this.#natives.intrinsics;
    this.#parts = this.#createParts();
    this.promises = createPromiseKit(this.#parts);
    addPromiseFunctions(this.#parts, this.promises);
    patchBuiltIns(this.#parts, {
      compileFunction: (text) => this.compileFunction(text),
      sourceText: (compiled) => this.sources.textOf(compiled),
    });
    linkBuiltIns(this.#parts);
    linkArrays(this.#parts);
    this.#installStackTraces();
    this.builtIns = new SharedBuiltIns(this.intrinsics, this.current);
    this.#standardGlobals = this.#createStandardGlobals();
    this.forModules = { helpers: this.#createHelpers(), globals: this.intrinsics };
    // Code of `eval` looks names up in the context; it finds those of the VU that runs.
    Object.setPrototypeOf(this.#context, this.#currentGlobals());
  }

  /** What one VU has for itself in this realm. Its globals are added to `global` by the caller. */
  createScope(): VUScope {
    const global = Object.create(this.#standardGlobals) as Record<PropertyKey, unknown>;
    define(global, 'globalThis', global);
    if (this.#options.hasGlobalAlias ?? true) define(global, 'global', global);
    return {
      global,
      owner: undefined,
      random: undefined,
      jobs: undefined,
      entry: undefined,
      overrides: undefined,
    };
  }

  /** Adds a global that all VUs see until they assign their own. */
  defineSharedGlobal(name: string, descriptor: PropertyDescriptor): void {
    this.#defineShared(this.#standardGlobals, name, descriptor);
  }

  /** Evaluates compiled code: the text of one expression. */
  evaluate(code: string, url: string): unknown {
    return new Script(code, { filename: url }).runInContext(this.#context);
  }

  createObject(): Record<string, unknown> {
    return this.#natives.createObject();
  }

  createArray(items: readonly unknown[] = []): unknown[] {
    return this.#natives.createArray(items);
  }

  createArrayBuffer(bytes: Uint8Array): ArrayBuffer {
    const buffer = new this.intrinsics.ArrayBuffer(bytes.byteLength) as ArrayBuffer;
    new Uint8Array(buffer).set(bytes);
    return buffer;
  }

  goError(message: string): Error {
    // Scripts that print an error's properties see the one that k6 keeps the original error in.
    return Object.assign(new this.intrinsics.GoError(message), { value: this.createObject() });
  }

  typeError(message: string): Error {
    return new this.intrinsics.TypeError(message);
  }

  clone<T>(value: T): T {
    if (Array.isArray(value)) return this.createArray(value.map((item) => this.clone(item))) as T;
    if (typeof value !== 'object' || value === null) return value;
    const copy = this.createObject();
    for (const [key, item] of Object.entries(value)) copy[key] = this.clone(item);
    return copy as T;
  }

  suspendable(
    name: string,
    length: number,
    body: (this: unknown, ...args: never[]) => Suspendable<unknown>,
  ): AnyFunction {
    const realm = this;
    const variant = variantOfBody(body);
    const wrapper = this.native(name, length, function (this: unknown, ...args: unknown[]) {
      return realm.#runSync(Reflect.apply(variant, this, args as never[]) as Started);
    });
    return linkVariant(wrapper, variant);
  }

  native(name: string, length: number, body: AnyFunction): AnyFunction {
    return this.#natives.makeNative(name, length, body);
  }

  call(fn: unknown, thisArg: unknown, args: readonly unknown[]): Suspendable<unknown> {
    return callSuspendable(fn, thisArg, args);
  }

  isSuspendable(value: unknown): boolean {
    return variantOf(value) !== undefined;
  }

  isAsyncFunction(value: unknown): boolean {
    return typeof value === 'function' && this.#natives.isAsync(value);
  }

  runSync<T>(body: Suspendable<T>): T {
    return this.#runSync(asGenerator(body)) as T;
  }

  currentPosition(): string | undefined {
    return captureFrames(this.sources, this.currentPosition)[0];
  }

  /** The URL of the file whose code called everything that runs now. */
  outermostFile(): string | undefined {
    return outermostFile(this.sources, this.outermostFile);
  }

  /** Message and stack of whatever a script threw, as k6 prints them. */
  describeError(error: unknown): string {
    const text = describe(error);
    const stack = stackOf(error);
    if (stack !== undefined) return `${text}${stack.slice(stackStart(stack))}`;
    if (this.#lastThrown === undefined || this.#lastThrown.value !== error) return text;
    return `${text}${stackText(this.#lastThrown.frames)}\n`;
  }

  get runningVU(): object | undefined {
    return this.current.scope?.owner;
  }

  /** Gives the running VU's `Math.random` a sequence of its own; undefined returns it to chance. */
  setRandom(random: (() => number) | undefined): void {
    if (this.current.scope !== undefined) this.current.scope.random = random;
  }

  #createParts(): RealmParts {
    const { intrinsics, current } = this;
    const natives = this.#natives;
    const adopt: RealmParts['adopt'] = (fn) => Object.setPrototypeOf(fn, intrinsics.Function.prototype);
    return {
      intrinsics,
      current,
      asyncFunction: natives.asyncFunction,
      evaluate: natives.evaluate,
      adopt,
      createObject: natives.createObject,
      createArray: () => natives.createArray([]),
      resolvingFunctions: natives.resolvingFunctions,
      method: (holder, name, length, body) => {
        const method = natives.makeNative(String(name), length, body);
        Object.defineProperty(holder, name, { value: method, writable: true, configurable: true });
        return method;
      },
    };
  }

  #createHelpers(): Readonly<Record<string, unknown>> {
    return createHelpers({
      ...this.#parts,
      promises: this.promises,
      signal: this.awaitSignal,
      contextGlobal: this.#natives.contextGlobal,
      makeMethod: this.#natives.makeMethod,
      runSync: (started) => this.#runSync(started),
      noteThrown: (value) => this.#noteThrown(value),
    });
  }

  #runSync(started: Started): unknown {
    let step = advance(started);
    while (step.done !== true) {
      this.#options.onSyncFallback?.(this.currentPosition());
      let value: unknown;
      try {
        value = step.value.runSync();
      } catch (error) {
        step = resumeWithError(started as Suspendable<unknown>, error);
        continue;
      }
      step = resume(started as Suspendable<unknown>, value);
    }
    return step.value;
  }

  #noteThrown(value: unknown): void {
    if (typeof value === 'object' && value !== null && 'stack' in value) return;
    this.#lastThrown = { value, frames: captureFrames(this.sources, this.#noteThrown) };
  }

  #installStackTraces(): void {
    const { Error: RealmError } = this.intrinsics;
    RealmError.stackTraceLimit = 50;
    const prepare = (error: unknown, frames: readonly NodeJS.CallSite[]): string =>
      `${describe(error)}${stackText(renderFrames(frames, this.sources))}\n`;
    Object.defineProperty(RealmError, 'prepareStackTrace', {
      value: this.native('prepareStackTrace', 2, prepare),
      writable: true,
      configurable: true,
    });
  }

  #createStandardGlobals(): object {
    const globals = Object.create(this.intrinsics.Object.prototype) as object;
    for (const name of STANDARD_GLOBALS) {
      const value: unknown = this.intrinsics[name];
      Object.defineProperty(globals, name, { value, writable: true, configurable: true });
    }
    for (const name of ['require', 'open'] as const) {
      this.#defineShared(globals, name, {
        get: () => this.current.scope?.entry?.[name],
        set: (value) => define(this.current.global ?? globals, name, value),
      });
    }
    return globals;
  }

  /** Scripts can take accessors out of their property. */
  #defineShared(globals: object, name: string, descriptor: PropertyDescriptor): void {
    const { get, set } = descriptor;
    for (const accessor of [get, set]) if (accessor !== undefined) this.#parts.adopt(accessor as AnyFunction);
    Object.defineProperty(globals, name, { configurable: true, ...descriptor });
  }

  #currentGlobals(): object {
    const { current } = this;
    return new Proxy(Object.create(null) as object, {
      has: (_, name) => name in (current.global ?? this.#standardGlobals),
      get: (_, name) => Reflect.get(current.global ?? this.#standardGlobals, name),
    });
  }
}

function define(holder: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(holder, name, { value, writable: true, configurable: true });
}

/** What the compiler makes of the names of variables, globals and imports; the engine's messages repeat it. */
const COMPILED_NAMES =
  /\(0 , _\$+i\d+\.(?<callee>[\w$.]+)\)|_\$+r_(?<variable>[\w$]+)\.v\b|_\$+(?:[gmX]|i\d+)\.(?=[\w$])/g;

/** `String(error)`, whatever the script made of it, with names as the script has them. */
function describe(error: unknown): string {
  try {
    const text = String(error);
    return text.includes('_$') ? text.replace(COMPILED_NAMES, '$<callee>$<variable>') : text;
  } catch {
    // Objects without a prototype, or a `toString` that throws.
    return '[object Object]';
  }
}

function stackOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { stack } = error as { stack?: unknown };
  return typeof stack === 'string' && stack.includes('\n\tat ') ? stack : undefined;
}

/** The message may have changed since the stack was taken, so only the frames count. */
function stackStart(stack: string): number {
  return stack.indexOf('\n\tat ');
}
