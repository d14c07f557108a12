import type { Agent } from '../agents/agent.ts';
import type { Timing } from '../timing.ts';
import type { Tenure } from './tenure.ts';

/** Whether it is worth waiting for what an agent has to say. */
export function isReachable(agent: Agent, nowMs: number, { suspectMs }: Timing): boolean {
  return agent.isConnected && agent.silentMs(nowMs) < suspectMs;
}

/** Whether nothing more can be expected of a tenure. */
export function hasDelivered(tenure: Tenure, nowMs: number, timing: Timing): boolean {
  return tenure.isSettled || (tenure.loss !== undefined && !isReachable(tenure.agent, nowMs, timing));
}

/** Why a tenure is to be given up now, if it is. */
export function reasonToGiveUp(
  { agent, phase, assignedAtMs }: Tenure,
  nowMs: number,
  { deadMs, closedMs, prepareMs }: Timing,
): string | undefined {
  if (agent.isConnected && agent.silentMs(nowMs) >= deadMs) {
    return `nothing heard from it for ${seconds(deadMs)}`;
  }
  if (!agent.isConnected && agent.closedMs(nowMs) >= closedMs) {
    return `its connection was closed and it did not come back within ${seconds(closedMs)}`;
  }
  if (phase === 'preparing' && nowMs - assignedAtMs >= prepareMs) {
    return `it was not ready within ${seconds(prepareMs)}`;
  }
  return undefined;
}

const seconds = (ms: number): string => (ms === 1_000 ? '1 second' : `${ms / 1_000} seconds`);
