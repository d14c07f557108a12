import { type ScenarioStates, viewScenarios, WHOLE_TUPLE } from '@squall/core';
import type { MissingAgents } from '../placement/place-instances.ts';
import type { Timing } from '../timing.ts';
import type { ClusterRun } from './cluster-run.ts';
import type { Instance } from './instance.ts';
import { isReachable } from './liveness.ts';
import type { ClusterPhase } from './run-spec.ts';
import type { Tenure } from './tenure.ts';

/** `suspect`: not heard for a while. `lost`: given up, and nobody has taken over. */
export type InstanceCondition = 'preparing' | 'ready' | 'running' | 'ended' | 'failed' | 'suspect' | 'lost';

/** One line of a display of agents. */
export interface InstanceView {
  readonly instance: number;
  readonly agent: string;
  readonly loadZone: string;
  /** Of the whole load, 0 to 1. */
  readonly share: number;
  /** It may need, by the plan of its part. */
  readonly maxVUs: number;
  readonly condition: InstanceCondition;
  readonly activeVUs: number;
  readonly initialisedVUs: number;
  /** By all agents that were in charge, as they reported last. */
  readonly completeIterations: number;
  readonly interruptedIterations: number;
  readonly utilization: number;
  readonly maxLagMs: number;
}

/** A distributed run at this moment, for whoever shows it. Plain data. */
export interface ClusterView {
  readonly phase: ClusterPhase;
  /** Of setup, load and teardown. */
  readonly elapsedMs: number;
  /** How long there has been load. */
  readonly loadMs: number;
  /** How much of the load is over, 0 to 1. */
  readonly fraction: number;
  /** While the run waits for agents. */
  readonly missing: readonly MissingAgents[];
  readonly instances: readonly InstanceView[];
  /** What the instances report, for core's `viewScenarios` with the whole test's plan. */
  readonly scenarios: readonly ScenarioStates[];
}

export function viewCluster(run: ClusterRun, nowMs: number): ClusterView {
  const scenarios = run.fleet.current.flatMap(({ status }) =>
    status === undefined ? [] : [status.progress.scenarios],
  );
  return {
    phase: run.phase,
    elapsedMs: run.elapsedMs(),
    loadMs: run.load.durationMs,
    fraction: fractionOf(run, scenarios),
    missing: run.missing,
    instances: run.fleet.instances.map((instance) => viewInstance(instance, nowMs, run.timing)),
    scenarios,
  };
}

/** Of all scenarios, each as much as any other. */
function fractionOf({ phase, fleet }: ClusterRun, states: readonly ScenarioStates[]): number {
  if (phase === 'teardown' || phase === 'settling' || phase === 'ended') return 1;
  if (phase !== 'running' && phase !== 'stopping') return 0;
  const scenarios = viewScenarios(fleet.plan, WHOLE_TUPLE, states);
  const sum = scenarios.reduce((total, { fraction }) => total + fraction, 0);
  return scenarios.length === 0 ? 1 : sum / scenarios.length;
}

function viewInstance(instance: Instance, nowMs: number, timing: Timing): InstanceView {
  const tenure = instance.current ?? instance.tenures.at(-1);
  const progress = instance.current?.status?.progress;
  return {
    instance: instance.number,
    agent: tenure?.agent.name ?? '',
    loadZone: instance.demand.loadZone ?? tenure?.agent.hello.loadZone ?? '',
    share: instance.share,
    maxVUs: instance.plan.maxVUs,
    condition: conditionOf(instance.current, nowMs, timing),
    activeVUs: progress?.activeVUs ?? 0,
    initialisedVUs: progress?.initialisedVUs ?? 0,
    completeIterations: reported(instance, 'completeIterations'),
    interruptedIterations: reported(instance, 'interruptedIterations'),
    utilization: progress?.utilization ?? 0,
    maxLagMs: progress?.maxLagMs ?? 0,
  };
}

function conditionOf(tenure: Tenure | undefined, nowMs: number, timing: Timing): InstanceCondition {
  if (tenure === undefined || tenure.loss !== undefined) return 'lost';
  return isReachable(tenure.agent, nowMs, timing) ? tenure.phase : 'suspect';
}

function reported({ tenures }: Instance, key: 'completeIterations' | 'interruptedIterations'): number {
  return tenures.reduce((sum, { status }) => sum + (status?.progress[key] ?? 0), 0);
}
