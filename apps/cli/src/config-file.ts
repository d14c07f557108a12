import { readFile, stat } from 'node:fs/promises';
import { type Config, type Environment, parseConfigFileLayer, UserError } from '@squall/core';
import { defaultConfigFile } from './config.ts';

/** The settings of the configuration file. Only a file that was asked for has to exist. */
export async function loadConfigFile(wanted: string | undefined, env: Environment): Promise<Config> {
  const path = wanted ?? defaultConfigFile(env);
  const isMissing = await stat(path).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT' || error.code === 'ENOTDIR',
  );
  if (isMissing && wanted === undefined) return {};
  if (isMissing) {
    throw new UserError(
      'INVALID_CONFIG_FILE',
      `failed to load the configuration file from the local file system: stat ${path}: no such file or directory`,
    );
  }
  return parseConfigFileLayer(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(
      'INVALID_CONFIG_FILE',
      `failed to load the configuration file from the local file system: couldn't read ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
}
