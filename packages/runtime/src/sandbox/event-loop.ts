import type { Clock, Timer } from '@squall/core';
import type { AnyFunction, Operation, Settle, Suspendable } from '../vu/operation.ts';
import type { Completion, EventLoop } from './contract.ts';
import { Fifo, type Job, type JobQueue, type RejectedPromise } from './jobs.ts';
import { AbortOperation, SleepOperation, SpawnedBody } from './operations.ts';
import type { PromiseKit } from './promise.ts';
import {
  advance,
  asGenerator,
  delegate,
  ready,
  resume,
  resumeWithError,
  type Started,
  variantOf,
} from './suspension.ts';
import { TimerQueue } from './timer-queue.ts';
import type { CurrentVU, VUScope } from './vu-scope.ts';

export interface EventLoopParts {
  readonly clock: Clock;
  readonly current: CurrentVU;
  readonly promises: PromiseKit;
  readonly scope: VUScope;
}

/** How a step of the stack ended. */
type Outcome = 'finished' | 'suspended' | 'dropped';

const RETURNED_UNDEFINED: Completion = { kind: 'returned', value: undefined };

/** See `EventLoop`. One job at a time has the stack; while it is suspended in an operation nothing else runs. */
export class VULoop implements EventLoop, JobQueue, Settle<unknown> {
  readonly #clock: Clock;
  readonly #current: CurrentVU;
  readonly #promises: PromiseKit;
  readonly #scope: VUScope;
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
  /** The suspended job and what it waits for. */
  #stack: Suspendable<unknown> | undefined;
  #operation: Operation | undefined;
  /** Set while an operation is being started, which may settle at once. */
  #isStarting = false;
  #settledAs: 'none' | 'resolved' | 'rejected' = 'none';
  #settledValue: unknown;
  /** The stack belongs to the function that was run, not to a job or task. */
  #isMain = false;
  #hasFailed = false;
  #isAborting = false;
  #value: unknown;
  #mainResult: unknown;
  #alarm: Timer | undefined;
  #alarmMs = 0;
  #onCompleted: ((completion: Completion) => void) | undefined;
  /** The completion of a run that ended before `run` returned. */
  #immediate: Completion | undefined;
  #isInRun = false;
  #outer: VUScope | undefined;

  constructor({ clock, current, promises, scope }: EventLoopParts) {
    this.#clock = clock;
    this.#current = current;
    this.#promises = promises;
    this.#scope = scope;
    scope.jobs = this;
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
    this.#begin(onCompleted);
    let started: Started;
    try {
      const variant = variantOf(fn);
      started =
        variant === undefined
          ? ready(Reflect.apply(fn, thisArg, args))
          : (Reflect.apply(variant, thisArg, args as never[]) as Started);
    } catch (error) {
      this.#finish({ kind: 'threw', error });
      return this.#end();
    }
    return this.#runMain(started);
  }

  runBody(body: Suspendable<unknown>, onCompleted: (completion: Completion) => void): Completion | undefined {
    this.#begin(onCompleted);
    return this.#runMain(asGenerator(body));
  }

  interrupt(): void {
    if (!this.#isRunning) return;
    this.#operation?.cancel();
    this.#finish({ kind: 'interrupted' });
  }

  abort(): Operation<never> {
    return new AbortOperation(this, () => {
      this.#isAborting = true;
    });
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
    const { promise, core } = this.#promises.create(this);
    return {
      promise,
      resolve: (value) => {
        if (core.state === 'pending') core.resolve(value);
      },
      reject: (error) => {
        if (core.state === 'pending') core.reject(error);
      },
    };
  }

  setTimer(callback: AnyFunction, delayMs: number, args: readonly unknown[], repeat: boolean): number {
    const id = this.#nextTimerId++;
    const delay = Math.max(delayMs, 0);
    const dueMs = this.#clock.now() + delay;
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
    return new SleepOperation(this.#clock, ms);
  }

  enqueueJob(job: Job): void {
    this.#jobs.push(job);
    this.#pumpIfIdle();
  }

  noteRejection(promise: RejectedPromise): void {
    this.#rejections.push(promise);
  }

  /** The suspended operation is done. */
  resolve(value: unknown): void {
    this.#settle('resolved', value);
  }

  reject(error: unknown): void {
    this.#settle('rejected', error);
  }

  #settle(how: 'resolved' | 'rejected', value: unknown): void {
    this.#settledAs = how;
    this.#settledValue = value;
    if (this.#isStarting || this.#stack === undefined) return;
    const stack = this.#stack;
    const outer = this.#current.scope;
    this.#stack = undefined;
    this.#operation = undefined;
    this.#enter();
    if (this.#drive(stack, true) === 'finished' && !this.#endTurn()) this.#pump();
    this.#leave(outer);
  }

  #begin(onCompleted: (completion: Completion) => void): void {
    if (this.#isRunning) throw new Error('the event loop of a VU runs one function at a time');
    if (this.#timers.size > 0) this.#timers.clear();
    this.#isRunning = true;
    this.#onCompleted = onCompleted;
    this.#immediate = undefined;
    this.#isInRun = true;
    this.#isMain = true;
    this.#outer = this.#current.scope;
    this.#enter();
  }

  #runMain(started: Started): Completion | undefined {
    if (this.#drive(started, false) === 'finished' && !this.#endTurn()) this.#pump();
    return this.#end();
  }

  #end(): Completion | undefined {
    this.#isInRun = false;
    this.#leave(this.#outer);
    return this.#immediate;
  }

  #enter(): void {
    this.#current.scope = this.#scope;
    this.#isExecuting = true;
  }

  /** Whoever was interrupted by the callback that entered this VU goes on. */
  #leave(outer: VUScope | undefined): void {
    this.#isExecuting = false;
    this.#current.scope = outer;
  }

  /** Runs the body until it ends or waits. Hot path: no allocation of its own. */
  #drive(body: Started, isResumed: boolean): Outcome {
    const epoch = this.#epoch;
    let isFirst = !isResumed;
    for (;;) {
      let step: IteratorResult<Operation, unknown>;
      try {
        step = isFirst
          ? advance(body)
          : this.#settledAs === 'rejected'
            ? resumeWithError(body as Suspendable<unknown>, this.#settledValue)
            : resume(body as Suspendable<unknown>, this.#settledValue);
      } catch (error) {
        return this.#note(epoch, true, error);
      }
      if (step.done === true) return this.#note(epoch, false, step.value);
      if (epoch !== this.#epoch || this.#isAborting) return this.#note(epoch, false, undefined);
      isFirst = false;
      this.#start(step.value);
      if (epoch !== this.#epoch) return 'dropped';
      if (this.#settledAs === 'none') {
        this.#stack = body as Suspendable<unknown>;
        return 'suspended';
      }
    }
  }

  #note(epoch: number, hasFailed: boolean, value: unknown): Outcome {
    if (epoch !== this.#epoch) return 'dropped';
    if (this.#isAborting) {
      this.#finish({ kind: 'interrupted' });
      return 'dropped';
    }
    this.#hasFailed = hasFailed;
    this.#value = value;
    return 'finished';
  }

  #start(operation: Operation): void {
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
  }

  /** After the stack ran out: true if that ended the run. */
  #endTurn(): boolean {
    const value = this.#value;
    this.#value = undefined;
    if (this.#hasFailed) {
      this.#finish({ kind: 'threw', error: value });
      return true;
    }
    if (this.#isMain) {
      this.#isMain = false;
      this.#mainResult = value;
    }
    return false;
  }

  /** Runs jobs, tasks and timers until one of them waits, nothing is left to do now, or the run ends. */
  #pump(): void {
    for (;;) {
      if (!this.#runJobs()) return;
      if (this.#rejections.length > 0) {
        const rejection = this.#rejections.find((promise) => !promise.isHandled);
        this.#rejections.length = 0;
        if (rejection !== undefined) {
          return this.#finish({ kind: 'unhandled-rejection', error: rejection.reason });
        }
      }
      const next = this.#nextTask();
      if (next === undefined) return this.#rest();
      if (this.#drive(next, false) !== 'finished' || this.#endTurn()) return;
    }
  }

  /** False if a job waits or the run ended. */
  #runJobs(): boolean {
    const epoch = this.#epoch;
    for (let job = this.#jobs.shift(); job !== undefined; job = this.#jobs.shift()) {
      const body = job.run();
      if (epoch !== this.#epoch) return false;
      if (body !== undefined && (this.#drive(body, false) !== 'finished' || this.#endTurn())) return false;
    }
    return true;
  }

  /** The next thing beside promise jobs: a job of the host, else a timer that is due. */
  #nextTask(): Started | undefined {
    const task = this.#tasks.shift();
    if (task !== undefined) return runTask(task);
    if (this.#timers.size === 0) return undefined;
    const nowMs = this.#clock.now();
    const timer = this.#timers.takeDue(nowMs);
    if (timer === undefined) return undefined;
    if (timer.intervalMs !== undefined) {
      timer.dueMs = nowMs + timer.intervalMs;
      this.#timers.insert(timer);
    }
    return runTimer(timer.callback, this.#scope.global, timer.args);
  }

  /** Nothing to do now: waits for a timer or the host, or ends the run. */
  #rest(): void {
    const first = this.#timers.first;
    if (first !== undefined) return this.#setAlarm(first.dueMs);
    if (this.#holds > 0) return;
    const core = this.#promises.coreOf(this.#mainResult);
    const value = core === undefined ? this.#mainResult : core.value;
    if (core?.state === 'rejected') return this.#finish({ kind: 'unhandled-rejection', error: value });
    this.#finish(value === undefined ? RETURNED_UNDEFINED : { kind: 'returned', value });
  }

  #setAlarm(timeMs: number): void {
    if (this.#alarm !== undefined) {
      if (this.#alarmMs <= timeMs) return;
      this.#alarm.cancel();
    }
    this.#alarmMs = timeMs;
    this.#alarm = this.#clock.at(timeMs, () => {
      this.#alarm = undefined;
      this.#pumpIfIdle();
    });
  }

  #pumpIfIdle(): void {
    if (!this.#isRunning || this.#isExecuting || this.#stack !== undefined) return;
    const outer = this.#current.scope;
    this.#enter();
    this.#pump();
    this.#leave(outer);
  }

  /** Ends the run and drops all that is left of it, except the timers, which the VU may want to report. */
  #finish(completion: Completion): void {
    const onCompleted = this.#onCompleted;
    this.#epoch++;
    this.#isRunning = false;
    this.#isExecuting = false;
    this.#isAborting = false;
    this.#onCompleted = undefined;
    this.#stack = undefined;
    this.#operation = undefined;
    this.#mainResult = undefined;
    this.#settledValue = undefined;
    this.#holds = 0;
    this.#jobs.clear();
    this.#tasks.clear();
    this.#rejections.length = 0;
    if (this.#alarm !== undefined) {
      this.#alarm.cancel();
      this.#alarm = undefined;
    }
    if (this.#spawned !== undefined) {
      for (const spawned of this.#spawned) spawned.cancel();
      this.#spawned.clear();
    }
    if (this.#isInRun) this.#immediate = completion;
    else onCompleted?.(completion);
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

function* runTimer(callback: AnyFunction, thisArg: unknown, args: readonly unknown[]): Suspendable<unknown> {
  const variant = variantOf(callback);
  if (variant === undefined) Reflect.apply(callback, thisArg, args);
  else yield* delegate(Reflect.apply(variant, thisArg, args as never[]) as Started);
  return undefined;
}
