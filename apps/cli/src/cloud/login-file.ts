import { existsSync, mkdirSync, readFileSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UserError } from '@squall/core';
import { unwritableFile } from '../unwritable-file.ts';
import { asObject } from './cloud-settings.ts';

/** What a login stores; undefined takes a key away. */
export type LoginKeys = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * Changes `collectors.cloud` of a configuration file and nothing else in it. It holds a token, so nobody but its
 * owner may read it.
 */
export function changeLogin(file: string, keys: LoginKeys): void {
  // Some keep it elsewhere and have a link there.
  const path = existsSync(file) ? realpathSync(file) : file;
  const config = readConfig(path);
  const collectors = asObject(config.collectors) ?? {};
  const cloud = { ...asObject(collectors.cloud), ...keys };
  const text = `${JSON.stringify({ ...config, collectors: { ...collectors, cloud } }, null, 2)}\n`;
  // A process that is ended halfway must not leave half a file.
  const draft = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, text, { mode: 0o600 });
    renameSync(draft, path);
  } catch (error) {
    throw unwritableFile(path, error);
  }
}

function readConfig(path: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw unwritableFile(path, error);
  }
  try {
    const config = asObject(JSON.parse(text));
    if (config !== undefined) return config;
  } catch {
    // Told the same way as JSON that is no object.
  }
  throw new UserError('INVALID_CONFIG_FILE', `${path} is not the JSON it should be, so nothing was changed`);
}
