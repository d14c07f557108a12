import type { ClusterPhase, ClusterView } from '@squall/coordinator';
import { isFinal } from './run-state.ts';
import type { TestRun } from './test-run.ts';

/** How far a run is. Plain data. */
export interface RunProgress {
  readonly state: TestRun['state'];
  /** Undefined unless agents of this controller carry it out right now. */
  readonly phase: ClusterPhase | undefined;
  /** Of the load. */
  readonly elapsedMs: number;
  /** As planned. */
  readonly totalMs: number | null;
  /** How much of the load is over, 0 to 1. */
  readonly share: number | null;
  readonly vus: number;
  readonly maxVUs: number | null;
  readonly iterations: number;
  /** Of which load zones agents are missing, while the run waits for them. */
  readonly missingAgents: readonly { readonly loadZone: string; readonly count: number }[];
}

export interface Surroundings {
  /** Of the agents that are there. */
  readonly loadZones: ReadonlySet<string>;
  readonly nowMs: number;
}

export function progressOf(
  run: TestRun,
  live: ClusterView | undefined,
  { loadZones, nowMs }: Surroundings,
): RunProgress {
  const totalMs = run.estimatedDurationS === null ? null : run.estimatedDurationS * 1_000;
  const common = { state: run.state, totalMs, maxVUs: run.maxVUs };
  if (live === undefined) {
    const elapsedMs = elapsedOf(run, nowMs);
    const share = totalMs === null || totalMs === 0 ? null : Math.min(1, elapsedMs / totalMs);
    const rest = {
      phase: undefined,
      vus: 0,
      iterations: 0,
      missingAgents: zonesWithoutAgents(run, loadZones),
    };
    return { ...common, ...rest, elapsedMs, share: isFinal(run.state) ? 1 : share };
  }
  const sum = (key: 'activeVUs' | 'completeIterations') =>
    live.instances.reduce((total, instance) => total + instance[key], 0);
  return {
    ...common,
    phase: live.phase,
    elapsedMs: live.loadMs,
    share: live.fraction,
    vus: sum('activeVUs'),
    iterations: sum('completeIterations'),
    missingAgents: missingByZone(live),
  };
}

function elapsedOf({ startedAtMs, endedAtMs }: TestRun, nowMs: number): number {
  return startedAtMs === null ? 0 : Math.max(0, (endedAtMs ?? nowMs) - startedAtMs);
}

/** Somebody has to look at the script before it is known how many are needed. */
function zonesWithoutAgents(
  { state, distribution }: TestRun,
  loadZones: ReadonlySet<string>,
): RunProgress['missingAgents'] {
  if (state !== 'queued') return [];
  const needed = new Set(distribution.map(({ loadZone }) => loadZone));
  return [...needed].filter((zone) => !loadZones.has(zone)).map((loadZone) => ({ loadZone, count: 1 }));
}

function missingByZone({ missing }: ClusterView): { loadZone: string; count: number }[] {
  const byZone = new Map<string, number>();
  for (const { demand, joined } of missing) {
    const zone = demand.loadZone ?? '';
    byZone.set(zone, (byZone.get(zone) ?? 0) + Math.max(0, demand.agents - joined));
  }
  return [...byZone].flatMap(([loadZone, count]) => (count > 0 ? [{ loadZone, count }] : []));
}
