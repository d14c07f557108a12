import type { Clock, Timer } from '@squall/core';
import type { AnyFunction, Operation, Suspendable } from '../vu/operation.ts';
import type { Completion, EventLoop } from './contract.ts';
import { Fifo, type Job, type JobQueue, type RejectedPromise } from './jobs.ts';
import { AbortOperation, SleepOperation, SpawnedBody } from './operations.ts';
import type { PromiseKit } from './promise.ts';
import { Stack } from './stack.ts';
import { asGenerator, delegate, ready, type Started, variantOf } from './suspension.ts';
import { type ScriptTimer, TimerQueue } from './timer-queue.ts';
import type { CurrentVU, VUScope } from './vu-scope.ts';

export interface EventLoopParts {
  readonly clock: Clock;
  readonly current: CurrentVU;
  readonly promises: PromiseKit;
  readonly scope: VUScope;
}

const RETURNED_UNDEFINED: Completion = { kind: 'returned', value: undefined };

/** See `EventLoop`. One job at a time has the stack; while it is suspended in an operation nothing else runs. */
export class VULoop implements EventLoop, JobQueue {
  readonly #parts: EventLoopParts;
  readonly #stack = new Stack(() => this.#resume());
  readonly #jobs = new Fifo<Job>();
  readonly #tasks = new Fifo<() => unknown>();
  readonly #timers = new TimerQueue();
  readonly #rejections: RejectedPromise[] = [];
  #spawned: Set<SpawnedBody> | undefined;
  #nextTimerId = 1;
  #holds = 0;
  /** Changes when a run ends; whatever belongs to an earlier run is void. */
  #epoch = 0;
  #isRunning = false;
  /** Code of the VU is on the thread's stack. */
  #isExecuting = false;
  /** The stack belongs to the function that was run, not to a job or task. */
  #isMain = false;
  #mainResult: unknown;
  #alarm: Timer | undefined;
  #alarmMs = 0;
  #onCompleted: ((completion: Completion) => void) | undefined;
  /** `run` has not returned yet, so it returns the completion itself. */
  #isInRun = false;
  #immediate: Completion | undefined;

  constructor(parts: EventLoopParts) {
    this.#parts = parts;
    parts.scope.jobs = this;
  }

  get running(): boolean {
    return this.#isRunning;
  }

  run(
    fn: AnyFunction,
    thisArg: unknown,
    args: readonly unknown[],
    onCompleted: (completion: Completion) => void,
  ): Completion | undefined {
    const outer = this.#begin(onCompleted);
    try {
      const variant = variantOf(fn);
      this.#drive(
        variant === undefined
          ? ready(Reflect.apply(fn, thisArg, args))
          : (Reflect.apply(variant, thisArg, args as never[]) as Started),
      );
    } catch (error) {
      this.#fail(error);
    }
    return this.#leaveRun(outer);
  }

  runBody(body: Suspendable<unknown>, onCompleted: (completion: Completion) => void): Completion | undefined {
    const outer = this.#begin(onCompleted);
    this.#drive(asGenerator(body));
    return this.#leaveRun(outer);
  }

  interrupt(): void {
    if (this.#isRunning) this.#finish({ kind: 'interrupted' });
  }

  abort(): Operation<never> {
    return new AbortOperation(this, () => this.#stack.abort());
  }

  hold(): (job: () => unknown) => void {
    const epoch = this.#epoch;
    let isHeld = true;
    this.#holds++;
    return (job) => {
      if (!isHeld || epoch !== this.#epoch) return;
      isHeld = false;
      this.#holds--;
      this.#tasks.push(job);
      this.#pumpIfIdle();
    };
  }

  spawn(body: Suspendable<unknown>, onDone: (completion: Completion) => void): void {
    const release = this.hold();
    const spawned = new SpawnedBody(asGenerator(body), (completion) => {
      this.#spawned?.delete(spawned);
      release(() => onDone(completion));
    });
    this.#spawned ??= new Set();
    this.#spawned.add(spawned);
    spawned.start();
  }

  promise(): { promise: unknown; resolve(value: unknown): void; reject(error: unknown): void } {
    const { promise, core } = this.#parts.promises.create(this);
    let isSettled = false;
    const settle = (how: 'resolve' | 'reject', value: unknown): void => {
      if (isSettled) return;
      isSettled = true;
      core[how](value);
    };
    return {
      promise,
      resolve: (value) => settle('resolve', value),
      reject: (error) => settle('reject', error),
    };
  }

  setTimer(callback: AnyFunction, delayMs: number, args: readonly unknown[], repeat: boolean): number {
    const id = this.#nextTimerId++;
    const delay = Math.max(0, delayMs || 0);
    const dueMs = this.#parts.clock.now() + delay;
    this.#timers.insert({ id, callback, args, intervalMs: repeat ? delay : undefined, dueMs, order: 0 });
    return id;
  }

  clearTimer(id: number): void {
    this.#timers.remove(id);
  }

  pendingTimers(): readonly { id: number; repeat: boolean }[] {
    return this.#timers.all.map(({ id, intervalMs }) => ({ id, repeat: intervalMs !== undefined }));
  }

  sleep(ms: number): Operation<void> {
    return new SleepOperation(this.#parts.clock, ms);
  }

  enqueueJob(job: Job): void {
    this.#jobs.push(job);
    this.#pumpIfIdle();
  }

  noteRejection(promise: RejectedPromise): void {
    this.#rejections.push(promise);
  }

  #begin(onCompleted: (completion: Completion) => void): VUScope | undefined {
    if (this.#isRunning) throw new Error('the event loop of a VU runs one function at a time');
    if (this.#timers.size > 0) this.#timers.clear();
    this.#isRunning = true;
    this.#onCompleted = onCompleted;
    this.#immediate = undefined;
    this.#isInRun = true;
    this.#isMain = true;
    return this.#enter();
  }

  #leaveRun(outer: VUScope | undefined): Completion | undefined {
    this.#isInRun = false;
    this.#leave(outer);
    return this.#immediate;
  }

  /** Makes this VU the current one; returns the one whose code called, which goes on afterwards. */
  #enter(): VUScope | undefined {
    const { current, scope } = this.#parts;
    const outer = current.scope;
    current.scope = scope;
    this.#isExecuting = true;
    return outer;
  }

  #leave(outer: VUScope | undefined): void {
    this.#isExecuting = false;
    this.#parts.current.scope = outer;
  }

  #resume(): void {
    const outer = this.#enter();
    if (this.#stack.continue() === 'finished' && this.#endTurn()) this.#pump();
    this.#leave(outer);
  }

  #drive(body: Started): void {
    if (this.#stack.start(body) === 'finished' && this.#endTurn()) this.#pump();
  }

  #fail(error: unknown): void {
    this.#finish(this.#stack.takeAbort() ? { kind: 'interrupted' } : { kind: 'threw', error });
  }

  /** After the stack ran out: false if that ended the run. */
  #endTurn(): boolean {
    const stack = this.#stack;
    if (stack.hasFailed) {
      this.#fail(stack.value);
      return false;
    }
    if (this.#isMain) {
      this.#isMain = false;
      this.#mainResult = stack.value;
    }
    stack.value = undefined;
    return !this.#endsByAbort();
  }

  /** Plain code asked for the end and then went on: it ends here. */
  #endsByAbort(): boolean {
    if (!this.#stack.takeAbort()) return false;
    this.#finish({ kind: 'interrupted' });
    return true;
  }

  /** Runs jobs, tasks and timers until one of them waits, nothing is left to do now, or the run ends. */
  #pump(): void {
    for (;;) {
      if (!this.#runJobs() || this.#endsByRejection()) return;
      const next = this.#nextTask();
      if (next === undefined) return this.#rest();
      if (this.#stack.start(next) !== 'finished' || !this.#endTurn()) return;
    }
  }

  /** False if a job waits or the run ended. */
  #runJobs(): boolean {
    const epoch = this.#epoch;
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      const body = job.run();
      if (epoch !== this.#epoch || this.#endsByAbort()) return false;
      if (body !== undefined && (this.#stack.start(body) !== 'finished' || !this.#endTurn())) return false;
    }
    return true;
  }

  #endsByRejection(): boolean {
    if (this.#rejections.length === 0) return false;
    const rejection = this.#rejections.find((promise) => !promise.isHandled);
    this.#rejections.length = 0;
    if (rejection === undefined) return false;
    this.#finish({ kind: 'unhandled-rejection', error: rejection.reason });
    return true;
  }

  /** The next thing beside promise jobs: a job of the host, else a timer that is due. */
  #nextTask(): Started | undefined {
    const task = this.#tasks.shift();
    if (task !== undefined) return runTask(task);
    if (this.#timers.size === 0) return undefined;
    const nowMs = this.#parts.clock.now();
    const timer = this.#timers.takeDue(nowMs);
    return timer === undefined ? undefined : runTimer(timer, this.#parts.scope.global);
  }

  /** Nothing to do now: waits for a timer or the host, or ends the run. */
  #rest(): void {
    const first = this.#timers.first;
    if (first !== undefined) return this.#setAlarm(first.dueMs);
    if (this.#holds > 0) return;
    const core = this.#parts.promises.coreOf(this.#mainResult);
    // Nothing is left that could settle a pending promise; whoever needs its value has to refuse it.
    const value = core === undefined || core.state === 'pending' ? this.#mainResult : core.value;
    if (core?.state === 'rejected') this.#finish({ kind: 'threw', error: value });
    else this.#finish(value === undefined ? RETURNED_UNDEFINED : { kind: 'returned', value });
  }

  #setAlarm(timeMs: number): void {
    if (this.#alarm !== undefined) {
      if (this.#alarmMs <= timeMs) return;
      this.#alarm.cancel();
    }
    this.#alarmMs = timeMs;
    this.#alarm = this.#parts.clock.at(timeMs, () => {
      this.#alarm = undefined;
      this.#pumpIfIdle();
    });
  }

  #pumpIfIdle(): void {
    if (!this.#isRunning || this.#isExecuting || this.#stack.isSuspended) return;
    const outer = this.#enter();
    this.#pump();
    this.#leave(outer);
  }

  /** Ends the run and drops all that is left of it, except the timers, which the VU may want to report. */
  #finish(completion: Completion): void {
    const onCompleted = this.#onCompleted;
    this.#epoch++;
    this.#isRunning = false;
    this.#isExecuting = false;
    this.#onCompleted = undefined;
    this.#mainResult = undefined;
    this.#holds = 0;
    this.#stack.drop();
    this.#dropPending();
    if (this.#isInRun) this.#immediate = completion;
    else onCompleted?.(completion);
  }

  #dropPending(): void {
    this.#jobs.clear();
    this.#tasks.clear();
    if (this.#rejections.length > 0) this.#rejections.length = 0;
    if (this.#alarm !== undefined) {
      this.#alarm.cancel();
      this.#alarm = undefined;
    }
    if (this.#spawned === undefined) return;
    for (const spawned of this.#spawned) spawned.cancel();
    this.#spawned.clear();
  }
}

function* runTask(task: () => unknown): Suspendable<unknown> {
  const body = task();
  // A task that may have to wait returns a body.
  if (isBody(body)) yield* body;
  return undefined;
}

function isBody(value: unknown): value is Suspendable<unknown> {
  return (
    typeof value === 'object' && value !== null && typeof (value as Suspendable<unknown>).next === 'function'
  );
}

function* runTimer({ callback, args }: ScriptTimer, thisArg: unknown): Suspendable<unknown> {
  const variant = variantOf(callback);
  if (variant === undefined) Reflect.apply(callback, thisArg, args);
  else yield* delegate(Reflect.apply(variant, thisArg, args as never[]) as Started);
  return undefined;
}
