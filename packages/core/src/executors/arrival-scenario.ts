import type { Timer } from '../time/clock.ts';
import type { Arrivals } from './arrivals.ts';
import type { PooledVU, RunningScenario, ScenarioRun, ScenarioState } from './executor.ts';
import { iterationCounter } from './iteration-counter.ts';
import { VUQueue } from './vu-queue.ts';

/** How long overdue iterations may be started before sockets and timers get their turn. */
const SLICE_MS = 5;
const STARTS_PER_CLOCK_READ = 16;

export interface ArrivalPlan {
  readonly preAllocatedVUs: number;
  readonly maxVUs: number;
  /** No iteration starts after it. */
  readonly durationMs: number;
  readonly arrivals: Arrivals;
  /** Whether the scenario is over with the last due time, even if that is before `durationMs`. */
  readonly endsWithLastDue: boolean;
}

/** A VU that waits for due iterations. */
interface ArrivalVU {
  readonly vu: PooledVU;
  readonly onSettled: () => void;
  inIteration: boolean;
}

/** The run loop of both arrival-rate executors. */
export class ArrivalScenario implements RunningScenario {
  readonly #run: ScenarioRun;
  readonly #plan: ArrivalPlan;
  readonly #onEnd: (error?: Error) => void;
  readonly #counter: { next(): number };
  readonly #held: ArrivalVU[] = [];
  readonly #idle = new VUQueue<ArrivalVU>();
  readonly #endTimers: readonly Timer[];
  readonly #cancelTakes: (() => void)[] = [];
  #dueTimer: Timer | undefined;
  #dueMs: number;
  #lastDueMs: number;
  #distanceMs = 0;
  #running = 0;
  #iterationsDone: number;
  #unplannedLeft: number;
  #initialising = false;
  #warned = false;
  #phase: ScenarioState['phase'] = 'running';
  #endedAtMs: number | undefined;
  #error: Error | undefined;

  constructor(run: ScenarioRun, plan: ArrivalPlan, onEnd: (error?: Error) => void) {
    const { clock } = run.deps;
    const endMs = run.activation.startedAtMs + plan.durationMs;
    this.#run = run;
    this.#plan = plan;
    this.#onEnd = onEnd;
    this.#counter = iterationCounter(run.share, run.deps.sharedCounter, plan.arrivals.firstNumber);
    this.#unplannedLeft = plan.maxVUs - plan.preAllocatedVUs;
    this.#dueMs = plan.arrivals.nextDueMs();
    this.#lastDueMs = run.beginning.elapsedMs;
    this.#iterationsDone = run.share.ofInstance(run.beginning.iterationsDone);
    this.#endTimers = [
      clock.at(endMs, () => this.#stopGracefully()),
      clock.at(endMs + run.config.gracefulStopMs, () => this.#interruptAll()),
    ];
    for (let i = 0; i < plan.preAllocatedVUs; i++) this.#takePlanned();
    clock.defer(() => this.#startDue());
  }

  state(): ScenarioState {
    const nowMs = this.#endedAtMs ?? this.#run.deps.clock.now();
    return {
      phase: this.#phase,
      elapsedMs: nowMs - this.#run.activation.startedAtMs,
      activeVUs: this.#running,
      heldVUs: this.#held.length,
      iterationsDone: this.#iterationsDone,
      iterationsPerSecond: this.#distanceMs > 0 ? 1_000 / this.#distanceMs : 0,
    };
  }

  stop(): void {
    if (this.#endedAtMs === undefined) this.#phase = 'aborted';
  }

  abort(): void {
    this.stop();
    this.#interruptAll();
    this.#endIfDone();
  }

  #takePlanned(): void {
    const cancel = this.#run.vus.take(
      (vu) => this.#hold(vu),
      (error) => {
        this.#error = error;
        this.abort();
      },
    );
    this.#cancelTakes.push(cancel);
  }

  #hold(vu: PooledVU): void {
    const held: ArrivalVU = { vu, inIteration: false, onSettled: () => this.#settled(held) };
    vu.activate(this.#run.activation);
    this.#held.push(held);
    this.#idle.push(held);
  }

  /** Hot path: starts every iteration that is due, overdue ones in a burst. */
  #startDue(): void {
    if (this.#phase !== 'running') return;
    const { clock } = this.#run.deps;
    const startedAtMs = this.#run.activation.startedAtMs;
    let nowMs = clock.now();
    const sliceEndMs = nowMs + SLICE_MS;
    let left = STARTS_PER_CLOCK_READ;
    while (startedAtMs + this.#dueMs <= nowMs) {
      this.#startOne();
      // The iteration itself may have aborted the test.
      if (this.#phase !== 'running') return;
      this.#advance();
      if (--left > 0) continue;
      left = STARTS_PER_CLOCK_READ;
      nowMs = clock.now();
      if (nowMs >= sliceEndMs) {
        clock.defer(() => this.#startDue());
        return;
      }
    }
    this.#awaitNextDue(startedAtMs);
  }

  #awaitNextDue(startedAtMs: number): void {
    if (this.#dueMs === Number.POSITIVE_INFINITY) {
      if (this.#plan.endsWithLastDue) this.#stopStarting();
      return;
    }
    this.#dueTimer = this.#run.deps.clock.atExactly(startedAtMs + this.#dueMs, () => this.#startDue());
  }

  #advance(): void {
    this.#distanceMs = this.#dueMs - this.#lastDueMs;
    this.#lastDueMs = this.#dueMs;
    this.#dueMs = this.#plan.arrivals.nextDueMs();
  }

  #startOne(): void {
    const idle = this.#idle.shift();
    if (idle === undefined) {
      this.#drop();
      return;
    }
    const number = this.#counter.next();
    idle.inIteration = true;
    this.#running++;
    if (idle.vu.runIteration(number, this.#run.share.globalIndex(number), idle.onSettled))
      this.#settled(idle);
  }

  #settled(held: ArrivalVU): void {
    held.inIteration = false;
    this.#running--;
    this.#iterationsDone++;
    this.#idle.push(held);
    if (this.#phase !== 'running') this.#endIfDone();
  }

  #drop(): void {
    this.#run.deps.dropped(1);
    if (this.#initialising) return;
    if (this.#unplannedLeft > 0) this.#initUnplanned();
    else if (!this.#warned) this.#warnInsufficient();
  }

  #initUnplanned(): void {
    this.#unplannedLeft--;
    this.#initialising = true;
    this.#run.vus.initUnplanned((vu) => {
      this.#initialising = false;
      if (vu === undefined) return;
      if (this.#phase === 'running') this.#hold(vu);
      else this.#run.vus.giveBack(vu);
    });
  }

  #warnInsufficient(): void {
    this.#warned = true;
    const { scenario, executor } = this.#run.activation;
    const text = `Insufficient VUs, reached ${this.#held.length} active VUs and cannot initialize more`;
    this.#run.deps.log.log('warning', text, { executor, scenario });
  }

  #stopGracefully(): void {
    // A timer that is late by a moment does not cost the iterations due before the deadline.
    this.#dueTimer?.cancel();
    this.#startDue();
    this.#stopStarting();
  }

  #stopStarting(): void {
    if (this.#phase === 'running') this.#phase = 'stopping';
    this.#endIfDone();
  }

  #interruptAll(): void {
    for (const held of this.#held) {
      if (held.inIteration) held.vu.interrupt();
    }
  }

  #endIfDone(): void {
    if (this.#running > 0 || this.#endedAtMs !== undefined) return;
    const { clock } = this.#run.deps;
    this.#endedAtMs = clock.now();
    if (this.#phase !== 'aborted') this.#phase = 'ended';
    this.#dueTimer?.cancel();
    for (const timer of this.#endTimers) timer.cancel();
    for (const cancel of this.#cancelTakes) cancel();
    for (const { vu } of this.#held) this.#run.vus.giveBack(vu);
    this.#onEnd(this.#error);
  }
}
