import type { AgentHealth } from '@squall/coordinator';
import type { HealthStore } from '../runs/agent-health.ts';

/** How an instance was around a moment: the latest numbers, and the worst lag and load since the row before. */
export interface HealthRow extends Omit<AgentHealth, 'elapsedMs' | 'clockSkewMs'> {
  /** Of the test. */
  readonly atS: number;
  readonly clockSkewMs: number | null;
}

export interface RunHealthStore extends HealthStore {
  /** By instance and epoch, in their order. */
  ofRun(runId: number): Promise<readonly HealthRow[]>;
}

/** Seconds that share a row, which are more the longer a run takes: nobody looks at hours second by second. */
export function healthStepS(atS: number): number {
  if (atS < 600) return 1;
  return atS < 3600 ? 10 : 60;
}
