import type { Suspendable } from '../vu/operation.ts';
import type { PromiseKit } from './promise.ts';
import type { PromiseCore, Reaction } from './promise-core.ts';
import { advance, resume, resumeWithError } from './suspension.ts';

/** What the body of an async function yields for `await`; the awaited value is kept beside it. */
export class AwaitSignal {
  value: unknown;

  /** Hot path of async code: `yield signal.of(value)`. */
  of(value: unknown): this {
    this.value = value;
    return this;
  }
}

type Step = IteratorResult<unknown, unknown>;

/** One call of an async function: runs at once up to its first `await`, and from there as jobs of the VU. */
export class Coroutine implements Reaction {
  readonly #kit: PromiseKit;
  readonly #signal: AwaitSignal;
  readonly #body: Suspendable<unknown>;
  readonly #core: PromiseCore;

  constructor(kit: PromiseKit, signal: AwaitSignal, body: Suspendable<unknown>, core: PromiseCore) {
    this.#kit = kit;
    this.#signal = signal;
    this.#body = body;
    this.#core = core;
  }

  /** Starts the body where the caller can be suspended. */
  start(): Suspendable<unknown> | undefined {
    return this.#handle(() => advance(this.#body));
  }

  /** Resumes the body after an `await`. */
  settled(isFulfilled: boolean, value: unknown): Suspendable<unknown> | undefined {
    return this.#handle(() => (isFulfilled ? resume(this.#body, value) : resumeWithError(this.#body, value)));
  }

  /** Returns what is left to drive if the body waits for an operation. */
  #handle(take: () => Step): Suspendable<unknown> | undefined {
    let step: Step;
    try {
      step = take();
    } catch (error) {
      this.#core.reject(error);
      return undefined;
    }
    return this.#accept(step) ? undefined : this.#drive(step);
  }

  /** Deals with the end of the body and with `await`; false for an operation. */
  #accept(step: Step): boolean {
    if (step.done === true) this.#core.resolve(step.value);
    else if (step.value === this.#signal) return this.#await();
    else return false;
    return true;
  }

  #await(): boolean {
    const { value } = this.#signal;
    this.#signal.value = undefined;
    try {
      this.#kit.await(value, this);
    } catch (error) {
      // Reading `constructor` of the awaited promise threw.
      const rest = this.settled(false, error);
      if (rest !== undefined) throw new Error('an operation was started by a failed await');
    }
    return true;
  }

  *#drive(first: Step): Suspendable<unknown> {
    let step = first;
    do {
      let value: unknown;
      try {
        value = yield step.value as never;
      } catch (error) {
        try {
          step = resumeWithError(this.#body, error);
        } catch (uncaught) {
          this.#core.reject(uncaught);
          return undefined;
        }
        continue;
      }
      try {
        step = resume(this.#body, value);
      } catch (uncaught) {
        this.#core.reject(uncaught);
        return undefined;
      }
    } while (!this.#accept(step));
    return undefined;
  }
}
