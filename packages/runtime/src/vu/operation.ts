/** Receives the result of an operation exactly once, unless it was cancelled. */
export interface Settle<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * Something a VU waits for: a request, a sleep. Suspendable code yields it; the VU's event loop starts it and
 * resumes the code from the completion callback, without a promise in between.
 */
export interface Operation<T = unknown> {
  /** May settle synchronously. */
  start(settle: Settle<T>): void;
  /** Drops the operation; `settle` must not be called afterwards. */
  cancel(): void;
  /** Performs the operation while the thread waits: the synchronous fallback of `design/engine.md`. */
  runSync(): T;
}

/** The body of a suspendable function: yields operations, is resumed with their results. */
export type Suspendable<T> = Generator<Operation, T, unknown>;

// biome-ignore lint/suspicious/noExplicitAny: script functions take and return anything
export type AnyFunction = (this: any, ...args: any[]) => any;
