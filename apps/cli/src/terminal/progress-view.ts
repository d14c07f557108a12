/** A moment of a run, as the terminal shows it. */
export interface ProgressView {
  readonly head: PhaseView | RunView;
  /** By start time, then by name. */
  readonly scenarios: readonly ScenarioView[];
  /** Of a run over several machines. */
  readonly agents?: readonly AgentView[];
}

/** Before and after the iterations: `Init [ 33% ] 1/3 VUs initialized`, `Run [ 0% ] setup()`. */
export interface PhaseView {
  readonly kind: 'phase';
  readonly label: 'Wait' | 'Init' | 'Run';
  readonly text: string;
  /** 0 to 1. */
  readonly fraction: number;
}

export interface RunView {
  readonly kind: 'run';
  readonly isPaused: boolean;
  /** Undefined before the start. */
  readonly elapsedMs: number | undefined;
  readonly maxDurationMs: number;
  readonly activeVUs: number;
  readonly initialisedVUs: number;
  /** The most there can be; sets the width of the numbers. */
  readonly maxVUs: number;
  readonly completeIterations: number;
  readonly interruptedIterations: number;
}

export interface ScenarioView {
  readonly name: string;
  /** `idle` before executors have started. */
  readonly phase: 'idle' | 'waiting' | 'running' | 'stopping' | 'ended' | 'aborted';
  /** 0 to 1. */
  readonly fraction: number;
  /** What stands to the right of the bar. */
  readonly columns: readonly string[];
}

/** An agent, or what became of its part of the load. */
export interface AgentView {
  readonly name: string;
  /** Undefined when all are of the same zone. */
  readonly loadZone: string | undefined;
  readonly state: 'preparing' | 'ready' | 'running' | 'suspect' | 'ended' | 'failed' | 'lost';
  readonly activeVUs: number;
  readonly initialisedVUs: number;
  readonly iterationsPerSecond: number;
  /** How late its threads were at most, since the last report. */
  readonly lagMs: number;
}
