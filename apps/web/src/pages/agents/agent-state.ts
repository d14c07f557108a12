import type { Agent } from '../../api/types/agents.ts';
import type { RunStatus } from '../../runs/run-status.ts';

/** Agents that are connected are seen every few seconds. */
const SEEN_WITHIN_MS = 30_000;

export function isConnected({ revokedAtMs, lastSeenAtMs }: Agent, nowMs: number): boolean {
  return revokedAtMs === null && nowMs - lastSeenAtMs < SEEN_WITHIN_MS;
}

export function agentStatus(agent: Agent, nowMs: number): RunStatus {
  if (agent.revokedAtMs !== null) return { text: 'Revoked', tone: 'idle' };
  return isConnected(agent, nowMs) ? { text: 'Connected', tone: 'good' } : { text: 'Away', tone: 'warn' };
}
