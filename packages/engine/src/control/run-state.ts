import type { Clock, ThresholdEvaluation } from '@squall/core';

export type RunPhase = 'init' | 'paused' | 'setup' | 'running' | 'teardown' | 'ended';

/** What changes in the course of a run and is looked at from outside. */
export class RunState {
  readonly #clock: Clock;
  #phase: RunPhase = 'init';
  #startedAtMs: number | undefined;
  #endedAtMs: number | undefined;
  /** JSON of what `setup()` returned, or of what somebody put in its place. */
  setupDataJson: string | undefined;
  /** The latest one. */
  evaluation: ThresholdEvaluation | undefined;
  isMarkedAsFailed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get phase(): RunPhase {
    return this.#phase;
  }

  enter(phase: RunPhase): void {
    this.#phase = phase;
  }

  /** The time of the test begins, just before setup. */
  start(): void {
    this.#startedAtMs = this.#clock.now();
  }

  /** The time of the test is over. */
  end(): void {
    this.#endedAtMs = this.#clock.now();
  }

  get hasStarted(): boolean {
    return this.#startedAtMs !== undefined;
  }

  get hasEnded(): boolean {
    return this.#endedAtMs !== undefined;
  }

  /** Since the start, or 0. */
  elapsedMs(): number {
    if (this.#startedAtMs === undefined) return 0;
    return (this.#endedAtMs ?? this.#clock.now()) - this.#startedAtMs;
  }
}
