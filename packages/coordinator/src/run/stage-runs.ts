import { type Stage, type StageOutcome, stageError, UserError } from '@squall/core';
import type { ClusterRunSpec } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

/** What is known of the stages from before this process. */
export interface StageMemory {
  readonly tenure: Tenure | undefined;
  readonly setupDataJson: string | undefined;
  readonly isSetupOver: boolean;
  readonly teardownError: Error | undefined;
}

/** setup() and teardown() of a run: who runs them, and what came of them. */
export class StageRuns {
  readonly #spec: Pick<ClusterRunSpec, 'setupTimeoutMs' | 'teardownTimeoutMs'>;
  #tenure: Tenure | undefined;
  #setupDataJson: string | undefined;
  #isSetupOver = false;
  #teardownError: Error | undefined;

  constructor(spec: Pick<ClusterRunSpec, 'setupTimeoutMs' | 'teardownTimeoutMs'>) {
    this.#spec = spec;
  }

  /** Who runs, or ran, setup; then teardown. */
  get tenure(): Tenure | undefined {
    return this.#tenure;
  }

  get setupDataJson(): string | undefined {
    return this.#setupDataJson;
  }

  /** It has come back, or there is none. */
  get isSetupOver(): boolean {
    return this.#isSetupOver;
  }

  get teardownError(): Error | undefined {
    return this.#teardownError;
  }

  restore({ tenure, setupDataJson, isSetupOver, teardownError }: StageMemory): void {
    this.#tenure = tenure;
    this.#setupDataJson = setupDataJson;
    this.#isSetupOver = isSetupOver;
    this.#teardownError = teardownError;
  }

  /** Has that tenure run the stage. */
  begin(stage: Stage, tenure: Tenure, nowMs: number): void {
    this.#tenure = tenure;
    tenure.hasRunStage = true;
    const dataJson = stage === 'setup' ? undefined : this.#setupDataJson;
    const timeoutMs = this.timeoutMs(stage);
    tenure.command({ type: 'run-stage', tenure: tenure.ref, stage, timeoutMs, dataJson }, nowMs);
  }

  timeoutMs(stage: Stage): number {
    return (stage === 'setup' ? this.#spec.setupTimeoutMs : this.#spec.teardownTimeoutMs) ?? 0;
  }

  skipSetup(): void {
    this.#isSetupOver = true;
  }

  /** What is wrong with setup, if anything. */
  setupEnded(outcome: StageOutcome): Error | undefined {
    this.#isSetupOver = true;
    if (outcome.kind !== 'completed') return stageError('setup', outcome, this.timeoutMs('setup'));
    this.#setupDataJson = outcome.resultJson;
    return undefined;
  }

  teardownEnded(outcome: StageOutcome): void {
    this.#teardownError = stageError('teardown', outcome, this.timeoutMs('teardown'));
  }

  noTeardown(): void {
    this.#teardownError = new UserError('AGENT_LOST', 'teardown() did not run: no agent is left');
  }

  /** It may have done half of its work: whether to run it again elsewhere is not for us to decide. */
  lost(stage: Stage, reason: string): Error {
    const message = `agent '${this.#tenure?.agent.name}' was lost while it ran ${stage}(): ${reason}`;
    const error = new UserError('AGENT_LOST', message);
    if (stage === 'teardown') this.#teardownError = error;
    return error;
  }
}
