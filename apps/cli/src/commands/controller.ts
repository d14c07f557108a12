import { readControllerSettings } from '../flags/controller-flags.ts';
import type { CommandContext } from './command.ts';

/** `squall controller`. */
export async function controller(context: CommandContext): Promise<number> {
  const { flags, env, global, log } = context;
  const settings = readControllerSettings(flags, env);
  return context.engine().beController({ ...settings, processEnv: env, global, log });
}
