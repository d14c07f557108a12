import type { Clock, Stage, Timer } from '@squall/core';
import type { Timing } from '../timing.ts';
import type { Fleet } from './fleet.ts';
import type { FrameIntake } from './frame-intake.ts';
import type { Load } from './load.ts';
import type { ClusterPhase } from './run-spec.ts';
import type { StageRuns } from './stage-runs.ts';
import type { Tenure } from './tenure.ts';

export interface LimitedRun {
  readonly clock: Clock;
  readonly timing: Timing;
  readonly fleet: Fleet;
  readonly load: Load;
  readonly stages: StageRuns;
  readonly intake: FrameIntake;
  /** Carries out what a limit leads to. */
  on(event: () => void): void;
  lose(tenure: Tenure, reason: string): void;
  end(): void;
}

/** How long each phase of a run may take, and what happens then; one limit at a time. */
export class PhaseLimits {
  readonly #run: LimitedRun;
  #timer: Timer | undefined;

  constructor(run: LimitedRun) {
    this.#run = run;
  }

  set(ms: number, onLimit: () => void): void {
    const { clock } = this.#run;
    this.clear();
    this.#timer = clock.at(clock.now() + ms, () => this.#run.on(onLimit));
  }

  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** The limit of a phase, from now on; long enough for agents to come back. */
  again(phase: ClusterPhase): void {
    const { stopMs, settleMs, closedMs } = this.#run.timing;
    const leftMs = this.#run.load.latestEndMs - this.#run.clock.now();
    if (phase === 'setup' || phase === 'teardown') this.ofStage(phase);
    if (phase === 'running') this.ofLoad(Math.max(leftMs, closedMs), 'it did not come to its end');
    if (phase === 'stopping') this.ofLoad(Math.max(stopMs, closedMs), 'it did not stop');
    if (phase === 'settling') this.ofSettling(Math.max(settleMs, closedMs));
  }

  ofLoad(ms: number, reason: string): void {
    this.set(ms, () => {
      for (const tenure of this.#run.fleet.current) if (!tenure.isOver) this.#run.lose(tenure, reason);
    });
  }

  ofStage(stage: Stage): void {
    const { stages, timing } = this.#run;
    const { tenure } = stages;
    if (tenure === undefined || (stage === 'setup' && stages.isSetupOver)) return;
    const ms = stages.timeoutMs(stage) + timing.stageGraceMs;
    this.set(ms, () => this.#run.lose(tenure, `${stage}() did not end`));
  }

  /** As long as frames are being stored, they are waited for. */
  ofSettling(ms: number): void {
    const { intake } = this.#run;
    const { stored } = intake;
    this.set(ms, () => {
      if (!intake.isIdle && intake.stored > stored) this.ofSettling(ms);
      else this.#run.end();
    });
  }
}
