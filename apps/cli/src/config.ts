import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '@squall/core';

/** The variables of this process; nothing else reads them. */
export function readEnvironment(): Environment {
  return { ...process.env };
}

/** Where the configuration file is looked for when none is named. */
export function defaultConfigFile(env: Environment): string {
  return join(userConfigFolder(env), 'k6', 'config.json');
}

function userConfigFolder(env: Environment): string {
  switch (process.platform) {
    case 'win32':
      return env.AppData ?? env.APPDATA ?? join(homedir(), 'AppData', 'Roaming');
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support');
    default:
      return env.XDG_CONFIG_HOME || join(homedir(), '.config');
  }
}
