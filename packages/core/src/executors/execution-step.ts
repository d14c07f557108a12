/** From `offsetMs` on (after the executor's start) this many VUs are needed, and may be added when busy. */
export interface ExecutionStep {
  readonly offsetMs: number;
  readonly plannedVUs: number;
  readonly maxUnplannedVUs: number;
}

/** The same VUs from start to end. */
export function constantSteps(endMs: number, plannedVUs: number, maxUnplannedVUs = 0): ExecutionStep[] {
  return [
    { offsetMs: 0, plannedVUs, maxUnplannedVUs },
    { offsetMs: endMs, plannedVUs: 0, maxUnplannedVUs: 0 },
  ];
}

export const highestPlanned = (steps: readonly ExecutionStep[]): number =>
  steps.reduce((highest, step) => Math.max(highest, step.plannedVUs), 0);
