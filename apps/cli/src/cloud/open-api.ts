import { RealClock } from '@squall/engine';
import type { CommandContext } from '../commands/command.ts';
import { loadConfigFile } from '../config-file.ts';
import { loggedIn, storedLogin } from './cloud-settings.ts';
import { ControllerApi } from './controller-api.ts';

export interface OpenApi {
  readonly api: ControllerApi;
  /** What the configuration file says of the cloud. */
  readonly stored: Readonly<Record<string, unknown>>;
}

/** The controller for commands that need no script. @throws UserError without a login */
export function openApi({ global, env }: CommandContext): OpenApi {
  const stored = storedLogin(loadConfigFile(global.configFile, env));
  return { stored, api: new ControllerApi(loggedIn(env, stored), new RealClock()) };
}
