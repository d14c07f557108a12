import type { Timer } from '../time/clock.ts';
import type { RunningScenario, ScenarioRun, ScenarioState } from './executor.ts';
import { iterationCounter } from './iteration-counter.ts';
import type { VUStep } from './ramping-vus-plan.ts';
import { VUHandles } from './vu-handles.ts';
import { type VULoop, VULoops } from './vu-loops.ts';

export interface RampingPlan {
  /** VUs that should be looping; the last step is 0. */
  readonly raw: readonly VUStep[];
  /** VUs that may still be finishing an iteration. */
  readonly planned: readonly VUStep[];
  readonly durationMs: number;
}

/** The run loop of ramping-vus. */
export class RampingVUsScenario implements RunningScenario {
  readonly #run: ScenarioRun;
  readonly #plan: RampingPlan;
  readonly #onEnd: (error?: Error) => void;
  readonly #loops: VULoops;
  readonly #handles: VUHandles;
  #nextRaw = 0;
  #nextPlanned = 0;
  #stepTimer: Timer | undefined;
  readonly #endTimers: readonly Timer[];
  #phase: ScenarioState['phase'] = 'running';
  #endedAtMs: number | undefined;
  #error: Error | undefined;

  constructor(run: ScenarioRun, plan: RampingPlan, onEnd: (error?: Error) => void) {
    const { clock } = run.deps;
    const counter = iterationCounter(run.share, run.deps.sharedCounter, run.beginning.iterationsDone);
    const endMs = run.activation.startedAtMs + plan.durationMs;
    this.#run = run;
    this.#plan = plan;
    this.#onEnd = onEnd;
    this.#loops = new VULoops({
      clock,
      deadlineMs: Number.POSITIVE_INFINITY,
      nextIteration: () => counter.next(),
      globalIndex: (n) => run.share.globalIndex(n),
      onEnded: (loop) => this.#vuEnded(loop),
      doneBefore: run.share.ofInstance(run.beginning.iterationsDone),
    });
    this.#handles = new VUHandles({
      run,
      loops: this.#loops,
      onFailed: (error) => {
        this.#error = error;
        this.abort();
      },
    });
    this.#endTimers = [
      clock.at(endMs, () => this.#enterStopping()),
      clock.at(endMs + run.config.gracefulStopMs, () => this.#loops.interruptAll()),
    ];
    clock.defer(() => this.#followPlan());
  }

  state(): ScenarioState {
    const nowMs = this.#endedAtMs ?? this.#run.deps.clock.now();
    return {
      phase: this.#phase,
      elapsedMs: nowMs - this.#run.activation.startedAtMs,
      activeVUs: this.#loops.size,
      heldVUs: this.#loops.size,
      iterationsDone: this.#loops.iterationsDone,
      iterationsPerSecond: 0,
    };
  }

  stop(): void {
    if (this.#endedAtMs !== undefined) return;
    this.#phase = 'aborted';
    this.#loops.stopAll();
  }

  abort(): void {
    this.stop();
    this.#stepTimer?.cancel();
    this.#nextRaw = this.#plan.raw.length;
    this.#handles.setWanted(0);
    this.#loops.interruptAll();
    this.#endIfDone();
  }

  /** Applies the steps that are due, then lets VUs iterate, so that one started and stopped at once runs nothing. */
  #followPlan(): void {
    if (this.#endedAtMs !== undefined || this.#phase === 'aborted') return;
    const { clock } = this.#run.deps;
    const nowMs = clock.now();
    while (this.#nextStepMs() <= nowMs) this.#applyNextStep();
    const nextMs = this.#nextStepMs();
    if (nextMs < Number.POSITIVE_INFINITY) this.#stepTimer = clock.at(nextMs, () => this.#followPlan());
    this.#loops.run();
    this.#endIfDone();
  }

  #nextStepMs(): number {
    const raw = this.#plan.raw[this.#nextRaw]?.offsetMs ?? Number.POSITIVE_INFINITY;
    const planned = this.#plan.planned[this.#nextPlanned]?.offsetMs ?? Number.POSITIVE_INFINITY;
    return this.#run.activation.startedAtMs + Math.min(raw, planned);
  }

  #applyNextStep(): void {
    const raw = this.#plan.raw[this.#nextRaw];
    const planned = this.#plan.planned[this.#nextPlanned];
    if (planned !== undefined && (raw === undefined || planned.offsetMs < raw.offsetMs)) {
      this.#nextPlanned++;
      this.#handles.interruptFrom(planned.vus);
    } else if (raw !== undefined) {
      this.#nextRaw++;
      this.#handles.setWanted(raw.vus);
    }
  }

  #enterStopping(): void {
    if (this.#phase === 'running') this.#phase = 'stopping';
  }

  #vuEnded(loop: VULoop): void {
    this.#handles.giveBack(loop);
    this.#endIfDone();
  }

  #endIfDone(): void {
    const isDone = this.#nextRaw >= this.#plan.raw.length && this.#loops.size === 0;
    if (!isDone || this.#endedAtMs !== undefined) return;
    this.#endedAtMs = this.#run.deps.clock.now();
    this.#stepTimer?.cancel();
    for (const timer of this.#endTimers) timer.cancel();
    if (this.#phase !== 'aborted') this.#phase = 'ended';
    this.#onEnd(this.#error);
  }
}
