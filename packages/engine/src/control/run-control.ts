import {
  type RunMetrics,
  type ScenarioConfig,
  type Stage,
  stageError,
  type ThresholdEvaluation,
} from '@squall/core';
import type { InstanceRun } from '../instance-run.ts';
import type { RunStop } from '../run-stop.ts';
import { ControlRefusal } from './control-refusal.ts';
import { LoadControl } from './load-control.ts';
import type { RunPhase, RunState } from './run-state.ts';
import type { StartGate } from './start-gate.ts';

const FLUSH_TIMEOUT_MS = 2000;

/** Time limits of what the script exports, whether or not the run itself calls it. */
export interface StageLimits {
  readonly setupMs: number | undefined;
  readonly teardownMs: number | undefined;
}

export interface ControlParts {
  readonly instance: Pick<InstanceRun, 'shared' | 'flush' | 'runStage' | 'control'>;
  readonly metrics: RunMetrics;
  readonly scenarios: Readonly<Record<string, ScenarioConfig>>;
  readonly state: RunState;
  readonly gate: StartGate;
  readonly stop: RunStop;
  readonly limits: StageLimits;
}

/** How a run is doing. */
export interface RunStatus {
  readonly phase: RunPhase;
  readonly isPaused: boolean;
  readonly activeVUs: number;
  readonly initialisedVUs: number;
  /** It has started and not ended. */
  readonly isRunning: boolean;
  /** Somebody or something ended it early. */
  readonly isStopped: boolean;
  readonly isMarkedAsFailed: boolean;
  /** Some threshold fails at the moment. */
  readonly isTainted: boolean;
}

/** A run that is under way, for whoever looks at it or steers it from outside: the REST API. */
export class RunControl {
  readonly metrics: RunMetrics;
  readonly #parts: ControlParts;
  readonly #load: LoadControl;

  constructor(parts: ControlParts) {
    this.metrics = parts.metrics;
    this.#parts = parts;
    this.#load = new LoadControl(parts.scenarios, parts.instance);
  }

  status(): RunStatus {
    const { instance, state, gate, stop } = this.#parts;
    return {
      phase: state.phase,
      isPaused: gate.isClosed || (this.#load.isPaused && !state.hasEnded),
      activeVUs: instance.shared.total('active'),
      initialisedVUs: instance.shared.total('initialised'),
      isRunning: state.hasStarted && !state.hasEnded,
      isStopped: stop.reason !== undefined,
      isMarkedAsFailed: state.isMarkedAsFailed,
      isTainted: (state.evaluation?.failing.length ?? 0) > 0,
    };
  }

  /** Holds the start back; later on only what is controlled from outside can be paused. @throws ControlRefusal */
  pause(): void {
    const { gate } = this.#parts;
    if (gate.isClosed || this.#load.isPaused) throw new ControlRefusal('execution is already paused');
    if (gate.hasBeenPassed) this.#load.pause();
    else gate.close();
  }

  /** @throws ControlRefusal */
  resume(): void {
    const { gate } = this.#parts;
    if (gate.isClosed) gate.open();
    else this.#load.resume();
  }

  /** Ends the run early; what is running is interrupted, `teardown()` still runs. */
  stop(): void {
    this.#parts.stop.request({ kind: 'api' });
  }

  /** Changes the VUs of the scenario that is controlled from outside. @throws ControlRefusal */
  scale(vus: number | undefined, maxVUs: number | undefined): void {
    this.#load.scale(vus, maxVUs);
  }

  /** Adds what threads have measured up to now to the metrics. */
  async refresh(): Promise<void> {
    if (this.#parts.state.phase !== 'init') await this.#parts.instance.flush(FLUSH_TIMEOUT_MS);
  }

  get evaluation(): ThresholdEvaluation | undefined {
    return this.#parts.state.evaluation;
  }

  get elapsedMs(): number {
    return this.#parts.state.elapsedMs();
  }

  get setupDataJson(): string | undefined {
    return this.#parts.state.setupDataJson;
  }

  /** Takes the place of what `setup()` returned, for VUs that have not started and for `teardown()`. */
  set setupDataJson(json: string | undefined) {
    this.#parts.state.setupDataJson = json;
  }

  /** Runs `setup()`, whose result takes the place of the present data. */
  async runSetup(): Promise<void> {
    this.setupDataJson = await this.#runStage('setup', this.#parts.limits.setupMs, undefined);
  }

  async runTeardown(): Promise<void> {
    await this.#runStage('teardown', this.#parts.limits.teardownMs, this.setupDataJson);
  }

  async #runStage(
    stage: Stage,
    limitMs: number | undefined,
    dataJson: string | undefined,
  ): Promise<string | undefined> {
    if (limitMs === undefined) return undefined;
    if (this.#parts.state.phase === 'init') throw new ControlRefusal('VUs are still being initialised');
    const outcome = await this.#parts.instance.runStage(stage, limitMs, dataJson);
    const error = stageError(stage, outcome, limitMs);
    if (error !== undefined) throw error;
    if (outcome.kind !== 'completed') throw new ControlRefusal(`${stage}() was interrupted`);
    return outcome.resultJson;
  }
}
