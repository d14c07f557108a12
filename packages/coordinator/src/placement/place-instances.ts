import { cutSegments, type Segment } from '@squall/core';

/** A part of the test that belongs to one load zone. */
export interface ZoneDemand {
  /** Its key in the test's distribution. */
  readonly label: string;
  /** Undefined: agents of any zone will do. */
  readonly loadZone: string | undefined;
  /** Share of the whole, a positive integer; percent as a rule. */
  readonly weight: number;
  readonly agents: number;
}

interface Candidate {
  readonly hello: { readonly loadZone: string; readonly capacity: { readonly maxVUs: number } };
}

export interface Place<A> {
  readonly agent: A;
  readonly demand: ZoneDemand;
  readonly segment: Segment;
}

export interface MissingAgents {
  readonly demand: ZoneDemand;
  readonly joined: number;
}

export type Placement<A> =
  | {
      readonly kind: 'complete';
      /** By instance number. */
      readonly places: readonly Place<A>[];
      readonly spare: readonly A[];
    }
  | { readonly kind: 'missing'; readonly zones: readonly MissingAgents[] };

/**
 * Gives each zone its agents, those that joined first, and divides the test: zones by their weight, the agents of a
 * zone by their capacity. Instances are numbered zone by zone.
 */
export function placeInstances<A extends Candidate>(
  demands: readonly ZoneDemand[],
  candidates: readonly A[],
): Placement<A> {
  const free = new Set(candidates);
  const chosen = bySpecificity(demands).map((demand) => ({ demand, agents: take(demand, free) }));
  const missing = chosen.filter(({ demand, agents }) => agents.length < demand.agents);
  if (missing.length > 0) {
    return {
      kind: 'missing',
      zones: missing.map(({ demand, agents }) => ({ demand, joined: agents.length })),
    };
  }
  const inOrder = demands.map((demand) => ({ demand, agents: agentsOf(demand, chosen) }));
  const segments = cutSegments(
    inOrder.map(({ demand, agents }) => ({
      weight: demand.weight,
      members: agents.map(({ hello }) => hello.capacity.maxVUs),
    })),
  );
  const places = inOrder
    .flatMap(({ demand, agents }) => agents.map((agent) => ({ agent, demand })))
    .map((place, i) => ({ ...place, segment: segments[i] as Segment }));
  return { kind: 'complete', places, spare: [...free] };
}

/** Who takes any agent chooses after those who need particular ones. */
function bySpecificity(demands: readonly ZoneDemand[]): readonly ZoneDemand[] {
  const isAny = ({ loadZone }: ZoneDemand) => loadZone === undefined;
  return [...demands.filter((demand) => !isAny(demand)), ...demands.filter(isAny)];
}

function take<A extends Candidate>(demand: ZoneDemand, free: Set<A>): readonly A[] {
  const own = [...free].filter((agent) => fits(demand, agent)).slice(0, demand.agents);
  for (const agent of own) free.delete(agent);
  return own;
}

/** Whether an agent may work for that zone. */
export function fits(demand: ZoneDemand, { hello }: Candidate): boolean {
  return demand.loadZone === undefined || demand.loadZone === hello.loadZone;
}

function agentsOf<A>(
  demand: ZoneDemand,
  chosen: readonly { readonly demand: ZoneDemand; readonly agents: readonly A[] }[],
): readonly A[] {
  return chosen.find((entry) => entry.demand === demand)?.agents ?? [];
}
