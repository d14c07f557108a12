import type { Agent } from '../agents/agent.ts';
import { fits } from '../placement/place-instances.ts';
import type { Instance } from './instance.ts';

/** A machine that lost an instance this often does not get it again. */
const MAX_FAILURES = 2;

/**
 * Who takes over an instance: of the agents of its zone the one with the smallest part of its capacity in use, so at
 * best a spare one; those that lost the instance before come last. Undefined when nobody can take it.
 */
export function chooseReplacement(instance: Instance, agents: readonly Agent[]): Agent | undefined {
  const able = agents.filter(
    (agent) =>
      fits(instance.demand, agent) &&
      agent.reservedVUs + instance.plan.maxVUs <= agent.hello.capacity.maxVUs &&
      failuresOn(instance, agent) < MAX_FAILURES,
  );
  const rank = (agent: Agent) => failuresOn(instance, agent) + load(agent);
  return able.reduce<Agent | undefined>(
    (best, agent) => (best === undefined || rank(agent) < rank(best) ? agent : best),
    undefined,
  );
}

function failuresOn(instance: Instance, agent: Agent): number {
  return instance.tenures.filter((tenure) => tenure.agent.id === agent.id && tenure.loss !== undefined)
    .length;
}

const load = ({ reservedVUs, hello }: Agent): number => reservedVUs / hello.capacity.maxVUs;
