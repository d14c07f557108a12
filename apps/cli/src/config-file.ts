import { readFileSync, statSync } from 'node:fs';
import {
  type Config,
  type Environment,
  parseConfigFileLayer,
  systemErrorText,
  UserError,
} from '@squall/core';
import { defaultConfigFile } from './config.ts';

/** The settings of the configuration file. Only a file that was asked for has to exist. */
export function loadConfigFile(wanted: string | undefined, env: Environment): Config {
  const path = wanted ?? defaultConfigFile(env);
  if (!exists(path)) {
    if (wanted === undefined) return {};
    throw new UserError(
      'INVALID_CONFIG_FILE',
      `failed to load the configuration file from the local file system: stat ${path}: no such file or directory`,
    );
  }
  return parseConfigFileLayer(readText(path), path);
}

/** Also true for a file that is out of reach: reading it tells why. */
function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new UserError(
      'INVALID_CONFIG_FILE',
      `failed to load the configuration file from the local file system: couldn't read ${path}: ${systemErrorText(cause as NodeJS.ErrnoException)}`,
      { cause },
    );
  }
}
