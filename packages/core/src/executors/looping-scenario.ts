import type { Timer } from '../time/clock.ts';
import type { RunningScenario, ScenarioRun, ScenarioState } from './executor.ts';
import { type VULoop, VULoops } from './vu-loops.ts';

/** A fixed number of VUs that iterate until they have no work left or the time is up. */
export interface LoopingPlan {
  readonly vus: number;
  /** No iteration starts after it. */
  readonly durationMs: number;
  /** Iterations that count as done already by the n-th VU of this thread, from 0; by default none. */
  doneBefore?(vu: number): number;
  /** Hot path: see `VULoopsOptions`. */
  nextIteration(loop: VULoop): number;
  /** A VU ended, other than by an abort. */
  onVUEnded?(loop: VULoop): void;
  /** All VUs ended. */
  onEnded?(aborted: boolean): void;
}

/** The run loop of shared-iterations, per-vu-iterations and constant-vus. */
export class LoopingScenario implements RunningScenario {
  readonly #run: ScenarioRun;
  readonly #plan: LoopingPlan;
  readonly #onEnd: (error?: Error) => void;
  readonly #loops: VULoops;
  readonly #timers: readonly Timer[];
  readonly #cancelTakes: (() => void)[] = [];
  #awaitedVUs: number;
  #takenVUs = 0;
  #phase: ScenarioState['phase'] = 'running';
  #endedAtMs: number | undefined;
  #error: Error | undefined;

  constructor(run: ScenarioRun, plan: LoopingPlan, onEnd: (error?: Error) => void) {
    const { clock } = run.deps;
    const deadlineMs = run.activation.startedAtMs + plan.durationMs;
    this.#run = run;
    this.#plan = plan;
    this.#onEnd = onEnd;
    this.#awaitedVUs = plan.vus;
    this.#loops = new VULoops({
      clock,
      deadlineMs,
      nextIteration: (loop) => plan.nextIteration(loop),
      globalIndex: (n) => run.share.globalIndex(n),
      onEnded: (loop) => this.#vuEnded(loop),
      doneBefore: run.share.ofInstance(run.beginning.iterationsDone),
    });
    this.#timers = [
      clock.at(deadlineMs, () => this.#stopGracefully()),
      clock.at(deadlineMs + run.config.gracefulStopMs, () => this.#loops.interruptAll()),
    ];
    for (let i = 0; i < plan.vus; i++) this.#takeVU();
    clock.defer(() => this.#iterate());
  }

  state(): ScenarioState {
    const { clock } = this.#run.deps;
    return {
      phase: this.#phase,
      elapsedMs: (this.#endedAtMs ?? clock.now()) - this.#run.activation.startedAtMs,
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
    this.#cancelTaking();
    this.#loops.interruptAll();
    this.#endIfDone();
  }

  #takeVU(): void {
    const { vus, activation } = this.#run;
    const cancel = vus.take(
      (vu) => {
        this.#awaitedVUs--;
        const doneBefore = this.#plan.doneBefore?.(this.#takenVUs++) ?? 0;
        vu.activate(activation, doneBefore);
        this.#loops.add(vu, doneBefore);
        // Those that were waited for begin by themselves.
        if (this.#cancelTakes.length === this.#plan.vus) this.#iterate();
      },
      (error) => {
        this.#error = error;
        this.abort();
      },
    );
    this.#cancelTakes.push(cancel);
  }

  #cancelTaking(): void {
    this.#awaitedVUs = 0;
    for (const cancel of this.#cancelTakes) cancel();
  }

  #iterate(): void {
    this.#loops.run();
    this.#endIfDone();
  }

  #stopGracefully(): void {
    if (this.#phase === 'running') this.#phase = 'stopping';
    this.#cancelTaking();
    this.#loops.stopAll();
    this.#iterate();
  }

  #vuEnded(loop: VULoop): void {
    if (this.#phase !== 'aborted') this.#plan.onVUEnded?.(loop);
    this.#run.vus.giveBack(loop.vu);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#loops.size > 0 || this.#awaitedVUs > 0 || this.#endedAtMs !== undefined) return;
    this.#endedAtMs = this.#run.deps.clock.now();
    for (const timer of this.#timers) timer.cancel();
    const aborted = this.#phase === 'aborted';
    if (!aborted) this.#phase = 'ended';
    this.#plan.onEnded?.(aborted);
    this.#onEnd(this.#error);
  }
}
