import { EXIT_CODES } from '@squall/core';
import type { AgentRequest } from '../engine-calls.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { settingsOf } from './agent-settings.ts';

/** `squall agent`: works for a coordinator until there is nothing more to do. */
export async function beAgent(request: AgentRequest, deps: LocalDeps): Promise<number> {
  endWithParent(deps);
  const { readFileDescriptorLimit, runAgent } = await import('@squall/agent');
  return runAgent(settingsOf(request, readFileDescriptorLimit(), deps), {
    clock: deps.clock,
    log: request.log,
    signals: process,
    exit: deps.exit,
  });
}

/** An agent that a coordinator has started is of no use to anybody without it, however that one ended. */
function endWithParent({ exit }: LocalDeps): void {
  const end = () => exit(EXIT_CODES.RUN_FAILED);
  if (process.connected) process.once('disconnect', end);
  // There was a coordinator once; undefined for an agent that somebody else has started.
  else if (process.connected === false) end();
}
