import type { AnyFunction, Operation, Suspendable } from '../vu/operation.ts';

/**
 * The vm context in which all scripts of one thread run, and what host code needs to make values that
 * scripts recognise as their own.
 */
export interface Realm {
  /** The realm's standard built-ins: `intrinsics.Array`, `.Error`, `.JSON`, `.Promise` (our own), `.Uint8Array` … */
  readonly intrinsics: RealmIntrinsics;
  /** A plain `{}` of the realm. */
  createObject(): Record<string, unknown>;
  createArray(items?: readonly unknown[]): unknown[];
  /** Copies bytes into an ArrayBuffer of the realm. */
  createArrayBuffer(bytes: Uint8Array): ArrayBuffer;
  /** k6's error class: `name` is GoError, `instanceof Error` holds in the script. */
  goError(message: string): Error;
  typeError(message: string): Error;
  /** Copies a host value made of plain objects, arrays and primitives into the realm. */
  clone<T>(value: T): T;
  /** Wraps a host generator function as a function the script can call, suspendable and with the synchronous fallback. */
  suspendable(
    name: string,
    length: number,
    body: (this: unknown, ...args: never[]) => Suspendable<unknown>,
  ): AnyFunction;
  /** Makes a plain (never blocking) host function visible to scripts as a function of the realm. */
  native(name: string, length: number, body: AnyFunction): AnyFunction;
  /** For host generators: `yield* realm.call(fn, thisArg, args)` calls a script function that may block. */
  call(fn: unknown, thisArg: unknown, args: readonly unknown[]): Suspendable<unknown>;
  /** Whether the function may block when called through `call`; otherwise calling it directly is the same and faster. */
  isSuspendable(value: unknown): boolean;
  /** True for functions declared `async` in a script. */
  isAsyncFunction(value: unknown): boolean;
  /** Runs a suspendable to its end with the synchronous fallback. */
  runSync<T>(body: Suspendable<T>): T;
  /** `{stack frames}` of the running script, mapped to source: `default (file:///x.js:6:75)`. Used by `test.abort`. */
  currentPosition(): string | undefined;
  /** Message and stack of whatever a script threw, as k6 prints them. */
  describeError(error: unknown): string;
  /** The VU whose code runs, or ran last. */
  readonly runningVU: object | undefined;
  /** `Math.random` of the VU that runs; undefined returns it to chance. */
  setRandom(random: (() => number) | undefined): void;
}

// biome-ignore lint/suspicious/noExplicitAny: constructors of another realm have no static type here
export type RealmIntrinsics = Readonly<Record<string, any>>;

/** How a job of a VU ended. */
export type Completion =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: unknown }
  /** A promise was rejected and nobody handled it by the end of the loop's turn. */
  | { readonly kind: 'unhandled-rejection'; readonly error: unknown }
  | { readonly kind: 'interrupted' };

/**
 * The event loop of one VU: runs one script function at a time to the point where nothing is pending, keeps
 * promise jobs, timers and host callbacks in k6's order, and never lets them run while the stack is suspended.
 */
export interface EventLoop {
  /**
   * Hot path: calls `fn` and then runs the loop until nothing is pending. Returns the completion when all of
   * it ended synchronously; otherwise undefined, and `onCompleted` is called once, later. If `fn` returned a
   * promise (async function), the completion is that promise's; one that nothing can settle any more is returned itself.
   */
  run(
    fn: AnyFunction,
    thisArg: unknown,
    args: readonly unknown[],
    onCompleted: (completion: Completion) => void,
  ): Completion | undefined;
  /** Same for a host generator. */
  runBody(body: Suspendable<unknown>, onCompleted: (completion: Completion) => void): Completion | undefined;
  /** Drops everything: current operation is cancelled, no catch or finally runs, `onCompleted` gets 'interrupted' before this returns. */
  interrupt(): void;
  /** True from `run` until the completion. */
  readonly running: boolean;
  /**
   * For `test.abort()`: a host function yields it, and the code that called never continues (in plain code: ends
   * at its next step). The completion is 'interrupted'.
   */
  abort(): Operation<never>;
  /**
   * Registers pending work that keeps the loop alive; call the result once to enqueue the job and release the hold.
   * A job that calls script functions returns a suspendable body, which the loop drives.
   */
  hold(): (job: () => unknown) => void;
  /** Runs a host generator beside the main stack (asyncRequest); it keeps the loop alive. The callbacks run as jobs of the loop. */
  spawn(body: Suspendable<unknown>, onDone: (completion: Completion) => void): void;
  /** A new promise of the realm with its resolvers. */
  promise(): { promise: unknown; resolve(value: unknown): void; reject(error: unknown): void };
  setTimer(callback: AnyFunction, delayMs: number, args: readonly unknown[], repeat: boolean): number;
  clearTimer(id: number): void;
  /** Timers pending at an interruption: their ids and kind, for k6's warning. */
  pendingTimers(): readonly { id: number; repeat: boolean }[];
  /** Waits inside suspendable host code. */
  sleep(ms: number): Operation<void>;
}
