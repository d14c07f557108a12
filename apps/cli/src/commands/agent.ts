import { readAgentSettings } from '../flags/agent-flags.ts';
import type { CommandContext } from './command.ts';
import { readWorkers } from './workers.ts';

/** `squall agent`. */
export async function agent(context: CommandContext): Promise<number> {
  const { args, flags, env, log } = context;
  const settings = readAgentSettings(args, flags, env);
  const workers = readWorkers(flags, env);
  return context.engine().beAgent({ ...settings, workers, processEnv: env, log });
}
