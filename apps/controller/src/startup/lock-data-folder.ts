import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '@squall/core';
import SQLite from 'better-sqlite3';

const FILE_NAME = 'controller.lock';
/** A controller that is just ending may have it that long. */
const PATIENCE_MS = 3_000;

/**
 * Keeps a data folder for this process until it ends, however it does: the system drops the lock with the process.
 * @throws UserError when another controller works there
 */
export function lockDataFolder(dataFolder: string): Disposable {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = new SQLite(join(dataFolder, FILE_NAME), { timeout: PATIENCE_MS });
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new UserError('DATABASE_UNUSABLE', `another controller uses the data folder '${dataFolder}'`, {
      hint: 'end that one first, or give this one a folder of its own',
    });
  }
  return { [Symbol.dispose]: () => file.close() };
}
