import type { Operation, Settle, Suspendable } from '../vu/operation.ts';
import { advance, READY, resume, resumeWithError, type Started } from './suspension.ts';

/** How far a body came: to its end, to an operation it waits for, or it was dropped on the way. */
export type Outcome = 'finished' | 'suspended' | 'dropped';

/** The one stack of a VU: drives a body from operation to operation, without a promise in between. */
export class Stack implements Settle<unknown> {
  /** What the body came to, after `finished`. */
  value: unknown;
  hasFailed = false;
  readonly #onSettled: () => void;
  /** The suspended body and what it waits for. */
  #body: Suspendable<unknown> | undefined;
  #operation: Operation | undefined;
  /** An operation is being started; it may settle at once. */
  #isStarting = false;
  #settledAs: 'none' | 'resolved' | 'rejected' = 'none';
  #settledValue: unknown;
  /** Counts what was dropped, so that code on the thread's stack notices that it belongs to the past. */
  #drops = 0;
  #isAborting = false;

  constructor(onSettled: () => void) {
    this.#onSettled = onSettled;
  }

  get isSuspended(): boolean {
    return this.#body !== undefined;
  }

  /** Plain code asked to be stopped; true once. */
  takeAbort(): boolean {
    if (!this.#isAborting) return false;
    this.#isAborting = false;
    return true;
  }

  abort(): void {
    this.#isAborting = true;
  }

  /** Starts a body. Hot path: no allocation of its own. */
  start(body: Started): Outcome {
    if (body === READY) {
      this.value = READY.value;
      this.hasFailed = false;
      return 'finished';
    }
    return this.#drive(body as Suspendable<unknown>, true);
  }

  /** Goes on with the suspended body, whose operation has settled. */
  continue(): Outcome {
    const body = this.#body as Suspendable<unknown>;
    this.#body = undefined;
    this.#operation = undefined;
    return this.#drive(body, false);
  }

  /** Cancels the operation; neither `catch` nor `finally` runs. */
  drop(): void {
    const operation = this.#operation;
    this.#drops++;
    this.#body = undefined;
    this.#operation = undefined;
    this.#settledValue = undefined;
    this.#isAborting = false;
    this.value = undefined;
    // One that is just being started is cancelled when it has.
    if (!this.#isStarting) operation?.cancel();
  }

  resolve(value: unknown): void {
    this.#settle('resolved', value);
  }

  reject(error: unknown): void {
    this.#settle('rejected', error);
  }

  #settle(how: 'resolved' | 'rejected', value: unknown): void {
    this.#settledAs = how;
    this.#settledValue = value;
    if (!this.#isStarting && this.#body !== undefined) this.#onSettled();
  }

  #drive(body: Suspendable<unknown>, isNew: boolean): Outcome {
    const drops = this.#drops;
    let isFirst = isNew;
    for (;;) {
      let step: IteratorResult<Operation, unknown>;
      try {
        if (isFirst) step = advance(body);
        else if (this.#settledAs === 'resolved') step = resume(body, this.#settledValue);
        else step = resumeWithError(body, this.#settledValue);
      } catch (error) {
        return this.#finish(drops, true, error);
      }
      if (step.done === true) return this.#finish(drops, false, step.value);
      if (drops !== this.#drops) return 'dropped';
      // Whoever swallowed the abort gets no further.
      if (this.#isAborting) return this.#finish(drops, false, undefined);
      isFirst = false;
      this.#begin(step.value);
      if (drops !== this.#drops) return 'dropped';
      if (this.#settledAs === 'none') {
        this.#body = body;
        return 'suspended';
      }
    }
  }

  #finish(drops: number, hasFailed: boolean, value: unknown): Outcome {
    if (drops !== this.#drops) return 'dropped';
    this.#settledValue = undefined;
    this.hasFailed = hasFailed;
    this.value = value;
    return 'finished';
  }

  #begin(operation: Operation): void {
    const drops = this.#drops;
    this.#operation = operation;
    this.#settledAs = 'none';
    this.#isStarting = true;
    try {
      operation.start(this);
    } catch (error) {
      this.#settledAs = 'rejected';
      this.#settledValue = error;
    }
    this.#isStarting = false;
    if (drops !== this.#drops) operation.cancel();
  }
}
