import type { Agent } from '../agents/agent.ts';
import { fits } from '../placement/place-instances.ts';
import type { Instance } from './instance.ts';

/** A machine that lost an instance this often does not get it again. */
const MAX_FAILURES = 2;

/**
 * Who takes over an instance: an agent of its zone that has nothing to do, otherwise the one with the smallest part
 * of its capacity in use. Undefined when nobody can take it.
 */
export function chooseReplacement(instance: Instance, agents: readonly Agent[]): Agent | undefined {
  const able = agents.filter(
    (agent) =>
      fits(instance.demand, agent) &&
      agent.reservedVUs + instance.plan.maxVUs <= agent.hello.capacity.maxVUs &&
      failuresOn(instance, agent) < MAX_FAILURES,
  );
  return able.reduce<Agent | undefined>(
    (best, agent) => (best === undefined || load(agent) < load(best) ? agent : best),
    undefined,
  );
}

function failuresOn(instance: Instance, agent: Agent): number {
  return instance.tenures.filter((tenure) => tenure.agent.id === agent.id && tenure.loss !== undefined)
    .length;
}

const load = ({ reservedVUs, hello }: Agent): number => reservedVUs / hello.capacity.maxVUs;
