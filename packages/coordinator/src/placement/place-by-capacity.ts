import { cutSegments, type Segment } from '@squall/core';
import { fits, type Place, type Placement, type ZoneDemand } from './place-instances.ts';

interface Candidate {
  readonly hello: { readonly loadZone: string; readonly capacity: { readonly maxVUs: number } };
  /** What it has been given by this and other runs. */
  readonly reservedVUs: number;
}

/** VUs that a part of the test needs at most. */
export type CountVUs = (segment: Segment, sequence: readonly Segment[]) => number;

interface Team<A> {
  readonly demand: ZoneDemand;
  readonly agents: readonly A[];
}

/**
 * Divides the test among the agents that are there: the agents of a zone share its labels, each as much as it has
 * room for beside other runs, and none gets less than a VU. With fewer agents than labels, or little room, an agent
 * works for several labels. Missing are zones whose agents have too little room for their part.
 */
export function placeByCapacity<A extends Candidate>(
  demands: readonly ZoneDemand[],
  candidates: readonly A[],
  countVUs: CountVUs,
): Placement<A> {
  const roomy = candidates.filter((agent) => roomOf(agent) > 0).toSorted((a, b) => roomOf(b) - roomOf(a));
  const isWithout = (demand: ZoneDemand) => !roomy.some((agent) => fits(demand, agent));
  if (demands.some(isWithout)) return missing(demands.filter(isWithout));
  const vus = vusOfEach(demands, countVUs);
  let overloaded: readonly ZoneDemand[] = demands;
  for (const divide of [separateTeams, commonTeams]) {
    const places = placesOf(demands.map((demand) => divide(demand, { demands, agents: roomy, vus })));
    overloaded = demandsOverloaded(places, countVUs);
    if (overloaded.length === 0) return { kind: 'complete', places, spare: spareOf(candidates, places) };
  }
  return missing(overloaded);
}

interface Zone<A> {
  readonly demands: readonly ZoneDemand[];
  readonly agents: readonly A[];
  readonly vus: ReadonlyMap<ZoneDemand, number>;
}

/** Each label has agents of its own, as long as there are enough. */
function separateTeams<A extends Candidate>(demand: ZoneDemand, { demands, agents, vus }: Zone<A>): Team<A> {
  const rivals = demands.filter(({ loadZone }) => loadZone === demand.loadZone);
  const own = agents.filter((agent) => fits(demand, agent));
  const teams = rivals.map((rival, i) => ({ demand: rival, agents: [own[i % own.length] as A] }));
  for (const agent of own.slice(rivals.length)) {
    const neediest = teams
      .filter((team) => team.agents.length < (vus.get(team.demand) ?? 0))
      .toSorted((a, b) => burden(b, vus) - burden(a, vus))[0];
    neediest?.agents.push(agent);
  }
  return teams.find((team) => team.demand === demand) ?? { demand, agents: own.slice(0, 1) };
}

/** All agents of the zone work for each of its labels. */
function commonTeams<A extends Candidate>(demand: ZoneDemand, { agents, vus }: Zone<A>): Team<A> {
  const own = agents.filter((agent) => fits(demand, agent));
  return { demand, agents: own.slice(0, Math.max(1, vus.get(demand) ?? 0)) };
}

function burden<A extends Candidate>({ demand, agents }: Team<A>, vus: Zone<A>['vus']): number {
  return (vus.get(demand) ?? 0) / agents.reduce((sum, agent) => sum + roomOf(agent), 0);
}

function placesOf<A extends Candidate>(teams: readonly Team<A>[]): readonly Place<A>[] {
  const segments = cutSegments(
    teams.map(({ demand, agents }) => ({ weight: demand.weight, members: agents.map(roomOf) })),
  );
  return teams
    .flatMap(({ demand, agents }) => agents.map((agent) => ({ agent, demand })))
    .map((place, i) => ({ ...place, segment: segments[i] as Segment }));
}

/** Labels with agents that would have to run more VUs than they can. */
function demandsOverloaded<A extends Candidate>(
  places: readonly Place<A>[],
  countVUs: CountVUs,
): readonly ZoneDemand[] {
  const sequence = places.map(({ segment }) => segment);
  const given = new Map<A, number>();
  for (const { agent, segment } of places) {
    given.set(agent, (given.get(agent) ?? 0) + countVUs(segment, sequence));
  }
  const overloaded = places.filter(({ agent }) => (given.get(agent) ?? 0) > roomOf(agent));
  return [...new Set(overloaded.map(({ demand }) => demand))];
}

function vusOfEach(demands: readonly ZoneDemand[], countVUs: CountVUs): ReadonlyMap<ZoneDemand, number> {
  const sequence = cutSegments(demands.map(({ weight }) => ({ weight, members: [1] })));
  return new Map(demands.map((demand, i) => [demand, countVUs(sequence[i] as Segment, sequence)]));
}

function spareOf<A>(candidates: readonly A[], places: readonly Place<A>[]): readonly A[] {
  const used = new Set(places.map(({ agent }) => agent));
  return candidates.filter((agent) => !used.has(agent));
}

function missing<A>(demands: readonly ZoneDemand[]): Placement<A> {
  return { kind: 'missing', zones: demands.map((demand) => ({ demand, joined: 0 })) };
}

const roomOf = ({ hello, reservedVUs }: Candidate): number => hello.capacity.maxVUs - reservedVUs;
