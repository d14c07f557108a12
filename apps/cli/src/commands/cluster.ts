import { UserError } from '@squall/core';
import { readClusterSettings } from '../flags/cluster-flags.ts';
import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';
import { readWorkers } from './workers.ts';

/** Flags for the number of agents: ours, and the one proposed for k6. */
export const COUNT_FLAGS = { cluster: 'agents', coordinator: 'instance-count' } as const;

/** `squall cluster run` and `squall coordinator`. */
export const runClustered = (countFlag: string) => async (context: CommandContext) => {
  const settings = readClusterSettings(context.flags, context.env, countFlag);
  // The variables of this machine are not those of the agents: what the script needs is passed with -e.
  const request = await readTestRequest(context, { includeSystemEnvVars: false });
  if (request.runtime.includeSystemEnvVars) {
    throw new UserError(
      'UNSUPPORTED',
      'system environment variables do not travel to agents: pass those the script needs with -e',
    );
  }
  return context
    .engine()
    .runClustered({ ...request, workers: readWorkers(context.flags, context.env), ...settings });
};
