import type { Clock, Timer } from '@squall/core';
import type { Operation, Settle, Suspendable } from '../vu/operation.ts';
import type { Completion } from './contract.ts';
import { resume, resumeWithError } from './suspension.ts';

const WAIT_CELL = new Int32Array(new SharedArrayBuffer(4));

/** Lets time pass; many VUs share the clock's timers. */
export class SleepOperation implements Operation<void> {
  readonly #clock: Clock;
  readonly #ms: number;
  #timer: Timer | undefined;

  constructor(clock: Clock, ms: number) {
    this.#clock = clock;
    this.#ms = ms;
  }

  start(settle: Settle<void>): void {
    this.#timer = this.#clock.at(this.#clock.now() + this.#ms, () => settle.resolve());
  }

  cancel(): void {
    this.#timer?.cancel();
  }

  runSync(): void {
    if (this.#ms > 0) Atomics.wait(WAIT_CELL, 0, 0, this.#ms);
  }
}

/** Stops the running code for good. */
export class AbortOperation implements Operation<never> {
  readonly #loop: { interrupt(): void };
  readonly #markAborting: () => void;

  constructor(loop: { interrupt(): void }, markAborting: () => void) {
    this.#loop = loop;
    this.#markAborting = markAborting;
  }

  start(): void {
    this.#loop.interrupt();
  }

  cancel(): void {}

  /** Plain code cannot be dropped: the error unwinds it, and the loop ignores what it comes to. */
  runSync(): never {
    this.#markAborting();
    throw new Error('the script was aborted');
  }
}

/** A host generator that runs beside the main stack. */
export class SpawnedBody implements Settle<unknown> {
  readonly #body: Suspendable<unknown>;
  readonly #onDone: (completion: Completion) => void;
  #operation: Operation | undefined;
  #isCancelled = false;

  constructor(body: Suspendable<unknown>, onDone: (completion: Completion) => void) {
    this.#body = body;
    this.#onDone = onDone;
  }

  start(): void {
    this.#step(() => resume(this.#body, undefined));
  }

  resolve(value: unknown): void {
    this.#step(() => resume(this.#body, value));
  }

  reject(error: unknown): void {
    this.#step(() => resumeWithError(this.#body, error));
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#operation?.cancel();
  }

  #step(take: () => IteratorResult<Operation, unknown>): void {
    if (this.#isCancelled) return;
    let step: IteratorResult<Operation, unknown>;
    try {
      step = take();
    } catch (error) {
      return this.#onDone({ kind: 'threw', error });
    }
    if (step.done === true) return this.#onDone({ kind: 'returned', value: step.value });
    this.#operation = step.value;
    step.value.start(this);
  }
}
