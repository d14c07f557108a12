import type { ExecutionStep } from '../executors/execution-step.ts';
import { executorOf, type ScenarioConfig } from '../executors/executors.ts';
import type { SegmentTuple } from '../segment/segment-tuple.ts';

export interface PlannedScenario {
  readonly name: string;
  readonly config: ScenarioConfig;
  /** An instance whose segment gets nothing of a scenario skips it. */
  readonly hasWork: boolean;
  /** Relative to the start of the scenario. */
  readonly steps: readonly ExecutionStep[];
}

/** What one instance of a test needs and how long it may take. */
export interface TestPlan {
  /** By start time, then name: the order everywhere. */
  readonly scenarios: readonly PlannedScenario[];
  /** Sums over all scenarios, relative to the start of the test. */
  readonly steps: readonly ExecutionStep[];
  /** VUs to initialise before the test starts. */
  readonly plannedVUs: number;
  /** VUs there may ever be. */
  readonly maxVUs: number;
  readonly maxDurationMs: number;
}

export function planTest(scenarios: Readonly<Record<string, ScenarioConfig>>, tuple: SegmentTuple): TestPlan {
  const planned = Object.entries(scenarios)
    .map(([name, config]) => {
      const executor = executorOf(config);
      return { name, config, hasWork: executor.hasWork(config, tuple), steps: executor.steps(config, tuple) };
    })
    .sort(byStart);
  const steps = mergeSteps(planned);
  return { scenarios: planned, steps, ...peaks(steps), maxDurationMs: steps.at(-1)?.offsetMs ?? 0 };
}

function byStart(a: PlannedScenario, b: PlannedScenario): number {
  if (a.config.startTimeMs !== b.config.startTimeMs) return a.config.startTimeMs - b.config.startTimeMs;
  return a.name < b.name ? -1 : 1;
}

export interface TimedSteps {
  readonly config: { readonly startTimeMs: number };
  readonly steps: readonly ExecutionStep[];
}

/** The sums over all scenarios, one step for each time they change. */
export function mergeSteps(scenarios: readonly TimedSteps[]): ExecutionStep[] {
  const events = scenarios.flatMap(({ config, steps }, scenario) =>
    steps.map((step) => ({ ...step, offsetMs: step.offsetMs + config.startTimeMs, scenario })),
  );
  // Stable: at the same time, events stay in the order of the scenarios.
  events.sort((a, b) => a.offsetMs - b.offsetMs);
  const current = scenarios.map(() => ({ plannedVUs: 0, maxUnplannedVUs: 0 }));
  const sum = { plannedVUs: 0, maxUnplannedVUs: 0 };
  const merged: ExecutionStep[] = [];
  for (const { offsetMs, plannedVUs, maxUnplannedVUs, scenario } of events) {
    const before = current[scenario] ?? { plannedVUs: 0, maxUnplannedVUs: 0 };
    if (before.plannedVUs === plannedVUs && before.maxUnplannedVUs === maxUnplannedVUs) continue;
    sum.plannedVUs += plannedVUs - before.plannedVUs;
    sum.maxUnplannedVUs += maxUnplannedVUs - before.maxUnplannedVUs;
    current[scenario] = { plannedVUs, maxUnplannedVUs };
    merged.push({ offsetMs, ...sum });
  }
  return merged;
}

export function peaks(steps: readonly ExecutionStep[]): { plannedVUs: number; maxVUs: number } {
  let plannedVUs = 0;
  let maxVUs = 0;
  for (const step of steps) {
    plannedVUs = Math.max(plannedVUs, step.plannedVUs);
    maxVUs = Math.max(maxVUs, step.plannedVUs + step.maxUnplannedVUs);
  }
  return { plannedVUs, maxVUs };
}
