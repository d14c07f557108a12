import type {
  ExecutorDeps,
  LoadSetting,
  RunningScenario,
  ScenarioActivation,
  ScenarioState,
  VUPool,
} from '../executors/executor.ts';
import { executorOf } from '../executors/executors.ts';
import { VUSupply } from '../executors/vu-supply.ts';
import type { Logger } from '../log/logger.ts';
import { ExecutionShare, SINGLE_WORKER } from '../segment/execution-share.ts';
import type { SegmentTuple } from '../segment/segment-tuple.ts';
import type { Clock, Timer } from '../time/clock.ts';
import type { PlannedScenario, TestPlan } from './test-plan.ts';
import type { WorkerPart } from './worker-division.ts';

/** What the scheduler needs of an `AbortSignal`. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface ScenariosRun {
  readonly plan: TestPlan;
  readonly tuple: SegmentTuple;
  /** This thread's part; without it the thread does all of the instance's work. */
  readonly part?: WorkerPart;
  readonly clock: Clock;
  readonly pool: VUPool;
  readonly log: Logger;
  /** `Clock.now()` at which this run begins; the same on all threads. */
  readonly startAtMs: number;
  /** Time of the test then: more than 0 when it takes over from another one in the middle. */
  readonly elapsedMs: number;
  /** Interrupts everything at once, without gracefulStop. */
  readonly signal: StopSignal;
  /** What is different for each scenario; `index` is its place in the plan. */
  forScenario(name: string, index: number): ScenarioDeps;
}

export interface ScenarioDeps extends Pick<ExecutorDeps, 'sharedCounter' | 'dropped'> {
  /** Iterations of the instance that were completed before it began. */
  readonly iterationsDone: number;
}

export interface ScenarioOutcome {
  readonly scenario: string;
  readonly aborted: boolean;
  readonly error: Error | undefined;
}

/** State of each scenario with work, in the order of the plan. Plain data. */
export type ScenarioStates = readonly { readonly scenario: string; readonly state: ScenarioState }[];

export interface RunningScenarios {
  /** One outcome for each scenario with work; never rejects. */
  readonly ended: Promise<readonly ScenarioOutcome[]>;
  states(): ScenarioStates;
  /** Sets the load of a scenario that is controlled from outside, now or for when it starts. */
  control(scenario: string, setting: LoadSetting): void;
  /** VUs the `vus` metric counts at the moment. */
  activeVUs(): number;
}

/** Runs a thread's part of all scenarios, each from its start time on. */
export function runScenarios(run: ScenariosRun): RunningScenarios {
  const supply = new VUSupply(run.pool, run.clock, run.log);
  const slots: ScenarioSlot[] = [];
  const ended = new Promise<readonly ScenarioOutcome[]>((resolve) => {
    const abort = (): void => {
      // At first nothing starts any more; interrupting waits until the code that aborts is off the stack.
      for (const slot of slots) slot.stop();
      run.clock.defer(() => {
        for (const slot of slots) slot.abort();
      });
    };
    const onSlotEnded = (error?: Error): void => {
      if (error !== undefined) abort();
      if (!slots.every((slot) => slot.outcome !== undefined)) return;
      run.signal.removeEventListener('abort', abort);
      resolve(slots.flatMap(({ outcome }) => outcome ?? []));
    };
    run.plan.scenarios.forEach((scenario, index) => {
      if (scenario.hasWork)
        slots.push(new ScenarioSlot({ run, supply, scenario, index, onEnded: onSlotEnded }));
    });
    if (slots.length === 0) resolve([]);
    if (run.signal.aborted) abort();
    else run.signal.addEventListener('abort', abort, { once: true });
  });
  return {
    ended,
    states: () => slots.map((slot) => ({ scenario: slot.scenario.name, state: slot.state() })),
    control: (scenario, setting) => slots.find((slot) => slot.scenario.name === scenario)?.control(setting),
    activeVUs: () => slots.reduce((sum, slot) => sum + slot.state().activeVUs, 0),
  };
}

interface SlotParts {
  readonly run: ScenariosRun;
  readonly supply: VUSupply;
  readonly scenario: PlannedScenario;
  readonly index: number;
  readonly onEnded: (error?: Error) => void;
}

/** One scenario on its way from waiting for its start time to its outcome. */
class ScenarioSlot {
  readonly scenario: PlannedScenario;
  outcome: ScenarioOutcome | undefined;
  readonly #parts: SlotParts;
  readonly #startMs: number;
  readonly #startTimer: Timer;
  readonly #share: ExecutionShare;
  readonly #deps: ScenarioDeps;
  #running: RunningScenario | undefined;
  #setting: LoadSetting | undefined;
  #isAborted = false;
  /** It came to its end without having begun. */
  #endedAtMs: number | undefined;

  constructor(parts: SlotParts) {
    const { run, scenario, index } = parts;
    const { clock, startAtMs, elapsedMs } = run;
    this.scenario = scenario;
    this.#parts = parts;
    this.#share = new ExecutionShare(run.tuple, run.part?.shares[index] ?? SINGLE_WORKER);
    this.#deps = run.forScenario(scenario.name, index);
    this.#startMs = startAtMs - elapsedMs + scenario.config.startTimeMs;
    this.#startTimer = clock.at(Math.max(startAtMs, this.#startMs), () => this.#start());
  }

  state(): ScenarioState {
    return this.#running?.state() ?? this.#waitingState();
  }

  control(setting: LoadSetting): void {
    this.#setting = setting;
    if (this.outcome === undefined) this.#running?.control?.(setting);
  }

  stop(): void {
    if (this.outcome !== undefined) return;
    this.#isAborted = true;
    this.#startTimer.cancel();
    this.#running?.stop();
  }

  abort(): void {
    if (this.outcome !== undefined) return;
    this.#isAborted = true;
    if (this.#running !== undefined) {
      this.#running.abort();
      return;
    }
    this.#endUnbegun();
  }

  #start(): void {
    const { run, supply } = this.#parts;
    const share = this.#share;
    const { name, config } = this.scenario;
    const executor = executorOf(config);
    const elapsedMs = Math.max(0, run.elapsedMs - config.startTimeMs);
    if (elapsedMs > 0 && elapsedMs >= executor.durationMs(config)) return this.#endUnbegun();
    const activation: ScenarioActivation = {
      scenario: name,
      executor: config.executor,
      exec: config.exec,
      env: config.env,
      tags: config.tags,
      startedAtMs: this.#startMs,
      progress: () => executor.progress(config, share, this.state()).fraction,
    };
    const { iterationsDone, ...ofScenario } = this.#deps;
    const deps = { clock: run.clock, log: run.log, ...ofScenario };
    const beginning = { elapsedMs, iterationsDone };
    this.#running = executor.start({ config, share, activation, beginning, vus: supply, deps }, (error) =>
      this.#end(error),
    );
    if (this.#setting !== undefined) this.#running.control?.(this.#setting);
  }

  #endUnbegun(): void {
    this.#endedAtMs = this.#parts.run.clock.now();
    this.#end();
  }

  #end(error?: Error): void {
    if (this.outcome !== undefined) return;
    this.outcome = { scenario: this.scenario.name, aborted: this.#isAborted, error };
    this.#parts.onEnded(error);
  }

  #waitingState(): ScenarioState {
    const nowMs = this.#endedAtMs ?? this.#parts.run.clock.now();
    return {
      phase: this.#endedAtMs === undefined ? 'waiting' : this.#isAborted ? 'aborted' : 'ended',
      elapsedMs: nowMs - this.#startMs,
      activeVUs: 0,
      heldVUs: 0,
      iterationsDone: this.#share.ofInstance(this.#deps.iterationsDone),
      iterationsPerSecond: 0,
    };
  }
}
