import type { AgentHealth } from '@squall/coordinator';

/** How the agents of runs were, second by second. */
export interface HealthStore {
  add(runId: number, reports: readonly AgentHealth[]): Promise<void>;
}
