import type { Timer } from '../time/clock.ts';
import type { LoadSetting, RunningScenario, ScenarioRun, ScenarioState } from './executor.ts';
import type { ExternallyControlledConfig } from './externally-controlled.ts';
import { iterationCounter } from './iteration-counter.ts';
import { VUHandles } from './vu-handles.ts';
import { type VULoop, VULoops } from './vu-loops.ts';

/** The run loop of externally-controlled. */
export class ExternallyControlledScenario implements RunningScenario {
  readonly #run: ScenarioRun<ExternallyControlledConfig>;
  readonly #onEnd: (error?: Error) => void;
  readonly #loops: VULoops;
  readonly #handles: VUHandles;
  readonly #endTimer: Timer | undefined;
  /** VUs of this thread that exist or are on their way. */
  #maxVUs: number;
  #setting: LoadSetting;
  /** Times that VUs were asked for which are not there yet. */
  #additions = 0;
  #isOver = false;
  #phase: ScenarioState['phase'] = 'running';
  #endedAtMs: number | undefined;
  #error: Error | undefined;

  constructor(run: ScenarioRun<ExternallyControlledConfig>, onEnd: (error?: Error) => void) {
    const { config, share, deps, beginning, activation } = run;
    const counter = iterationCounter(share, deps.sharedCounter, beginning.iterationsDone);
    const endMs = activation.startedAtMs + config.durationMs;
    this.#run = run;
    this.#onEnd = onEnd;
    this.#maxVUs = share.scale(config.maxVUs);
    this.#setting = { vus: config.vus, maxVUs: config.maxVUs, isPaused: false };
    this.#loops = new VULoops({
      clock: deps.clock,
      deadlineMs: endMs,
      nextIteration: () => counter.next(),
      globalIndex: (n) => share.globalIndex(n),
      onEnded: (loop) => this.#vuEnded(loop),
      doneBefore: share.ofInstance(beginning.iterationsDone),
    });
    this.#handles = new VUHandles({
      run,
      loops: this.#loops,
      onFailed: (error) => {
        this.#error = error;
        this.abort();
      },
    });
    this.#endTimer = Number.isFinite(endMs) ? deps.clock.at(endMs, () => this.#finish()) : undefined;
    deps.clock.defer(() => this.#apply());
  }

  control(setting: LoadSetting): void {
    const missing = Math.max(0, this.#run.share.scale(setting.maxVUs) - this.#maxVUs);
    this.#maxVUs += missing;
    this.#setting = setting;
    this.#additions++;
    this.#run.vus.addVUs(missing, () => {
      // VUs beyond those that exist are wanted only once they do.
      if (--this.#additions === 0) this.#apply();
    });
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
    this.#finish();
  }

  #apply(): void {
    if (this.#isOver || this.#phase === 'aborted') return;
    const { vus, isPaused } = this.#setting;
    this.#handles.setWanted(isPaused ? 0 : this.#run.share.scale(vus));
    this.#loops.run();
  }

  /** There is no graceful stop: whoever wants one scales to nothing before. */
  #finish(): void {
    this.#isOver = true;
    this.#handles.setWanted(0);
    this.#loops.interruptAll();
    this.#endIfDone();
  }

  #vuEnded(loop: VULoop): void {
    this.#handles.giveBack(loop);
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#isOver || this.#loops.size > 0 || this.#endedAtMs !== undefined) return;
    this.#endedAtMs = this.#run.deps.clock.now();
    this.#endTimer?.cancel();
    if (this.#phase !== 'aborted') this.#phase = 'ended';
    this.#onEnd(this.#error);
  }
}
