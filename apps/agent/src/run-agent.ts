import { randomUUID } from 'node:crypto';
import { EXIT_CODES } from '@squall/core';
import { Agent } from './agent.ts';
import { AgentFolder } from './archive/agent-folder.ts';
import { serveHealth } from './health/health-server.ts';
import { webSocketDial } from './link/web-socket.ts';
import type { AgentDeps, AgentSettings } from './settings.ts';
import { Signals } from './signals.ts';

/**
 * `squall agent`: works for a coordinator until it is told to end. Resolves to the exit code; rejects with a
 * `UserError` when the coordinator does not want it, or cannot be reached any more.
 */
export async function runAgent(settings: AgentSettings, deps: AgentDeps): Promise<number> {
  const { clock, log } = deps;
  const agentId = randomUUID();
  const dial = webSocketDial(settings.coordinatorUrl, settings.caFile);
  using folder = AgentFolder.open(settings.folder, agentId);
  await using agent = new Agent(settings, { agentId, folder, dial, clock, log });
  using _signals = new Signals(deps, (signal) => agent.leave(signal));
  await using _health =
    settings.health === undefined ? undefined : await serveHealth(settings.health, () => agent.health);
  const end = await agent.ended;
  if (end.kind === 'failed') throw end.error;
  return EXIT_CODES.OK;
}
