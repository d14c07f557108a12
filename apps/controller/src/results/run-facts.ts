import type { DeclaredMetric } from '@squall/core';

/** What is settled before a run begins. Plain data. */
export interface RunPlan {
  /** Metrics known before the run: thresholds may name them. */
  readonly declaredMetrics: readonly DeclaredMetric[];
}

/** What a run on agents came to, besides its samples and its state. Plain data. */
export interface RunConclusion {
  /** Of a run on one machine with the same outcome. */
  readonly exitCode: number;
  /** From just before `setup()` to the end of `teardown()`. */
  readonly elapsedMs: number;
  /** Something ended the run before its time. */
  readonly isInterrupted: boolean;
  /** JSON of what `setup()` returned. */
  readonly setupDataJson: string | null;
  /** What the user must know to trust the numbers. */
  readonly notices: readonly string[];
  /** Agents that were lost on the way. */
  readonly losses: readonly { readonly instance: number; readonly epoch: number; readonly reason: string }[];
}

export interface RunFacts {
  readonly plan: RunPlan | null;
  readonly conclusion: RunConclusion | null;
}

export interface RunFactStore {
  ofRun(runId: number): Promise<RunFacts>;
  setPlan(runId: number, plan: RunPlan): Promise<void>;
  setConclusion(runId: number, conclusion: RunConclusion): Promise<void>;
}
