import type { LocalAgent } from '@squall/controller';
import type { ControllerRequest } from '../engine-calls.ts';

export interface LocalAgentDecision {
  /** The agent to start; undefined for none. */
  readonly local: LocalAgent | undefined;
  /** For people. */
  readonly reason: string;
}

/** Whether the controller has an agent beside it, so that a first run needs nothing else. */
export function decideLocalAgent(wish: ControllerRequest['agent'], agent: LocalAgent): LocalAgentDecision {
  if (wish === 'never') return { local: undefined, reason: 'none here (--no-agent)' };
  if (wish === 'if-alone' && agent.hasCompany) {
    return { local: undefined, reason: 'none here, since others have joined (--with-agent starts one)' };
  }
  return { local: agent, reason: `one here, in load zone ${agent.loadZone}` };
}
