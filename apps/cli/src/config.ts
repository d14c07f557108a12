import { availableParallelism, homedir, totalmem } from 'node:os';
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

/** Where a controller keeps everything. */
export function defaultDataFolder(env: Environment): string {
  switch (process.platform) {
    case 'win32':
      return join(
        env.LocalAppData ?? env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'),
        'Squall',
        'data',
      );
    case 'darwin':
      return join(homedir(), 'Library', 'Application Support', 'Squall');
    default:
      return join(env.XDG_DATA_HOME || join(homedir(), '.local', 'share'), 'squall');
  }
}

/** Where agents keep archives between runs. */
export function defaultAgentFolder(env: Environment): string {
  return join(userCacheFolder(env), 'squall', 'agent');
}

/** Where copies of remote modules are kept between runs. */
export function defaultModulesFolder(env: Environment): string {
  return join(userCacheFolder(env), 'squall', 'modules');
}

function userCacheFolder(env: Environment): string {
  switch (process.platform) {
    case 'win32':
      return env.LocalAppData ?? env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
    case 'darwin':
      return join(homedir(), 'Library', 'Caches');
    default:
      return env.XDG_CACHE_HOME || join(homedir(), '.cache');
  }
}

/** Memory a thread may use: what is asked for, or most of its share of the machine's. */
export function maxHeapMbPerThread(env: Environment): number {
  const givenMb = Number(env.SQUALL_THREAD_MEMORY_MB ?? 0);
  if (givenMb > 0) return Math.round(givenMb);
  const shareMb = (totalmem() / 1e6 / Math.max(1, availableParallelism())) * 0.75;
  return Math.round(Math.max(512, shareMb));
}
